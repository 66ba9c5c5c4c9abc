/** Incidents of one request, logged as one bounded line: a request that fails in a thousand places is still one event. */
import type { Log } from "@hansa/kit/log";

export type Incidents = { level: "warn" | "error"; count: number; first: string[] };

/** So many incidents are quoted, each up to so many characters: together below 2 kB, even if every character is escaped. */
const maxQuoted = 3;
const maxLength = 240;

export function newIncidents(): Incidents {
  return { level: "warn", count: 0, first: [] };
}

/** Notes an incident. `error` is for faults of ours; anything that a client or an absent service causes is a `warn`. */
export function noteIncident(
  incidents: Incidents,
  level: Incidents["level"],
  text: string,
  fields: Readonly<Record<string, unknown>>,
): void {
  incidents.count += 1;
  if (level === "error") incidents.level = "error";
  if (incidents.first.length >= maxQuoted) return;
  incidents.first.push(`${text}: ${JSON.stringify(fields)}`.slice(0, maxLength));
}

/** Logs the line, if there is anything to say. */
export function logIncidents(log: Log, { level, count, first }: Incidents, operation: string | undefined): void {
  if (count > 0) log[level]({ operation: operation?.slice(0, 80), count, first }, "parts of an operation failed");
}
