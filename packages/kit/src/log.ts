/** Structured logs: one line of JSON each, with the request id, and never with what a person would call private. */
import { createHash } from "node:crypto";
import { type DestinationStream, type Logger, pino } from "pino";
import { currentTrace } from "./trace.ts";

export type Log = Logger;

/** Names of fields whose values never reach a log, wherever they stand. */
const privateFields = new Set([
  "authorization",
  "cookie",
  "password",
  "token",
  "guestToken",
  "refreshToken",
  "apiKey",
  "secretShownOnce",
  "email",
  "guest",
]);
/** Names of ids that open something to whoever knows them: a log shows a fingerprint, by which its lines still find each other. */
const secretIds = new Set(["checkoutId", "cartId"]);

/** A log of one service. `level` is pino's: fatal, error, warn, info, debug, trace, silent. Lines go to standard output, or to `lines`. */
export function createLog(service: string, level: string, lines?: DestinationStream): Log {
  const options = {
    level,
    base: { service },
    mixin: () => {
      const trace = currentTrace();
      return trace ? { requestId: trace.requestId } : {};
    },
    formatters: { log: (fields: object) => withoutSecrets(fields, []) },
  };
  return pino(options, lines);
}

/** `around` are the objects that this one stands in, so that one which holds itself ends. */
function withoutSecrets(fields: object, around: readonly object[]): Record<string, unknown> {
  const inside = [...around, fields];
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, withoutSecret(name, value, inside)]));
}

function withoutSecret(name: string, value: unknown, around: readonly object[]): unknown {
  if (privateFields.has(name)) return "[private]";
  if (secretIds.has(name) && typeof value === "string")
    return `#${createHash("sha256").update(value).digest("hex").slice(0, 12)}`;
  if (typeof value !== "object" || value === null) return value;
  if (around.includes(value)) return "[itself]";
  if (Array.isArray(value)) return value.map((entry) => withoutSecret("", entry, [...around, value]));
  if (value instanceof Error) return withoutSecrets(pino.stdSerializers.err(value), [...around, value]);
  if ("toJSON" in value && typeof value.toJSON === "function")
    return withoutSecret("", value.toJSON(), [...around, value]);
  return withoutSecrets(value, around);
}
