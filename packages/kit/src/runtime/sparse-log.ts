/** Lines that a sender can cause as often as it asks: of each message one a minute, with the number of those that were left out. */

import type { Log } from "./log.ts";
import type { LogFields } from "./log-line.ts";
import type { Runtime } from "./runtime.ts";

/** Warns, unless it did so with this message within the last minute. Messages are constants or name a service: there are few. */
export type WarnSparsely = (fields: LogFields, message: string) => void;

const quietMs = 60_000;

/** Opens the warnings of a log. */
export function openSparseWarnings(runtime: Pick<Runtime, "monotonic">, log: Log): WarnSparsely {
  const known = new Map<string, { at: number; omitted: number }>();
  return (fields, message) => {
    const now = runtime.monotonic();
    const last = known.get(message);
    if (last && now - last.at < quietMs) {
      last.omitted += 1;
      return;
    }
    known.set(message, { at: now, omitted: 0 });
    log.warn(last && last.omitted > 0 ? { ...fields, count: last.omitted } : fields, message);
  };
}

/** The words of a fault, without the stack: it says where the request came from, which its sender knows. */
export function wordsOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
