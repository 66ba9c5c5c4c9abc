/** Shared runs: no caller gets a run that began before it asked. */
import { expect, test } from "vitest";
import { shareRuns } from "../../src/coordination/shared-runs.ts";

/** A run for each call of `ends`, which ends when the test says so. */
function heldRuns() {
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const run = shareRuns(() => new Promise((resolve, reject) => ends.push({ resolve, reject })));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { run, ends, turn };
}

test("calls during a run share one further run, which begins after the first", async () => {
  const { run, ends, turn } = heldRuns();
  const seen: string[] = [];
  void run().then(() => seen.push("first"));
  await turn();
  void run().then(() => seen.push("second"));
  void run().then(() => seen.push("third"));
  await turn();
  expect(ends).toHaveLength(1);
  ends[0]?.resolve();
  await turn();
  expect(seen).toEqual(["first"]);
  expect(ends).toHaveLength(2);
  ends[1]?.resolve();
  await turn();
  expect(seen).toEqual(["first", "second", "third"]);
  expect(ends).toHaveLength(2);
});

test("a failed run fails for those who shared it, and the next run begins", async () => {
  const { run, ends, turn } = heldRuns();
  const failed = Promise.allSettled([run(), run()]);
  await turn();
  const after = run();
  ends[0]?.reject(new Error("no answer"));
  expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await turn();
  ends[1]?.resolve();
  await expect(after).resolves.toBeUndefined();
});
