/** Schema of a log line: every field that the kit writes, with its type. A system adds the facts of its own. */
import { z } from "zod";

const text = z.string().nullish();
const count = z.number().nullish();

/** An error as it is written, with its own fields: its stack has those of its causes. */
const writtenError = z.looseObject({ type: z.string(), message: z.string(), stack: z.string() });

/** The facts of a line: the entity, the work and its outcome. The page docs/owners/logs.md explains those that people search for. */
const facts = {
  // The entity that it is about.
  eventId: text,
  id: text,
  aggregateId: text,
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
  place: text,
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
  known: count,
  found: count,
  port: count,
  perMinute: count,
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

/** A line of a system with these facts of its own. No process writes other fields. */
export function lineWith<Facts extends z.core.$ZodLooseShape>(own: Facts) {
  return z.strictObject({
    ...origin,
    ...facts,
    ...own,
    alarm: z.string().optional(),
    err: writtenError.optional(),
    /** The length of a line that was cut. */
    cutFrom: z.int().optional(),
  });
}

type KitFacts = z.input<z.ZodObject<typeof facts>>;

/** The facts that code hands to the log. A system declares its own here, by the merging of declarations. @public */
export interface LogFacts extends KitFacts {}

/** The fields that code hands to the log; those of the origin where no trace is current. */
export type LogFields = LogFacts & {
  alarm?: string;
  err?: unknown;
  requestId?: string | undefined;
  traceId?: string | undefined;
  entry?: "graphql" | "internal";
};
