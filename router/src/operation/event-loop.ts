/** The delay of the event loop that this process causes itself, sampled ten times in a second while requests are in progress. */
import type { Runtime } from "@hansa/kit/runtime";

export type LoopDelay = {
  /** Takes samples for as long as this holds; does nothing if they are being taken. */
  sampleWhile(isNeeded: () => boolean): void;
  /** The second longest of the last second: one long step of one operation delays one sample, and must refuse no request. */
  delay(): number;
  /** The delays of the last second, in milliseconds. */
  samples(): readonly number[];
};

const sampleEveryMs = 100;
const samplesPerSecond = 1_000 / sampleEveryMs;

/** The CPU time that this process has used, in milliseconds. */
export function usedCpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Opens the observation. `cpuTime`: the CPU time that the process has used, in milliseconds. */
export function observeLoop(runtime: Runtime, cpuTime: () => number): LoopDelay {
  let isObserved = false;
  let delays: number[] = [];
  let delay = 0;

  async function observe(isNeeded: () => boolean): Promise<void> {
    isObserved = true;
    while (isNeeded()) {
      const startedAt = runtime.monotonic();
      const usedBefore = cpuTime();
      await runtime.sleep(sampleEveryMs);
      const lateMs = runtime.monotonic() - startedAt - sampleEveryMs;
      // A process that waits for the processor is not overloaded, its machine is.
      delays.push(Math.min(lateMs, cpuTime() - usedBefore));
      delays = delays.slice(-samplesPerSecond);
      [, delay = 0] = delays.toSorted((one, other) => other - one);
    }
    isObserved = false;
    delays = [];
    delay = 0;
  }

  return {
    sampleWhile: (isNeeded) => {
      if (!isObserved) void observe(isNeeded);
    },
    delay: () => delay,
    samples: () => delays,
  };
}
