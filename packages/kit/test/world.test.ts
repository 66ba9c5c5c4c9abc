/** The world: ids that sort by their time, sleep that can be cut short, and a world that only moves when it is told to. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { manualWorld, seededChance } from "../src/manual-world.ts";
import { formatId, systemWorld } from "../src/world.ts";

const start = Date.UTC(2026, 0, 15, 12);
const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const chance = fc.uint8Array({ minLength: 10, maxLength: 10 });

test("an id is its kind and 26 letters", () => {
  fc.assert(
    fc.property(time, chance, (at, bytes) => {
      expect(formatId("ord", at, bytes)).toMatch(/^ord_[0-9a-hjkmnp-tv-z]{26}$/);
    }),
  );
});

test("ids sort by the time at which they were made", () => {
  fc.assert(
    fc.property(time, time, chance, chance, (one, other, bytes, otherBytes) => {
      fc.pre(one !== other);
      expect(formatId("ord", one, bytes) < formatId("ord", other, otherBytes)).toBe(one < other);
    }),
  );
});

test("all 128 bits of an id count", () => {
  fc.assert(
    fc.property(time, chance, fc.nat(79), (at, bytes, bit) => {
      const changed = Uint8Array.from(bytes, (byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(formatId("ord", at, changed)).not.toBe(formatId("ord", at, bytes));
    }),
  );
});

test("real ids are all different", () => {
  const ids = Array.from({ length: 1_000 }, () => systemWorld.newId("ord"));
  expect(new Set(ids).size).toBe(ids.length);
});

test("real sleep ends at once when it is told to stop, and does not reject", async () => {
  const stopping = new AbortController();
  const sleeping = systemWorld.sleep(600_000, stopping.signal);
  stopping.abort();
  await expect(sleeping).resolves.toBeUndefined();
  await expect(systemWorld.sleep(600_000, stopping.signal)).resolves.toBeUndefined();
});

test("a real deadline aborts", async () => {
  const deadline = systemWorld.deadline(5);
  await new Promise((resolve) => deadline.addEventListener("abort", resolve));
  expect(deadline.aborted).toBe(true);
});

test("equal seeds give equal ids and equal chance, other seeds others", () => {
  const idsOf = (seed: number) => {
    const world = manualWorld(start, seed);
    return [world.newId("ord"), world.newId("var"), world.random(), ...world.randomBytes(4)];
  };
  expect(idsOf(7)).toEqual(idsOf(7));
  expect(idsOf(7)).not.toEqual(idsOf(8));
});

test("seeded chance stays from 0 up to 1, and spreads", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const next = seededChance(seed);
      const numbers = Array.from({ length: 64 }, next);
      expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
      expect(new Set(numbers).size).toBeGreaterThan(60);
    }),
  );
});

test("a manual world stands still until it is moved, and then moves both clocks", async () => {
  const world = manualWorld(start);
  await systemWorld.sleep(5);
  expect([world.now(), world.monotonic()]).toEqual([start, 0]);
  await world.advance(1_500);
  expect([world.now(), world.monotonic()]).toEqual([start + 1_500, 1_500]);
});

test("a jump of the wall clock does not touch durations, and wakes nobody", async () => {
  const world = manualWorld(start);
  let isAwake = false;
  const sleeping = world.sleep(1_000).then(() => {
    isAwake = true;
  });
  world.setNow(start - 86_400_000);
  await systemWorld.sleep(0);
  expect([world.now(), world.monotonic(), isAwake]).toEqual([start - 86_400_000, 0, false]);
  await world.advance(1_000);
  await sleeping;
});

test("sleepers wake in the order of their times, each at its own time, and nobody too early", async () => {
  const world = manualWorld(start);
  const woken: [string, number][] = [];
  const sleep = (name: string, ms: number) => world.sleep(ms).then(() => woken.push([name, world.monotonic()]));
  const all = [sleep("late", 300), sleep("early", 100), sleep("twin", 100)];
  await world.advance(99);
  expect(woken).toEqual([]);
  await world.advance(150);
  expect(woken).toEqual([
    ["early", 100],
    ["twin", 100],
  ]);
  await world.advance(51);
  await Promise.all(all);
  expect(woken.at(-1)).toEqual(["late", 300]);
});

test("whoever sleeps again while time moves is woken again in the same move", async () => {
  const world = manualWorld(start);
  const ticks: number[] = [];
  const ticking = (async () => {
    for (let tick = 0; tick < 3; tick += 1) {
      await world.sleep(10);
      ticks.push(world.monotonic());
    }
  })();
  await world.advance(100);
  await ticking;
  expect(ticks).toEqual([10, 20, 30]);
});

test("the wall clock shows whole milliseconds, as the system's does, also after a sleep that was none", async () => {
  const world = manualWorld(start);
  const waking = world.sleep(10.5).then(() => [world.now(), world.monotonic(), world.newId("ord").length]);
  await world.advance(11);
  expect(await waking).toEqual([start + 10, 10.5, "ord_".length + 26]);
  expect(world.now()).toBe(start + 11);
});

test("manual sleep ends when it is told to stop", async () => {
  const world = manualWorld(start);
  const stopping = new AbortController();
  const sleeping = world.sleep(1_000, stopping.signal);
  stopping.abort();
  await expect(sleeping).resolves.toBeUndefined();
  await expect(world.sleep(1_000, stopping.signal)).resolves.toBeUndefined();
});

test.each([
  ["the real world", systemWorld],
  ["a world that stands still", manualWorld(0)],
])("in %s, whoever waits goes on while long work breathes, and no time passes for it", async (_name, world) => {
  let hasGoneOn = false;
  const waiting = setImmediate(() => {
    hasGoneOn = true;
  });
  await Promise.resolve();
  expect(hasGoneOn).toBe(false);
  await world.breathe();
  expect(hasGoneOn).toBe(true);
  clearImmediate(waiting);
});

test("a world that stands still makes ids that sort as they were made", () => {
  const world = manualWorld(0);
  const ids = Array.from({ length: 300 }, () => world.newId("ord"));
  expect([...ids].sort()).toEqual(ids);
});
