/** Structured logs: one line of JSON each, with the ids of request and trace and without private data. */
import { createHash } from "node:crypto";
import { type DestinationStream, type Logger, pino } from "pino";
import { currentTrace } from "./trace.ts";

export type Log = Logger;

/** Names of fields whose values are never logged, at any depth. */
const privateFields = new Set([
  "authorization",
  "cookie",
  "set-cookie",
  "password",
  "token",
  "guestToken",
  "accessToken",
  "refreshToken",
  "apiKey",
  "secretShownOnce",
  "email",
  "guest",
]);
/** Names of ids that grant access: the log shows a fingerprint of them, which still correlates its lines. */
const secretIds = new Set(["checkoutId", "cartId"]);

/** Creates the log of a service. `level` is pino's: fatal, error, warn, info, debug, trace, silent. Lines go to standard output, or to `lines`. */
export function createLog(service: string, level: string, lines?: DestinationStream): Log {
  const options = {
    level,
    base: { service },
    mixin: () => {
      const trace = currentTrace();
      if (!trace) return {};
      const { requestId, span } = trace;
      return span ? { requestId, traceId: span.recording.traceId } : { requestId };
    },
    hooks: { streamWrite: boundLine },
    formatters: { log: (fields: object) => withoutSecrets(fields, []) },
  };
  return pino(options, lines);
}

/** The longest line, in characters: clients choose names, ids and messages, but not the length of a line. */
const maxLine = 8_192;
/** The length to which the fields of a longer line are cut. Fields that identify its origin are kept whole. */
const maxField = 500;
const uncutFields = new Set(["level", "time", "service", "requestId", "traceId", "alarm"]);

/** Cuts a line that is too long: it keeps the beginning of its first fields and its original length. */
function boundLine(line: string): string {
  if (line.length <= maxLine) return line;
  const fields: [string, unknown][] = Object.entries(JSON.parse(line));
  const uncut = fields.filter(([name]) => uncutFields.has(name) || name === "msg");
  const others = fields.filter(([name]) => !uncutFields.has(name) && name !== "msg").slice(0, 8);
  const short = [...uncut, ...others].map(([name, value]): [string, unknown] => [
    name.slice(0, 100),
    uncutFields.has(name) ? value : shorten(value),
  ]);
  return `${JSON.stringify({ ...Object.fromEntries(short), cutFrom: line.length })}\n`;
}

function shorten(value: unknown): unknown {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > maxField ? `${text.slice(0, maxField)}…` : value;
}

/** Removes secrets. `around` holds the enclosing objects, so that a cycle ends. */
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
