/** The time of the event loop that each request takes: while several are in progress, it is divided among them. */
import { performance } from "node:perf_hooks";

export type LoopShares = {
  /** Begins a request; the function ends it, and gives its time in milliseconds. */
  begin(): () => number;
};

/** The header of a response with the time of the event loop that it took, in milliseconds. */
export const loopTimeHeader = "hansa-loop-ms";
/** A request that took less is one of a page, and is not told. */
export const toldLoopMs = 50;

/** The time for which this thread's event loop did not wait, in milliseconds. */
export function activeLoopMs(): number {
  return performance.eventLoopUtilization().active;
}

/** Opens the shares. `activeMs`: the time for which the event loop did not wait. */
export function openLoopShares(activeMs: () => number = activeLoopMs): LoopShares {
  let inProgress = 0;
  /** The time of one that was in progress from the beginning on. */
  let share = 0;
  let known = activeMs();

  function divide(): void {
    const now = activeMs();
    if (inProgress > 0) share += (now - known) / inProgress;
    known = now;
  }

  return {
    begin: () => {
      divide();
      inProgress += 1;
      const before = share;
      return () => {
        divide();
        inProgress -= 1;
        return share - before;
      };
    },
  };
}
