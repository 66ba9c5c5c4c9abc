/** A runtime whose monotonic clock and timers stand still until the test moves them: a deadline passes when the test says so, however busy the machine is. */
import { type Runtime, systemRuntime } from "../src/runtime/runtime.ts";

export type StillRuntime = Runtime & {
  /** Moves the clock, and calls back the timers that end by then, in order. */
  pass(ms: number): void;
  /** How many timers of so many milliseconds have neither ended nor been stopped. */
  running(ms: number): number;
};

/** Opens such a runtime; ids and randomness are those of the system. */
export function stillRuntime(): StillRuntime {
  let at = Math.floor(systemRuntime.monotonic());
  const timers = new Map<symbol, { ms: number; endsAt: number; callback: () => void }>();
  return {
    ...systemRuntime,
    monotonic: () => at,
    startTimer: (ms, callback) => {
      const timer = Symbol("timer");
      timers.set(timer, { ms, endsAt: at + ms, callback });
      return () => void timers.delete(timer);
    },
    pass: (ms) => {
      at += ms;
      const passed = [...timers].filter(([, { endsAt }]) => endsAt <= at);
      for (const [timer, { callback }] of passed.sort(([, one], [, other]) => one.endsAt - other.endsAt))
        if (timers.delete(timer)) callback();
    },
    running: (ms) => [...timers.values()].filter((timer) => timer.ms === ms).length,
  };
}
