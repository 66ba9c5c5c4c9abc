/** Structured logs: one line of JSON each, with the request id, and never with what a person would call private. */
import { createHash } from "node:crypto";
import { type Logger, pino } from "pino";
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
  "email",
  "guest",
]);
/** Names of ids that open something to whoever knows them: a log shows a fingerprint, by which its lines still find each other. */
const secretIds = new Set(["checkoutId", "cartId"]);

/** A log of one service. `level` is pino's: fatal, error, warn, info, debug, trace, silent. */
export function createLog(service: string, level: string): Log {
  return pino({
    level,
    base: { service },
    mixin: () => {
      const trace = currentTrace();
      return trace ? { requestId: trace.requestId } : {};
    },
    formatters: { log: withoutSecrets },
  });
}

function withoutSecrets(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, withoutSecret(name, value)]));
}

function withoutSecret(name: string, value: unknown): unknown {
  if (privateFields.has(name)) return "[private]";
  if (secretIds.has(name) && typeof value === "string")
    return `#${createHash("sha256").update(value).digest("hex").slice(0, 12)}`;
  if (Array.isArray(value)) return value.map((entry) => withoutSecret("", entry));
  if (typeof value !== "object" || value === null || value instanceof Error) return value;
  return withoutSecrets({ ...value });
}
