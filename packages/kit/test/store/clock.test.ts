/** The store's clock: set once for each start of the machine, moved by no jump of the wall, and the same for every process. */
import { expect, test } from "vitest";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { openTins, storeFile } from "../support/tins.ts";

const noon = Date.UTC(2026, 0, 15, 12);
const day = 86_400_000;

test.each([
  ["forward", day],
  ["back", -day],
])("a jump of the wall clock by a day %s does not change it, also across a restart", async (_direction, jump) => {
  const runtime = manualRuntime(noon);
  const file = storeFile();
  const store = await openTins(runtime, file);
  expect(store.now()).toBe(noon);
  await runtime.advance(1_500);
  runtime.setNow(noon + jump);
  expect(store.now()).toBe(noon + 1_500);
  const again = await openTins(runtime, file);
  expect(again.now()).toBe(noon + 1_500);
  await runtime.advance(500);
  expect([store.now(), again.now()]).toEqual([noon + 2_000, noon + 2_000]);
});

test("a jump that only one process sees does not separate its clock from the others", async () => {
  const runtime = manualRuntime(noon);
  const file = storeFile();
  const store = await openTins(runtime, file);
  const other = await openTins({ ...runtime, now: () => runtime.now() + day }, file);
  await runtime.advance(10);
  expect([store.now(), other.now()]).toEqual([noon + 10, noon + 10]);
});

test("a restart of the machine sets it by the wall clock again, but never backwards", async () => {
  const file = storeFile();
  await openTins(manualRuntime(noon), file);
  expect((await openTins(manualRuntime(noon + day), file)).now()).toBe(noon + day);
  expect((await openTins(manualRuntime(noon), file)).now()).toBe(noon + day);
});
