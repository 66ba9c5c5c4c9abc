/** The manual clock: it ends sleeps in their order, and stands still while a statement is in flight. */
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { noteStatement } from "../../src/store/engine/statement-run.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";

/** A statement that a server answers after some turns of the event loop, or refuses. */
function statement(fails = false): Promise<void> {
  const answer = pause(5).then(() => {
    if (fails) throw new Error("refused");
  });
  return noteStatement(answer);
}

test("the clock moves on only when no statement is in flight", async () => {
  const runtime = manualRuntime(0);
  const ends: [name: string, at: number][] = [];
  const work = async () => {
    await runtime.sleep(10);
    for (const fails of [false, true, false]) await statement(fails).catch(() => undefined);
    ends.push(["work", runtime.now()]);
  };
  const sleep = async () => {
    await runtime.sleep(20);
    ends.push(["sleep", runtime.now()]);
  };
  const both = Promise.all([work(), sleep()]);
  await runtime.advance(100);
  await both;
  expect(ends).toEqual([
    ["work", 10],
    ["sleep", 20],
  ]);
});

test("a statement sent before the clock is moved is answered first", async () => {
  const runtime = manualRuntime(0);
  const answeredAt = statement().then(() => runtime.now());
  await runtime.advance(1_000);
  expect(await answeredAt).toBe(0);
});
