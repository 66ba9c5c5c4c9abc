/** Fair turns: one in each turn of the event loop, and a sender with many waits behind one with few. */
import { expect, test } from "vitest";
import { openFairTurns } from "../../../src/runtime/fairness/fair-turns.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";

const senderOf = (id: string) => ({ id, account: "" });

test("a sender with one body is served behind one of a sender with ten thousand", async () => {
  const take = openFairTurns(systemRuntime, 20_000);
  const seen: string[] = [];
  const many = Array.from({ length: 10_000 }, () => take(senderOf("many"), 1).then(() => seen.push("many")));
  expect(await take(senderOf("few"), 1)).toBe(true);
  seen.push("few");
  expect(seen.length).toBeLessThanOrEqual(3);
  await Promise.all(many);
  expect(seen).toHaveLength(10_001);
});

test("between two turns the process serves what has arrived", async () => {
  const take = openFairTurns(systemRuntime, 20_000);
  const seen: string[] = [];
  const turns = [1, 2, 3].map((number) => take(undefined, 1).then(() => seen.push(`turn ${number}`)));
  setImmediate(() => seen.push("arrived"));
  await Promise.all(turns);
  expect(seen.indexOf("arrived")).toBeLessThan(seen.indexOf("turn 3"));
});

test("beyond the bytes that may wait, the sender with most of them is refused", async () => {
  const take = openFairTurns(systemRuntime, 1_000);
  const many = Array.from({ length: 100 }, () => take(senderOf("many"), 100));
  const few = take(senderOf("few"), 100);
  expect(await few).toBe(true);
  const served = (await Promise.all(many)).filter((isServed) => isServed);
  // The first has its turn at once, ten wait, and one of these made room.
  expect(served).toHaveLength(10);
});
