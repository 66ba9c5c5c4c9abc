/** A runtime that counts sleeps, so that a test continues once a wait has begun. */
import { expect } from "vitest";
import type { Runtime } from "../../src/runtime/runtime.ts";

/** The same runtime, and `asleep`, which resolves once that many sleeps have begun in it. */
export function watchSleep(runtime: Runtime): { runtime: Runtime; asleep(count: number): Promise<void> } {
  let started = 0;
  const sleep: Runtime["sleep"] = (ms, signal) => {
    started += 1;
    return runtime.sleep(ms, signal);
  };
  const asleep = async (count: number): Promise<void> => {
    await expect.poll(() => started).toBeGreaterThanOrEqual(count);
  };
  return { runtime: { ...runtime, sleep }, asleep };
}
