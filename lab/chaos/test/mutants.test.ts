/** Every patch of a mutant still finds its place in the source. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../tools/host/shop.mjs";
import { mutants } from "../mutants/detection.ts";
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
