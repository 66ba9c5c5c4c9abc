/** Steps of the check run in two streams. */
import { expect, test } from "vitest";
import { runInStreams } from "../../check/streams.ts";

/** Runs steps that end when the test says so, and returns what began so far. */
function start(steps: readonly string[], before: Readonly<Record<string, readonly string[]>> = {}) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const all = runInStreams(steps, before, (step) => {
    begun.push(step);
    return new Promise((resolve) => ends.set(step, resolve));
  });
  const end = async (step: string) => {
    ends.get(step)?.();
    await new Promise(setImmediate);
    return [...begun];
  };
  return { begun, end, all };
}

test("two steps run at a time, the first of the queue first, and a long one keeps no other from running", async () => {
  const { begun, end, all } = start(["long", "one", "two", "three"]);
  expect(begun).toEqual(["long", "one"]);
  expect(await end("one")).toEqual(["long", "one", "two"]);
  expect(await end("two")).toEqual(["long", "one", "two", "three"]);
  await end("three");
  await end("long");
  await all;
});

test("a step begins after those that read what it writes, in whichever stream they run, and is never left out", async () => {
  const { begun, end, all } = start(["writes", "reads", "reads too", "other"], {
    writes: ["reads", "reads too", "absent"],
  });
  expect(begun).toEqual(["reads", "reads too"]);
  expect(await end("reads")).toEqual(["reads", "reads too", "other"]);
  expect(await end("other")).toEqual(["reads", "reads too", "other"]);
  expect(await end("reads too")).toEqual(["reads", "reads too", "other", "writes"]);
  await end("writes");
  await all;
});
