/** The clock of a database, which the deadlines of its store use: the server's, so that all machines have the same. */
import type { Runtime } from "../../../runtime/runtime.ts";

export type ServerClock = {
  /** Epoch milliseconds; never earlier than before. */
  now(): number;
  /** Sets the clock by a response of the server that has just arrived. */
  set(serverMs: number): void;
};

/** Creates the clock, which must be set before it is read. Between two responses it runs with the machine's monotonic clock. */
export function createServerClock(runtime: Pick<Runtime, "monotonic" | "serverTime">): ServerClock {
  let offset = Number.NaN;
  let last = 0;
  return {
    now: () => {
      last = Math.max(last, Math.floor(runtime.monotonic() + offset));
      return last;
    },
    // Late by the way of the response at most. The time of the question says less: it may have waited for the lock.
    set: (serverMs) => {
      offset = runtime.serverTime(serverMs) - runtime.monotonic();
    },
  };
}
