/** Jobs: while nothing is committed to its store a job runs less often, and a commit wakes it. */
import { expect, test } from "vitest";
import { runJobs } from "../../src/runtime/jobs.ts";
import { createLog } from "../../src/runtime/log.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { addTin, openTins } from "../support/tins.ts";

/** A job of every second on a store in which nothing happens; `runs` are the times of its runs. */
async function restingJob(isOnStore = true) {
  const runtime = manualRuntime(0);
  const store = await openTins(runtime);
  const runs: number[] = [];
  const run = async () => void runs.push(runtime.monotonic());
  const job = { name: "count-tins", everyMs: 1_000, ...(isOnStore ? { store } : {}), run };
  const stopping = new AbortController();
  const running = runJobs(runtime, createLog("test", "silent"), [job], stopping.signal);
  await runtime.yieldToEventLoop();
  const stop = async () => {
    stopping.abort();
    await running;
  };
  return { runtime, store, runs, stop };
}

const pausesOf = (runs: readonly number[]) => runs.slice(1).map((at, index) => at - (runs[index] ?? 0));

test("the pauses of a job grow to an eighth of the time without a commit, and to 5 seconds at most", async () => {
  const { runtime, runs, stop } = await restingJob();
  await runtime.advance(120_000);
  await stop();
  const pauses = pausesOf(runs);
  expect(pauses.slice(0, 7)).toEqual(Array.from({ length: 7 }, () => 1_000));
  for (const [index, pause] of pauses.entries()) {
    // A look comes at most 250 ms after the end of a rest.
    expect(pause).toBeLessThanOrEqual(Math.min(5_000, Math.max(1_000, (runs[index + 1] ?? 0) / 8)) + 250);
  }
  expect(pauses.at(-1)).toBeGreaterThanOrEqual(5_000);
});

test("a commit wakes a resting job at once, and it then runs as often as before", async () => {
  const { runtime, store, runs, stop } = await restingJob();
  await runtime.advance(122_500);
  const before = runs.length;
  await store.write("add", (tx) => addTin(tx, "peas"));
  await expect.poll(() => runs.length).toBe(before + 1);
  expect(runs.at(-1)).toBe(122_500);
  await runtime.advance(7_000);
  await stop();
  expect(pausesOf(runs.slice(before))).toEqual(Array.from({ length: 7 }, () => 1_000));
});

test("a job without a store never rests", async () => {
  const { runtime, runs, stop } = await restingJob(false);
  await runtime.advance(60_000);
  await stop();
  expect(runs).toHaveLength(61);
});
