/**
 * The clock of a database, which the deadlines of its store use: the server's, so that all machines have the same. A server whose clock is set back, or
 * another server with an earlier one, would stop the time of the shop for as long; so the store's clock stays ahead of the server's by as much.
 */
import type { Runtime } from "../../../runtime/runtime.ts";

export type ServerClock = {
  /** Epoch milliseconds; never earlier than before. */
  now(): number;
  /**
   * Sets the clock by a response that has just arrived: the server's time, which it read after `since` of this clock, and how far the store's clock is
   * ahead of it. Returns how far that is from now on.
   */
  set(serverMs: number, ahead: number, since: number): number;
  /** The same by a response that may have waited for a commit after the server read its time. `sentAt`: the machine's monotonic time of the question. */
  setBetween(serverMs: number, ahead: number, since: number, sentAt: number): number;
  /** How far the store's clock is ahead of the server's, in milliseconds. */
  ahead(): number;
};

/** A smaller step back is waited for: clocks that are kept right by small steps would move ahead for ever. */
const toleratedStepMs = 1_000;

/** Creates the clock, which must be set before it is read. Between two responses it runs with the machine's monotonic clock. */
export function createServerClock(runtime: Pick<Runtime, "monotonic" | "serverTime">): ServerClock {
  let offset = Number.NaN;
  let last = 0;
  let known = 0;
  const aheadOf = (server: number, ahead: number, since: number) => {
    const step = since - (server + ahead);
    return step > toleratedStepMs ? Math.ceil(ahead + step) : ahead;
  };
  return {
    now: () => {
      if (!Number.isNaN(offset)) last = Math.max(last, Math.floor(runtime.monotonic() + offset));
      return last;
    },
    // Late by the way of the response at most. The time of the question says less: it may have waited for the lock.
    set: (serverMs, ahead, since) => {
      const server = runtime.serverTime(serverMs);
      known = aheadOf(server, ahead, since);
      offset = server + known - runtime.monotonic();
      return known;
    },
    // Between both times the offset is as good as any: it stays, so that no wait for a disk or a standby sets the clock back.
    setBetween: (serverMs, ahead, since, sentAt) => {
      const server = runtime.serverTime(serverMs);
      known = aheadOf(server, Math.max(known, ahead), since);
      const late = server + known - runtime.monotonic();
      offset = Math.min(Math.max(offset, late), server + known - sentAt);
      return known;
    },
    ahead: () => known,
  };
}
