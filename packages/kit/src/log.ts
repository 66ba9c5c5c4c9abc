/** Structured logs: one line of JSON each, with the request id, and never with what a person would call private. */
import { type Logger, pino } from "pino";
import { currentTrace } from "./trace.ts";

export type Log = Logger;

/** Names of fields whose values never reach a log, wherever they stand in the object. */
const privateFields = ["authorization", "cookie", "password", "token", "guestToken", "refreshToken", "email", "guest"];

/** A log of one service. `level` is pino's: fatal, error, warn, info, debug, trace, silent. */
export function createLog(service: string, level: string): Log {
  return pino({
    level,
    base: { service },
    mixin: () => {
      const trace = currentTrace();
      return trace ? { requestId: trace.requestId } : {};
    },
    redact: { paths: privateFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[private]" },
  });
}
