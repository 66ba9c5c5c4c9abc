/** Clock of tests in which two processes share a store. */

import { systemRuntime } from "@hansa/kit/runtime";
import type { ManualRuntime } from "@hansa/kit/testing";

/** Advances the clock until the work is done: processes wait for a locked store by the manual clock of the shop. */
export async function advanceClockUntilDone<T>(runtime: ManualRuntime, work: Promise<T>): Promise<T> {
  let isDone = false;
  const watched = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await systemRuntime.sleep(1);
    await runtime.advance(10);
  }
  return watched;
}
