/** Formats log lines for a developer: time, level, message, other fields, and stack. */
import { z } from "zod";
import { paint } from "../../../cli/host/terminal.mjs";

const entry = z.looseObject({ level: z.number(), time: z.number(), msg: z.string().default("") });

/** Fields that every line has, or that are shown elsewhere. */
const shownElsewhere = new Set(["level", "time", "msg", "service", "err", "pid", "hostname"]);

const levels = [
  { from: 50, name: "error", colour: "red" },
  { from: 40, name: "warn", colour: "yellow" },
  { from: 30, name: "info", colour: "dim" },
  { from: 0, name: "debug", colour: "dim" },
] as const;

/** Absent services have a line of their own in development (../peers.ts); here every consumer, job and retry would repeat it, with its stack. */
const repeatsAbsence = z.union([
  z.object({ msg: z.string().startsWith("event consumer: events of ") }),
  z.object({ err: z.object({ extensions: z.object({ code: z.literal("SUBGRAPH_UNAVAILABLE") }) }) }),
]);

/** The text to print for a line, which may have several lines itself; plain text stays as it is, and an empty line is nothing. */
export function readableLine(line: string): string | undefined {
  if (line.trim() === "") return undefined;
  const parsed = parseEntry(line);
  if (parsed === undefined) return line;
  if (repeatsAbsence.safeParse(parsed).success) return undefined;
  const level = levels.find(({ from }) => parsed.level >= from) ?? levels[3];
  const time = new Date(parsed.time).toTimeString().slice(0, 8);
  const fields = Object.entries(parsed)
    .filter(([name]) => !shownElsewhere.has(name))
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const headline = [paint("dim", time), paint(level.colour, level.name.padEnd(5)), parsed.msg];
  const details = fields.length > 0 ? [paint("dim", fields.join(" "))] : [];
  const stack = stackOf(parsed.err);
  // The stack of a warning is in the log file.
  return [[...headline, ...details].join(" "), ...(parsed.level >= 50 ? stack : stack.slice(0, 1))].join("\n");
}

function parseEntry(line: string): z.output<typeof entry> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return entry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** The stack of an error and of its causes, as the log's serializer writes it. */
function stackOf(error: unknown): string[] {
  const parsed = z.object({ stack: z.string() }).safeParse(error);
  return parsed.success ? parsed.data.stack.split("\n").map((line) => `  ${line}`) : [];
}
