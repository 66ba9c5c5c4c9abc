/** Incidents of one request, logged as one bounded line: a request that fails in a thousand places is still one event. */
import type { Log } from "@hansa/kit/runtime";

type Level = "info" | "warn" | "error";
export type Incidents = { level: Level; count: number; first: string[]; text: string };

const severity: Record<Level, number> = { info: 0, warn: 1, error: 2 };

/** So many incidents are quoted, each up to so many characters: together below 2 kB, even if every character is escaped. */
const maxQuoted = 3;
const maxLength = 240;

/** The empty list of a request. */
export function newIncidents(): Incidents {
  return { level: "info", count: 0, first: [], text: "" };
}

/**
 * Notes an incident. `error` is for faults of ours, `warn` for anything that a client or a failing service causes, and `info` for a service
 * that is known to be away, which was logged when it went.
 */
export function noteIncident(
  incidents: Incidents,
  level: Level,
  text: string,
  fields: Readonly<Record<string, unknown>>,
): void {
  incidents.count += 1;
  if (incidents.count === 1 || severity[level] > severity[incidents.level]) incidents.text = text;
  if (severity[level] > severity[incidents.level]) incidents.level = level;
  if (incidents.first.length >= maxQuoted) return;
  incidents.first.push(`${text}: ${JSON.stringify(fields)}`.slice(0, maxLength));
}

/** Logs the line, if there is anything to say. */
export function logIncidents(log: Log, { level, count, first, text }: Incidents, operation: string | undefined): void {
  if (count > 0) log[level]({ operation: operation?.slice(0, 80), count, first }, `an operation has errors: ${text}`);
}
