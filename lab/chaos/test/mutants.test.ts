/** Every patch of a mutant still finds its place in the source, and a commit draws the mutants that a gate plays. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { drawMutants, mutants } from "../mutants/choice.ts";
import { plays } from "../mutants/scenes.ts";
import { programOf } from "../processes/names.ts";

test("there are sixteen, each with a name of its own", () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(16);
});

/** With the fault points of its scene. */
const planted = mutants.map(({ scene, patches, builds, ...mutant }) => ({
  ...mutant,
  patches: [...patches, ...plays[scene].faultPoints.patches],
  builds: [...builds, ...plays[scene].faultPoints.builds],
}));

test.each(planted)("$name: each of its places stands in the source exactly once", ({ patches, builds }) => {
  for (const { file, find } of patches) {
    const source = readFileSync(path.join(root, file), "utf8");
    expect(source.split(find), `${file}: ${find}`).toHaveLength(2);
    const isBuilt = file.startsWith("packages/") || builds.some((name) => file.startsWith(programOf(name).folder));
    expect(isBuilt, `${file} is part of what is built`).toBe(true);
  }
});

const namesOf = (drawn: ReturnType<typeof drawMutants>) => drawn.map(({ name }) => name);

test("a commit draws the same three mutants each time, and another commit draws others", () => {
  const first = namesOf(drawMutants("a".repeat(40), 3));
  expect(new Set(first).size).toBe(3);
  expect(namesOf(drawMutants("a".repeat(40), 3))).toEqual(first);
  expect(namesOf(drawMutants("b".repeat(40), 3))).not.toEqual(first);
});

test("a hundred commits draw each mutant, none much more often than another", () => {
  const commits = Array.from({ length: 100 }, (_, number) => number.toString(16).padStart(40, "0"));
  const drawn = commits.flatMap((commit) => namesOf(drawMutants(commit, 3)));
  const counts = mutants.map(({ name }) => drawn.filter((each) => each === name).length);
  expect(counts.reduce((sum, count) => sum + count)).toBe(300);
  expect(Math.min(...counts)).toBeGreaterThan(5);
  expect(Math.max(...counts)).toBeLessThan(40);
});

test("no more mutants are drawn than there are", () => {
  expect(drawMutants("a", 16)).toHaveLength(16);
  expect(() => drawMutants("a", 17)).toThrow("--draw 17: there are 16.");
});
