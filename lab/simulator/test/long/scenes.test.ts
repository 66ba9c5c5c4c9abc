/** All scenes of the simulator: each ends well, and together they come to every fault point twice. */
import { pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { collectNames } from "../../crash-matrix/fault-point-names.ts";
import { crashesIn, nameFaults, type Rehearsal } from "../../crash-matrix/matrix.ts";
import { scenes } from "../../scenes/scenes.ts";
import { openStage, type Stage } from "../../stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  return () => stage.close();
});

test("a history does not depend on the speed of Node's threads, also when a month passes and signing keys are rotated", async () => {
  const month = scenes.find(({ title }) => title.endsWith("deleted after a month"));
  const work = { seed: 1, play: { scene: month?.title ?? "" } };
  const first = await stage.play(work);
  expect(first.reached.get("users after:write:rotate-signing-keys")).toBeGreaterThan(0);
  const stopBusyThreads = keepThreadsBusy();
  const again = await stage.play(work);
  await stopBusyThreads();
  expect(again.hash).toBe(first.hash);
});

/** Gives every thread of Node's pool work, until the returned function is called. */
function keepThreadsBusy(): () => Promise<unknown> {
  let isOver = false;
  const poolSize = 4;
  const busy = Array.from({ length: 2 * poolSize }, async () => {
    while (!isOver) await promisify(pbkdf2)("password", "salt", 20_000, 32, "sha256");
  });
  return () => {
    isOver = true;
    return Promise.all(busy);
  };
}

const rehearsals: Rehearsal[] = [];

test.each(scenes)("scene: $title", async ({ title }) => {
  const work = { seed: 1, play: { scene: title } };
  const { reached, violations } = await stage.play(work);
  expect(violations).toEqual([]);
  rehearsals.push({ work, reached: Object.fromEntries(reached) });
});

test("the scenes come to every write and call of checkout code, twice", () => {
  expect(rehearsals).toHaveLength(scenes.length);
  expect(nameFaults(collectNames(), rehearsals)).toEqual([]);
  const deaths = crashesIn(rehearsals).map(({ death }) => `${death?.where} ${death?.nth}`);
  expect(deaths).toEqual(
    expect.arrayContaining(["orders before:write:place-order 1", "payments after:call:sandbox.capture 2"]),
  );
});
