/** Stripe's SDK: the only module that imports it, with the client, its errors and its signatures. */
import { currentTraceparent } from "@hansa/kit/tracing";
import Stripe from "stripe";
import type { WebhookRefusal } from "../port.ts";

/** The version of Stripe's responses; a new one requires changes of this adapter. */
export const apiVersion = "2026-10-28.endive";

/** The release of Stripe.js that is made for this version of the API: its name is the last part of the version. */
const scriptRelease = apiVersion.split(".").at(-1);

/** The address of Stripe.js, or of its stand-in if the API is at `url`. */
export function scriptUrl(url: string | undefined): string {
  return new URL(`/${scriptRelease}/stripe.js`, url ?? "https://js.stripe.com").href;
}

/** The most that the time stamp of a message may lie before or after our clock. */
const toleranceMs = 300_000;
/** Timeout of every request, even without a deadline of the caller. */
const timeoutMs = 20_000;
/** Time after which Stripe has finished or dropped a received request: the default timeout of its own clients. */
const workMs = 80_000;
/** Time in which a request may still take effect after its caller has given up. */
export const lateMs = timeoutMs + workMs;

/** A client for the account of this key, at `url` if given. It never retries: our calls do, with their keys. */
export function openStripe(secretKey: string, url: string | undefined) {
  const { protocol = "https:", hostname, port } = url === undefined ? {} : new URL(url);
  const host = hostname === undefined ? {} : { host: hostname, port: port || (protocol === "http:" ? 80 : 443) };
  return new Stripe(secretKey, {
    apiVersion,
    maxNetworkRetries: 0,
    telemetry: false,
    timeout: timeoutMs,
    protocol: protocol === "http:" ? "http" : "https",
    httpClient: openHttpClient(),
    ...host,
  });
}

/** The HTTP client of the SDK, whose requests carry the `traceparent` of their call. */
function openHttpClient() {
  const client = Stripe.createNodeHttpClient();
  const send = client.makeRequest.bind(client);
  const makeRequest: typeof send = (...request) => {
    const [host, port, path, method, headers, ...rest] = request;
    const traceparent = currentTraceparent();
    return send(host, port, path, method, traceparent ? { ...headers, traceparent } : headers, ...rest);
  };
  return Object.assign(client, { makeRequest });
}

export type StripeClient = ReturnType<typeof openStripe>;

/**
 * A definite rejection: `declined` by the bank, or `refused` by Stripe. `missing` names the request field with an object that Stripe does not have;
 * `intentId` is the payment. Both are null if unknown.
 */
export type StripeRejection = {
  kind: "declined" | "refused";
  code: string;
  missing: string | null;
  intentId: string | null;
};

/** Stripe's error code for an unknown id. */
export const resourceMissing = "resource_missing";

/** The definite rejection of an error; undefined if the outcome is unknown. */
export function readRejection(error: unknown): StripeRejection | undefined {
  const { StripeCardError, StripeInvalidRequestError } = Stripe.errors;
  const intentId = error instanceof Stripe.errors.StripeError ? (error.payment_intent?.id ?? null) : null;
  if (error instanceof StripeCardError)
    return { kind: "declined", code: error.decline_code || error.code || "card_declined", missing: null, intentId };
  if (!(error instanceof StripeInvalidRequestError)) return undefined;
  const code = error.code || "invalid_request";
  return { kind: "refused", code, missing: code === resourceMissing ? (error.param ?? null) : null, intentId };
}

/** An error that may be logged: Stripe's own errors contain card details and client secrets. */
export function redactError(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) return error;
  const { type, statusCode = "no status", code = "no code", requestId = "no request id" } = error;
  return new Error(`Stripe gave no certain answer: ${type}, ${statusCode}, ${code}, ${requestId}`);
}

/**
 * The fault of a message's signature; undefined if one of the secrets signed these bytes shortly before `now`, or after it by a clock that is fast.
 * A signed body that is no JSON is authentic too.
 */
export function findSignatureFault(
  secrets: readonly string[],
  header: unknown,
  body: Uint8Array,
  now: number,
): WebhookRefusal | undefined {
  const parts = typeof header === "string" ? header.split(",").map((part) => part.trim().split("=")) : [];
  const times = parts.flatMap(([name, value]) => (name === "t" && value ? [Number(value)] : []));
  const isReadable = times.length > 0 && times.every(Number.isFinite) && parts.some(([name]) => name === "v1");
  if (typeof header !== "string" || !isReadable) return { reason: "no_signature" };
  const isSigned = secrets.some((secret) => {
    try {
      // Without the SDK's tolerance, so that a wrong clock is told from a wrong secret.
      Stripe.webhooks.constructEvent(Buffer.from(body), header, secret, 0, undefined, now);
      return true;
    } catch (error) {
      return error instanceof SyntaxError;
    }
  });
  if (!isSigned) return { reason: "wrong_signature" };
  const ageMs = times.map((time) => now - time * 1_000).find((age) => Math.abs(age) > toleranceMs);
  return ageMs === undefined ? undefined : { reason: "clock", ageMs };
}
