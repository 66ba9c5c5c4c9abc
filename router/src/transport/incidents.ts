/** Incidents of one request, logged as one bounded line: a request that fails in a thousand places is still one event. */
import type { Log, Runtime } from "@hansa/kit/runtime";

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

/** Logs the line of a request, if there is anything to say. */
export type LogIncidents = (incidents: Incidents, operation: string | undefined) => void;

/** The most lines of one text a minute: a sender can cause them as often as it asks, as by fetches that its own share refuses. */
const maxLines = 20;
const minuteMs = 60_000;

/** Opens the lines of requests. Faults of ours are all logged; of other texts a line says each minute how many were left out. */
export function openIncidentLog({ monotonic }: Pick<Runtime, "monotonic">, log: Log): LogIncidents {
  const minutes = new Map<string, { since: number; lines: number }>();

  /** The lines of this text in its minute, this one included. */
  function countLine(text: string): number {
    const now = monotonic();
    const last = minutes.get(text);
    if (last && now - last.since < minuteMs) {
      last.lines += 1;
      return last.lines;
    }
    const count = (last?.lines ?? 0) - maxLines;
    if (count > 0) log.warn({ count }, `operations had errors without a line: ${text}`);
    minutes.set(text, { since: now, lines: 1 });
    return 1;
  }

  return ({ level, count, first, text }, operation) => {
    if (count === 0 || (level !== "error" && countLine(text) > maxLines)) return;
    log[level]({ operation: operation?.slice(0, 80), count, first }, `an operation has errors: ${text}`);
  };
}
