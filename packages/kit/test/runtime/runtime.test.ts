/** The runtime: ids that sort by time, interruptible sleep, and a manual runtime that moves only on request. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatId, systemRuntime } from "../../src/runtime/runtime.ts";
import { manualRuntime, seededRandom } from "../../testing/manual-runtime.ts";

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

test("ids sort by their time of creation", () => {
  fc.assert(
    fc.property(time, time, chance, chance, (one, other, bytes, otherBytes) => {
      fc.pre(one !== other);
      expect(formatId("ord", one, bytes) < formatId("ord", other, otherBytes)).toBe(one < other);
    }),
  );
});

test("an id contains all 128 bits", () => {
  fc.assert(
    fc.property(time, chance, fc.nat(79), (at, bytes, bit) => {
      const changed = Uint8Array.from(bytes, (byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(formatId("ord", at, changed)).not.toBe(formatId("ord", at, bytes));
    }),
  );
});

test("real ids are all different", () => {
  const ids = Array.from({ length: 1_000 }, () => systemRuntime.newId("ord"));
  expect(new Set(ids).size).toBe(ids.length);
});

test("a real sleep ends at once when aborted, and does not reject", async () => {
  const stopping = new AbortController();
  const sleeping = systemRuntime.sleep(600_000, stopping.signal);
  stopping.abort();
  await expect(sleeping).resolves.toBeUndefined();
  await expect(systemRuntime.sleep(600_000, stopping.signal)).resolves.toBeUndefined();
});

test("a real deadline aborts", async () => {
  const deadline = systemRuntime.deadline(5);
  await new Promise((resolve) => deadline.addEventListener("abort", resolve));
  expect(deadline.aborted).toBe(true);
});

test("equal seeds give equal ids and random numbers, other seeds others", () => {
  const idsOf = (seed: number) => {
    const runtime = manualRuntime(start, seed);
    return [runtime.newId("ord"), runtime.newId("var"), runtime.random(), ...runtime.randomBytes(4)];
  };
  expect(idsOf(7)).toEqual(idsOf(7));
  expect(idsOf(7)).not.toEqual(idsOf(8));
});

test("seeded random numbers are at least 0, below 1 and evenly spread", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const next = seededRandom(seed);
      const numbers = Array.from({ length: 64 }, next);
      expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
      expect(new Set(numbers).size).toBeGreaterThan(60);
    }),
  );
});

test("a manual runtime stands still until it is advanced, and then moves both clocks", async () => {
  const runtime = manualRuntime(start);
  await systemRuntime.sleep(5);
  expect([runtime.now(), runtime.monotonic()]).toEqual([start, 0]);
  await runtime.advance(1_500);
  expect([runtime.now(), runtime.monotonic()]).toEqual([start + 1_500, 1_500]);
});

test("a jump of the wall clock affects no duration and wakes no sleeper", async () => {
  const runtime = manualRuntime(start);
  let isAwake = false;
  const sleeping = runtime.sleep(1_000).then(() => {
    isAwake = true;
  });
  runtime.setNow(start - 86_400_000);
  await systemRuntime.sleep(0);
  expect([runtime.now(), runtime.monotonic(), isAwake]).toEqual([start - 86_400_000, 0, false]);
  await runtime.advance(1_000);
  await sleeping;
});

test("sleepers wake in the order of their times, each at its own time and none early", async () => {
  const runtime = manualRuntime(start);
  const woken: [string, number][] = [];
  const sleep = (name: string, ms: number) => runtime.sleep(ms).then(() => woken.push([name, runtime.monotonic()]));
  const all = [sleep("late", 300), sleep("early", 100), sleep("twin", 100)];
  await runtime.advance(99);
  expect(woken).toEqual([]);
  await runtime.advance(150);
  expect(woken).toEqual([
    ["early", 100],
    ["twin", 100],
  ]);
  await runtime.advance(51);
  await Promise.all(all);
  expect(woken.at(-1)).toEqual(["late", 300]);
});

test("a sleeper that sleeps again during an advance is woken again by the same advance", async () => {
  const runtime = manualRuntime(start);
  const ticks: number[] = [];
  const ticking = (async () => {
    for (let tick = 0; tick < 3; tick += 1) {
      await runtime.sleep(10);
      ticks.push(runtime.monotonic());
    }
  })();
  await runtime.advance(100);
  await ticking;
  expect(ticks).toEqual([10, 20, 30]);
});

test("the wall clock shows whole milliseconds like the system's, also after a sleep of zero", async () => {
  const runtime = manualRuntime(start);
  const waking = runtime.sleep(10.5).then(() => [runtime.now(), runtime.monotonic(), runtime.newId("ord").length]);
  await runtime.advance(11);
  expect(await waking).toEqual([start + 10, 10.5, "ord_".length + 26]);
  expect(runtime.now()).toBe(start + 11);
});

test("a manual sleep ends when aborted", async () => {
  const runtime = manualRuntime(start);
  const stopping = new AbortController();
  const sleeping = runtime.sleep(1_000, stopping.signal);
  stopping.abort();
  await expect(sleeping).resolves.toBeUndefined();
  await expect(runtime.sleep(1_000, stopping.signal)).resolves.toBeUndefined();
});

test.each([
  ["the real runtime", systemRuntime],
  ["a runtime that stands still", manualRuntime(0)],
])("in %s, waiting code continues while long work yields, and no time passes for it", async (_name, runtime) => {
  let isResumed = false;
  const waiting = setImmediate(() => {
    isResumed = true;
  });
  await Promise.resolve();
  expect(isResumed).toBe(false);
  await runtime.yieldToEventLoop();
  expect(isResumed).toBe(true);
  clearImmediate(waiting);
});

test("a runtime that stands still creates ids that sort in order of creation", () => {
  const runtime = manualRuntime(0);
  const ids = Array.from({ length: 300 }, () => runtime.newId("ord"));
  expect([...ids].sort()).toEqual(ids);
});
