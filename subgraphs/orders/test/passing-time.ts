/** Time for tests in which two processes share a store. */
import type { ManualWorld } from "@hansa/kit/manual-world";
import { systemWorld } from "@hansa/kit/world";

/** Lets time pass while work is done: two processes wait for each other's store by the clock of the shop, which stands still in a test. */
export async function whileTimePasses<T>(world: ManualWorld, work: Promise<T>): Promise<T> {
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
