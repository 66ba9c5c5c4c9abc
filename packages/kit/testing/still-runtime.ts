/** A runtime whose monotonic clock and timers stand still until the test moves them: a deadline passes when the test says so, however busy the machine is. */
import { type Runtime, systemRuntime } from "../src/runtime/runtime.ts";

export type StillRuntime = Runtime & {
  /** Moves the clock, and calls back the timers that end by then, in order. */
  pass(ms: number): void;
  /** How many timers of so many milliseconds have neither ended nor been stopped. */
  running(ms: number): number;
};

/**
 * Opens such a runtime; ids and randomness are those of the system. A sleep that something else may end is a deadline, and stands still as well; a plain
 * pause passes by itself.
 */
export function stillRuntime(): StillRuntime {
  let at = Math.floor(systemRuntime.monotonic());
  const timers = new Map<symbol, { ms: number; endsAt: number; callback: () => void }>();
  const startTimer = (ms: number, callback: () => void) => {
    const timer = Symbol("timer");
    timers.set(timer, { ms, endsAt: at + ms, callback });
    return () => void timers.delete(timer);
  };
  return {
    ...systemRuntime,
    monotonic: () => at,
    startTimer,
    sleep: (ms, signal) => (signal ? sleepUntilAborted(startTimer, ms, signal) : systemRuntime.sleep(ms)),
    pass: (ms) => {
      at += ms;
      const passed = [...timers].filter(([, { endsAt }]) => endsAt <= at);
      for (const [timer, { callback }] of passed.sort(([, one], [, other]) => one.endsAt - other.endsAt))
        if (timers.delete(timer)) callback();
    },
    running: (ms) => [...timers.values()].filter((timer) => timer.ms === ms).length,
  };
}

function sleepUntilAborted(startTimer: Runtime["startTimer"], ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const stopTimer = startTimer(ms, end);
    signal.addEventListener("abort", end, { once: true });
    function end() {
      stopTimer();
      signal.removeEventListener("abort", end);
      resolve();
    }
  });
}
