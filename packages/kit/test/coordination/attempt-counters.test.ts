/** Attempt counters: as many attempts as a limit allows within its window, also when they run at the same time. */
import { expect, test } from "vitest";
import {
  type AttemptCounter,
  attemptCounters,
  countAttempt,
  findReachedLimit,
  returnAttempt,
  returnDistinctAttempts,
  takeAttempt,
  takeDistinctAttempt,
} from "../../src/coordination/attempt-counters.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { openTins } from "../support/tins.ts";

const hour = 3_600_000;
const day = 24 * hour;
const perHour: AttemptCounter = { limit: "tins_hour", of: "ada", most: 3, windowMs: hour };
const perDay: AttemptCounter = { limit: "tins_day", of: "ada", most: 5, windowMs: day };

async function counting() {
  const runtime = manualRuntime(Date.UTC(2026, 0, 15, 12));
  const metrics = createMetrics();
  const store = await openTins(runtime, undefined, metrics);
  const deps = { store, metrics };
  return {
    runtime,
    take: async (...counters: AttemptCounter[]) =>
      (await store.write("take", (tx) => takeAttempt(deps, tx, counters)))?.retryAfterMs,
    takeValue: (value: string, ...counters: AttemptCounter[]) =>
      store.write("take", (tx) => takeDistinctAttempt(deps, tx, counters, value)),
    returnValue: (value: string, ...limits: string[]) =>
      store.write("return", (tx) => returnDistinctAttempts(tx, limits, value)),
    find: (...counters: AttemptCounter[]) => store.read((db) => findReachedLimit(deps, db, counters)),
    count: (...counters: AttemptCounter[]) => store.write("count", (tx) => countAttempt(deps, tx, counters)),
    giveBack: (...counters: AttemptCounter[]) => store.write("return", (tx) => returnAttempt(tx, counters)),
    rows: () => store.read(async (db) => db.select().from(attemptCounters).orderBy(attemptCounters.key)),
    refusals: async () =>
      (await metrics.registry.metrics()).split("\n").filter((line) => line.startsWith("hansa_limit_refusals_total{")),
  };
}

test("attempts beyond the limit are refused until the window ends, which begins with the first attempt", async () => {
  const { runtime, take } = await counting();
  expect(await take(perHour)).toBeUndefined();
  await runtime.advance(hour / 2);
  expect([await take(perHour), await take(perHour)]).toEqual([undefined, undefined]);
  expect(await take(perHour)).toBe(hour / 2);
  await runtime.advance(hour / 2 - 1);
  expect(await take(perHour)).toBe(1);
  await runtime.advance(1);
  expect(await take(perHour)).toBeUndefined();
});

test("any number of concurrent attempts take what the limit allows", async () => {
  const { take } = await counting();
  const delays = await Promise.all(Array.from({ length: 20 }, () => take(perHour)));
  expect(delays.filter((delay) => delay === undefined)).toHaveLength(perHour.most);
});

test("windows of different lengths count side by side, and a refusal by one counts in none", async () => {
  const { runtime, take } = await counting();
  for (let attempt = 0; attempt < 4; attempt += 1) await take(perHour, perDay);
  await runtime.advance(hour);
  const delays = [await take(perHour, perDay), await take(perHour, perDay), await take(perHour, perDay)];
  expect(delays).toEqual([undefined, undefined, day - hour]);
});

test("senders, and limits of one sender, are counted apart", async () => {
  const { take } = await counting();
  for (let attempt = 0; attempt < 3; attempt += 1) await take(perHour);
  expect(await take({ ...perHour, of: "bob" })).toBeUndefined();
  expect(await take({ ...perHour, limit: "tins_other" })).toBeUndefined();
  expect(await take(perHour)).toBe(hour);
});

test("an attempt that was taken back is free again, and no more than were counted", async () => {
  const { take, giveBack } = await counting();
  for (let attempt = 0; attempt < 3; attempt += 1) await take(perHour);
  await giveBack(perHour);
  expect([await take(perHour), await take(perHour)]).toEqual([undefined, hour]);
  for (let attempt = 0; attempt < 9; attempt += 1) await giveBack(perHour);
  const delays = [await take(perHour), await take(perHour), await take(perHour), await take(perHour)];
  expect(delays).toEqual([undefined, undefined, undefined, hour]);
});

test("where only failures count, asking counts nothing", async () => {
  const { find, count } = await counting();
  for (let attempt = 0; attempt < 9; attempt += 1) expect(await find(perHour)).toBeUndefined();
  for (let attempt = 0; attempt < 3; attempt += 1) await count(perHour);
  expect(await find(perHour, perDay)).toEqual({ limit: "tins_hour", retryAfterMs: hour });
});

test("each refusal counts in the metrics by the limit that refused", async () => {
  const { take, refusals } = await counting();
  for (let attempt = 0; attempt < 5; attempt += 1) await take(perHour, perDay);
  expect(await refusals()).toEqual(['hansa_limit_refusals_total{limit="tins_hour"} 2']);
});

test("counters are removed when their window has ended", async () => {
  const { runtime, take, rows } = await counting();
  for (const of of ["ada", "bob", "eve"]) await take({ ...perHour, of });
  await take({ ...perDay, of: "zoe" });
  await runtime.advance(hour);
  await take({ ...perHour, of: "ida" });
  expect((await rows()).map(({ key }) => key)).toEqual(["tins_day zoe", "tins_hour ida"]);
});

const isNew = { isRepeated: false };
const isRepeated = { isRepeated: true };

test("a value counts once within a window, by every counter; beyond the limit only those that were counted are taken", async () => {
  const { runtime, takeValue } = await counting();
  for (const value of ["a", "b", "c"]) expect(await takeValue(value, perHour, perDay)).toEqual(isNew);
  for (let repeat = 0; repeat < 10; repeat += 1) expect(await takeValue("a", perHour, perDay)).toEqual(isRepeated);
  expect(await takeValue("d", perHour, perDay)).toEqual({ limit: "tins_hour", retryAfterMs: hour });
  expect(await takeValue("c", { ...perHour, of: "bob" })).toEqual(isNew);
  await runtime.advance(hour);
  // It is new for the hour, and repeated for the day.
  expect(await takeValue("a", perHour, perDay)).toEqual(isNew);
  for (const value of ["d", "e"]) expect(await takeValue(value, perHour, perDay)).toEqual(isNew);
  await runtime.advance(hour);
  expect(await takeValue("f", perHour, perDay)).toEqual({ limit: "tins_day", retryAfterMs: day - 2 * hour });
  expect(await takeValue("e", perHour, perDay)).toEqual(isNew);
});

test("a value that is taken back gives its place back once, to every subject, and in the window that counted it", async () => {
  const { runtime, takeValue, returnValue } = await counting();
  const others = { ...perHour, of: "bob" };
  for (const value of ["a", "b", "c"]) {
    await takeValue(value, perHour);
    await takeValue(value, others);
  }
  for (let repeat = 0; repeat < 3; repeat += 1) await returnValue("a", perHour.limit);
  await returnValue("never counted", perHour.limit);
  expect(await takeValue("a", perHour)).toEqual(isRepeated);
  expect(await takeValue("d", perHour)).toEqual(isNew);
  expect(await takeValue("e", perHour)).toMatchObject({ limit: "tins_hour" });
  expect(await takeValue("d", others)).toEqual(isNew);
  expect(await takeValue("e", others)).toMatchObject({ limit: "tins_hour" });

  await runtime.advance(hour - 1);
  await returnValue("b", perHour.limit);
  expect(await takeValue("late", perHour)).toEqual(isNew);
  await runtime.advance(1);
  for (const value of ["f", "g", "h"]) expect(await takeValue(value, perHour)).toEqual(isNew);
  await returnValue("late", perHour.limit);
  expect(await takeValue("i", perHour)).toMatchObject({ limit: "tins_hour" });
});
