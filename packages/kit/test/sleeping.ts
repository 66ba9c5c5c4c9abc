/** Sleepers in a test: a world that tells how often somebody has begun to sleep, so that a test goes on once a wait has begun. */
import { expect } from "vitest";
import type { World } from "../src/world.ts";

/** The same world, and `asleep`, which resolves once that many sleeps have begun in it. */
export function watchSleep(world: World): { world: World; asleep(count: number): Promise<void> } {
  let begun = 0;
  const sleep: World["sleep"] = (ms, signal) => {
    begun += 1;
    return world.sleep(ms, signal);
  };
  const asleep = async (count: number): Promise<void> => {
    await expect.poll(() => begun, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
  };
  return { world: { ...world, sleep }, asleep };
}
