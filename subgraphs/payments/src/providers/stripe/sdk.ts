/** The one place that knows Stripe's SDK: a client that decides nothing by itself, and what its errors and signatures mean. */
import Stripe from "stripe";

/** What Stripe's answers look like; a new one is a change of this adapter. */
export const apiVersion = "2026-10-28.endive";

/** How old, or how far in the future, a message may be. */
const toleranceSeconds = 300;
/** Nothing is waited for longer than this, whoever else forgot a deadline. */
const timeoutMs = 20_000;
/** Stripe is done with a request that came to it within this time, or drops it: so long its own clients wait, unless they are told otherwise. */
const workMs = 80_000;
/** So long a request may be under way or at work there, whoever gave up on it. */
export const lateMs = timeoutMs + workMs;

/** A client for the account of this key, at `url` if that is not Stripe itself. It never tries again by itself: our calls do, by their keys. */
export function openStripe(secretKey: string, url: string | undefined) {
  const { protocol = "https:", hostname, port } = url === undefined ? {} : new URL(url);
  const host = hostname === undefined ? {} : { host: hostname, port: port || (protocol === "http:" ? 80 : 443) };
  return new Stripe(secretKey, {
    apiVersion,
    maxNetworkRetries: 0,
    telemetry: false,
    timeout: timeoutMs,
    protocol: protocol === "http:" ? "http" : "https",
    ...host,
  });
}

export type StripeClient = ReturnType<typeof openStripe>;

/**
 * A definite no. `declined` by the bank, or `refused` by Stripe because it cannot be. `missing` names what of the request points to something that
 * Stripe does not have; `intentId` is the payment that it is about. Both are null if it does not say.
 */
export type StripeNo = { kind: "declined" | "refused"; code: string; missing: string | null; intentId: string | null };

/** Stripe's word for an id that it does not have. */
export const notThere = "resource_missing";

/** What an error says for certain; undefined if that is nothing, and the outcome unknown. */
export function definiteNo(error: unknown): StripeNo | undefined {
  const { StripeCardError, StripeInvalidRequestError } = Stripe.errors;
  const intentId = error instanceof Stripe.errors.StripeError ? (error.payment_intent?.id ?? null) : null;
  if (error instanceof StripeCardError)
    return { kind: "declined", code: error.decline_code || error.code || "card_declined", missing: null, intentId };
  if (!(error instanceof StripeInvalidRequestError)) return undefined;
  const code = error.code || "invalid_request";
  return { kind: "refused", code, missing: code === notThere ? (error.param ?? null) : null, intentId };
}

/** What may be told of an error: Stripe's own hold the customer's card and the secret of their browser. */
export function speakable(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  const { type, statusCode = "no status", code = "no code", requestId = "no request id" } = error;
  return new Error(`Stripe gave no certain answer: ${type}, ${statusCode}, ${code}, ${requestId}`);
}

/** Whether one of the secrets signed these bytes not too long before `now`. A body that is signed and no JSON is Stripe's all the same. */
export function isFromStripe(secrets: readonly string[], header: unknown, body: Uint8Array, now: number): boolean {
  if (typeof header !== "string") return false;
  return secrets.some((secret) => {
    try {
      Stripe.webhooks.constructEvent(Buffer.from(body), header, secret, toleranceSeconds, undefined, now);
      return true;
    } catch (error) {
      return error instanceof SyntaxError;
    }
  });
}
