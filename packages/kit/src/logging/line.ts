/** Schema of a log line: every field that a process of the shop writes, with its type. */
import { z } from "zod";

const text = z.string().nullish();
const count = z.number().nullish();

/** An error as it is written, with its own fields: its stack has those of its causes. */
const writtenError = z.looseObject({ type: z.string(), message: z.string(), stack: z.string() });

const movements = z.array(z.object({ ref: z.string(), amountMinor: z.number() }));

/** The facts of a line: the entity, the work and its outcome. The page docs/owners/logs.md explains those that people search for. */
const facts = {
  // The entity that it is about.
  orderId: text,
  checkoutId: text,
  cartId: text,
  paymentId: text,
  refundId: text,
  userId: text,
  eventId: text,
  id: text,
  aggregateId: text,
  erasure: text,
  pendingErasure: text,
  export: text,
  taxRate: text,
  template: text,
  // The component and its work.
  job: text,
  consumer: text,
  call: text,
  operation: text,
  work: text,
  provider: text,
  source: text,
  subgraph: text,
  instance: text,
  list: text,
  file: text,
  path: text,
  graph: text,
  region: text,
  viewer: text,
  instances: z.array(z.string()).optional(),
  // Its outcome.
  status: count,
  ms: count,
  awayMs: count,
  windowMs: count,
  attempts: count,
  seq: count,
  version: count,
  count,
  port: count,
  perMinute: count,
  payments: count,
  methods: count,
  declines: count,
  percent: count,
  inProgress: count,
  pendingFetches: count,
  delays: z.array(z.number()).optional(),
  state: text,
  outcome: text,
  kind: text,
  type: text,
  because: text,
  cause: text,
  consequence: text,
  fault: text,
  hint: text,
  setAside: text,
  link: text,
  kept: z.boolean().optional(),
  /** The first errors of an operation. */
  first: z.array(z.string()).optional(),
  /** E-mails that were given up. */
  mails: z.array(z.object({ id: z.string(), template: z.string(), attempts: z.number() })).optional(),
  /** A payment as its provider reports it, and a difference to our record. */
  reported: z
    .object({
      ref: z.string().nullable(),
      state: z.string(),
      amountMinor: z.number(),
      currency: z.string(),
      captures: movements,
      refunds: movements,
      disputes: movements,
    })
    .optional(),
  mismatch: z
    .object({
      provider: z.string(),
      what: z.string(),
      ours: z.string(),
      theirs: z.string(),
      paymentId: z.string().nullable(),
      providerRef: z.string().nullable(),
    })
    .optional(),
};

/** Fields that every line has, and those of a line within a request, an event consumer or a job. */
const origin = {
  /** pino's: 60 an alarm, 50 an error, 40 a warning, 30 information, 20 for debugging. */
  level: z.int(),
  /** Milliseconds since 1970. */
  time: z.int(),
  /** The process, or the service in a process of all services. */
  service: z.string(),
  msg: z.string(),
  /** The request, or the run of a job. All processes that take part in a request share it. */
  requestId: z.string().optional(),
  /** The trace, while traces are recorded. */
  traceId: z.string().optional(),
  entry: z.enum(["graphql", "internal", "job"]).optional(),
};

/** A line. No process writes other fields. */
export const logLine = z.strictObject({
  ...origin,
  ...facts,
  alarm: z.string().optional(),
  err: writtenError.optional(),
  /** The length of a line that was cut. */
  cutFrom: z.int().optional(),
});

/** The fields that code hands to the log; those of the origin where no trace is current. */
export type LogFields = z.input<z.ZodObject<typeof facts>> & {
  alarm?: string;
  err?: unknown;
  requestId?: string | undefined;
  traceId?: string | undefined;
  entry?: "graphql" | "internal";
};
