/** Protocol of the sandbox: the calls of its API, its payments, responses and messages, and its API key. */
import { createHmac } from "node:crypto";
import { z } from "zod";

const method = z.object({ ref: z.string(), customerRef: z.string() });
const known = { paymentId: z.string(), ref: z.string() };

/** The calls by name, with the data of each beside the key of the attempt. */
export const calls = {
  start: z.object({
    paymentId: z.string(),
    amountMinor: z.int(),
    currency: z.string(),
    token: z.string().nullable(),
    savedMethod: method.nullable(),
    keep: z.object({ customerRef: z.string().nullable() }).nullable(),
    returnUrl: z.string().nullable(),
  }),
  confirm: z.object({ ...known, token: z.string().nullable() }),
  capture: z.object({ ...known, amountMinor: z.int(), isLast: z.boolean() }),
  void: z.object(known),
  refund: z.object({ ...known, amountMinor: z.int() }),
  removeMethod: method,
};

const money = { ref: z.string(), key: z.string().nullable(), amountMinor: z.int() };

/** A payment in responses and messages: every capture, refund and dispute so far. */
const paymentSchema = z.object({
  ref: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  clientAction: z
    .object({
      kind: z.enum(["PROVIDER_SCRIPT", "REDIRECT"]),
      clientSecret: z.string().nullable(),
      redirectUrl: z.string().nullable(),
    })
    .nullable(),
  card: z.object({ brand: z.string(), last4: z.string(), expMonth: z.int(), expYear: z.int() }).nullable(),
  failure: z.object({ code: z.string(), retryable: z.boolean() }).nullable(),
  state: z.enum(["REQUIRES_ACTION", "PROCESSING", "AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"]),
  captures: z.array(z.object(money)),
  refunds: z.array(
    z.object({ ...money, state: z.enum(["PENDING", "SUCCEEDED", "FAILED"]), failure: z.string().nullable() }),
  ),
  disputes: z.array(
    z.object({
      ref: z.string(),
      amountMinor: z.int(),
      currency: z.string(),
      state: z.enum(["OPEN", "WON", "LOST"]),
      reason: z.string(),
    }),
  ),
  savedMethod: method.nullable(),
});

/** A message to the shop. */
export const messageSchema = z.object({
  id: z.string().min(1),
  type: z.string(),
  createdAt: z.int(),
  metadata: z.object({ paymentId: z.string().optional() }),
  payment: paymentSchema,
});

/** The response to a call. */
export const responseSchema = z.object({ payment: paymentSchema, refused: z.string().nullable() });
/** The response to a lookup; null: there is no such payment. */
export const foundSchema = z.object({ payment: paymentSchema.nullable() });
/** A page of payments, with their state. */
export const listSchema = pageOf(paymentSchema.pick({ ref: true, state: true }).extend({ paymentId: z.string() }));
/** A page of payments with a refund or dispute. */
export const movedSchema = pageOf(paymentSchema.pick({ ref: true }));

function pageOf<Listed>(of: z.ZodType<Listed>) {
  return z.object({ payments: z.array(of), next: z.string().nullable() });
}

type RequestOf<Name extends keyof typeof calls> = z.output<(typeof calls)[Name]>;
export type SandboxPayment = z.output<typeof paymentSchema>;
export type SandboxResponse = z.output<typeof responseSchema>;
/** One attempt of a call: attempts with the same key take effect once and get the same response. */
export type Attempt = { key: string; signal: AbortSignal };

/** The API, in this process or over HTTP. A rejected promise means an unknown outcome. */
export type SandboxApi = {
  start(request: RequestOf<"start">, once: Attempt): Promise<SandboxResponse>;
  confirm(payment: RequestOf<"confirm">, once: Attempt): Promise<SandboxResponse>;
  capture(payment: RequestOf<"capture">, once: Attempt): Promise<SandboxResponse>;
  void(payment: RequestOf<"void">, once: Attempt): Promise<SandboxResponse>;
  refund(payment: RequestOf<"refund">, once: Attempt): Promise<SandboxResponse>;
  removeMethod(method: RequestOf<"removeMethod">, once: Attempt): Promise<void>;
  lookup(payment: { paymentId: string }, signal: AbortSignal): Promise<SandboxPayment | null>;
  list(since: number, after: string | null, signal: AbortSignal): Promise<z.output<typeof listSchema>>;
  listMoved(since: number, after: string | null, signal: AbortSignal): Promise<z.output<typeof movedSchema>>;
};

/** A payment that leads, or led, to the page of the bank, as the bank knows it. */
const visitSchema = z.object({
  amountMinor: z.int(),
  currency: z.string(),
  returnUrl: z.string().nullable(),
  /** Whether it waits for the buyer's decision. */
  isWaiting: z.boolean(),
});
export const visitResponse = z.object({ visit: visitSchema.nullable() });
export type BankVisit = z.output<typeof visitSchema>;

/** The bank's side of the sandbox, for its page: null if no such payment ever led there. */
export type Bank = {
  find(ref: string): Promise<BankVisit | null>;
  /** The buyer's decision; one that waits for nothing does not change. */
  decide(ref: string, isConfirmed: boolean): Promise<BankVisit | null>;
};

/** The `authorization` header that the server requires. It is derived from the webhook secret and does not reveal it. */
export function apiKeyOf(secrets: readonly string[]): string {
  const [secret = ""] = secrets;
  return `Bearer ${createHmac("sha256", secret).update("the sandbox's API").digest("hex")}`;
}
