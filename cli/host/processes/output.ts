/** The output of the services: all lines go to a log file, warnings to the terminal too. */
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createLog } from "@hansa/contracts/log";
import { type Log, systemRuntime } from "@hansa/kit/runtime";
import { paint, say } from "../terminal.mjs";
import { openLogFile } from "./log-file.ts";

const warning = 40;

/** The log of a process. `write` takes a line of its output; `own` writes lines about it. */
export type ProcessLog = { write(line: string): void; own: Log };

/** Opens `logs/<name>.log`. Plain text, such as a warning of Node, becomes a log line, so that the file has one form. */
export function openLog(data: string, name: string): ProcessLog {
  const { now } = systemRuntime;
  const file = openLogFile({
    folder: path.join(data, "logs"),
    name,
    now,
    report: (text) => say(paint("yellow", text)),
  });
  const own = createLog(name, "info", file);
  return {
    own,
    write: (line) => {
      if (parseEntry(line) !== undefined) file.write(`${line}\n`);
      else if (line.trim() !== "") own.warn(line);
    },
  };
}

/** Copies every line to the log, and to the terminal what is plain text or a warning; with `showAll`, everything. */
export function copyOutput(name: string, output: Readable, log: ProcessLog, showAll: boolean): void {
  createInterface({ input: output }).on("line", (line) => {
    log.write(line);
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
