/** The output of the services: all lines go to a log file, warnings to the terminal too. */
import { createWriteStream, existsSync, mkdirSync, renameSync, type WriteStream } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { paint, say } from "../terminal.mjs";

const warning = 40;

/** Opens `logs/<name>.log`; the log of the start before stays as `<name>.previous.log`. */
export function openLog(data: string, name: string): WriteStream {
  const file = path.join(data, "logs", `${name}.log`);
  mkdirSync(path.dirname(file), { recursive: true });
  if (existsSync(file)) renameSync(file, file.replace(/\.log$/, ".previous.log"));
  return createWriteStream(file);
}

/** Copies every line to the log, and to the terminal what is plain text or a warning; with `showAll`, everything. */
export function copyOutput(name: string, output: Readable, log: WriteStream, showAll: boolean): void {
  createInterface({ input: output }).on("line", (line) => {
    log.write(`${line}\n`);
    const shown = showAll ? line : readableText(line);
    if (shown !== undefined) say(`${paint("dim", name.padEnd(8))} ${shown}`);
  });
}

/** Plain text as it is, a log entry from warning upwards as its message, anything less as nothing. */
function readableText(line: string): string | undefined {
  if (line.trim() === "") return undefined;
  const entry = parseEntry(line);
  if (entry === undefined) return line;
  return entry.level >= warning ? entry.message : undefined;
}

function parseEntry(line: string): { level: number; message: string } | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== "object" || entry === null || !("level" in entry)) return undefined;
    const message = "msg" in entry ? String(entry.msg) : line;
    return { level: Number(entry.level), message };
  } catch {
    return undefined;
  }
}
