/** Deadlines of steps that wait for a process. */
import { setTimeout as pause } from "node:timers/promises";

/** The value of a promise; throws, saying what was waited for, if it is not there in time. */
export async function withTimeout<Value>(what: string, ms: number, promise: Promise<Value>): Promise<Value> {
  const over = new AbortController();
  const late = pause(ms, undefined, { signal: over.signal }).then(() => {
    throw new Error(`not within ${ms / 1_000} s: ${what}`);
  });
  late.catch(() => undefined);
  return Promise.race([promise, late]).finally(() => over.abort());
}
