/** Turns of reads that take long: between two of one request the store serves others. */
import { expect, test } from "vitest";
import { openBudget } from "../../src/runtime/request-budget.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { currentTrace, withTrace } from "../../src/runtime/trace.ts";
import { namesOf, openTins } from "../support/tins.ts";

/** Runs the reads of two requests on one store: each read takes so many milliseconds of the clock; the names in their order, and the number that was counted. */
async function runReads(msEach: number): Promise<{ order: string[]; counted: number }> {
  let now = 0;
  const runtime = { ...systemRuntime, monotonic: () => now };
  const store = await openTins(runtime);
  const seen: string[] = [];
  const read = (name: string, ms: number) =>
    store.read(async (db) => {
      await namesOf(db);
      now += ms;
      seen.push(name);
    });
  const inRequest = (work: () => Promise<unknown>) =>
    withTrace({ requestId: "req_1", entry: "graphql", budget: openBudget(runtime) }, work);
  const others = inRequest(async () => {
    for (const name of ["other 1", "other 2"]) {
      await runtime.yieldToEventLoop();
      await read(name, 0);
    }
  });
  let counted = 0;
  await inRequest(async () => {
    await Promise.all(["one", "two", "three"].map((name) => read(name, msEach)));
    counted = currentTrace()?.budget?.reads ?? 0;
  });
  await others;
  return { order: seen, counted };
}

test("reads that a request asks for at once give way to others after a long one", async () => {
  const { order } = await runReads(50);
  expect(order).toEqual(["one", "other 1", "two", "other 2", "three"]);
});

test("short reads of a request follow each other", async () => {
  const { order } = await runReads(1);
  expect(order).toEqual(["one", "two", "three", "other 1", "other 2"]);
});

test("each read of a request is counted once, also one that waits again", async () => {
  expect([(await runReads(1)).counted, (await runReads(50)).counted]).toEqual([3, 3]);
});
