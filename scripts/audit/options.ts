/** What can be asked of `npm run audit` on its command line. */
import { parseArgs } from "node:util";
import type { AuditOptions } from "./audit.ts";

export type CommandOptions = Omit<AuditOptions, "onVerdict"> & { json: boolean };

/** Reads the options; `usualData` is where the shop's stores are if nobody says otherwise. Throws on what it does not know. */
export function readOptions(args: string[], usualData: string): CommandOptions {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: "string", default: usualData },
      books: { type: "string" },
      journal: { type: "string" },
      drained: { type: "boolean", default: false },
      "in-flight": { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const { data, books, journal, drained, json } = values;
  const minutes = values["in-flight"];
  return { data, books, journal, drained, json, ...(minutes !== undefined && { inFlightMs: readMinutes(minutes) }) };
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (text !== "" && Number.isFinite(minutes) && minutes >= 0) return minutes * 60_000;
  throw new Error(`--in-flight takes a number of minutes; it is "${text}".`);
}
