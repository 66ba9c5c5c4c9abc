/** Structured logs: one line of JSON each, with the ids of request and trace and without private data. */
import { type DestinationStream, type Level, pino } from "pino";
import type { LogFields } from "./log-line.ts";
import { redactFields, redactText } from "./redaction.ts";
import { currentTrace } from "./trace.ts";

/** Writes lines, by level. */
export type Log = Readonly<Record<Exclude<Level, "trace">, WriteLine>>;
type WriteLine = { (fields: LogFields, message: string): void; (message: string): void };

/** Takes lines, one a call. */
export type LogDestination = DestinationStream;

type LogOptions = {
  /** Names of ids that grant access, of which a fingerprint is written; none if absent. */
  secretIds?: readonly string[];
  /** Where lines go; standard output if absent. */
  lines?: LogDestination;
};

/** Creates the log of a service. `level` is pino's: fatal, error, warn, info, debug, trace, silent. */
export function createLog(service: string, level: string, { secretIds = [], lines }: LogOptions = {}): Log {
  const redaction = { describeError: pino.stdSerializers.err, secretIds: new Set(secretIds) };
  const options = {
    level,
    base: { service },
    mixin: () => {
      const trace = currentTrace();
      if (!trace) return {};
      const { requestId, entry, span } = trace;
      return span ? { requestId, entry, traceId: span.recording.traceId } : { requestId, entry };
    },
    hooks: { streamWrite: boundLine, logMethod: redactMessages },
    formatters: { log: (fields: object) => redactFields(fields, redaction) },
    // The formatter has written the error already: pino's own serializer would take the plain object for one.
    serializers: { err: (written: unknown) => written },
  };
  return pino(options, lines);
}

/** Redacts the texts of a line; libraries that log an error alone have its message as that of the line. */
function redactMessages(this: pino.Logger, texts: unknown[], write: (...texts: unknown[]) => void): void {
  const [first] = texts;
  const all = first instanceof Error && texts.length === 1 ? [{ err: first }, first.message] : texts;
  write.apply(
    this,
    all.map((each) => (typeof each === "string" ? redactText(each) : each)),
  );
}

/** The longest line, in characters: clients choose names, ids and messages, but not the length of a line. */
const maxLine = 8_192;
/** The length to which the texts of a longer line are cut, and how many entries of a list or an object are kept. */
const maxText = 500;
const maxEntries = 8;
const originFields = new Set(["level", "time", "service", "requestId", "traceId", "entry", "alarm"]);

/** Cuts a line that is too long: it keeps its origin, the beginning of its texts and its original length. */
function boundLine(line: string): string {
  if (line.length <= maxLine) return line;
  const fields: [string, unknown][] = Object.entries(JSON.parse(line));
  const origin = fields.filter(([name]) => originFields.has(name));
  const others = fields.filter(([name]) => !originFields.has(name) && name !== "msg").slice(0, maxEntries);
  const msg = fields.flatMap(([name, value]) => (name === "msg" ? shorten(value) : []));
  const short = write([...origin, ...others.map(([name, value]): [string, unknown] => [name, shorten(value)])]);
  return short.length <= maxLine ? short : write(origin);

  function write(kept: [string, unknown][]): string {
    return `${JSON.stringify({ ...Object.fromEntries(kept), msg: msg[0], cutFrom: line.length })}\n`;
  }
}

function shorten(value: unknown): unknown {
  if (typeof value === "string") return value.length > maxText ? `${value.slice(0, maxText)}…` : value;
  if (Array.isArray(value)) return value.slice(0, maxEntries).map(shorten);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, maxEntries)
      .map(([name, each]) => [name, shorten(each)]),
  );
}
