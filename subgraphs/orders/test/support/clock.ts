/** Clock of tests in which two processes share a store. */
import type { ManualWorld } from "@hansa/kit/manual-world";
import { systemWorld } from "@hansa/kit/world";

/** Advances the clock until the work is done: processes wait for a locked store by the manual clock of the shop. */
export async function advanceClockUntilDone<T>(world: ManualWorld, work: Promise<T>): Promise<T> {
  let isDone = false;
  const watched = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await systemWorld.sleep(1);
    await world.advance(10);
  }
  return watched;
}
