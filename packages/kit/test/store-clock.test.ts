/** The store's clock: set once for each start of the machine, moved by no jump of the wall, and the same for every process. */
import { expect, test } from "vitest";
import { manualWorld } from "../src/manual-world.ts";
import { openTins, storeFile } from "./tins.ts";

const noon = Date.UTC(2026, 0, 15, 12);
const day = 86_400_000;

test.each([
  ["forward", day],
  ["back", -day],
])("a jump of the wall by a day %s moves nothing, also across a restart", async (_way, jump) => {
  const world = manualWorld(noon);
  const file = storeFile();
  const store = await openTins(world, file);
  expect(store.now()).toBe(noon);
  await world.advance(1_500);
  world.setNow(noon + jump);
  expect(store.now()).toBe(noon + 1_500);
  const again = await openTins(world, file);
  expect(again.now()).toBe(noon + 1_500);
  await world.advance(500);
  expect([store.now(), again.now()]).toEqual([noon + 2_000, noon + 2_000]);
});

test("a jump that only one process sees does not part its clock from the others'", async () => {
  const world = manualWorld(noon);
  const file = storeFile();
  const store = await openTins(world, file);
  const other = await openTins({ ...world, now: () => world.now() + day }, file);
  await world.advance(10);
  expect([store.now(), other.now()]).toEqual([noon + 10, noon + 10]);
});

test("after a start of the machine it is set by the wall again, but never back behind where it stood", async () => {
  const file = storeFile();
  await openTins(manualWorld(noon), file);
  expect((await openTins(manualWorld(noon + day), file)).now()).toBe(noon + day);
  expect((await openTins(manualWorld(noon), file)).now()).toBe(noon + day);
});
