/** Every patch of a mutant still finds its place in the source and the names that it uses, and a commit draws the mutants that a gate plays. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { drawMutants, mutants, playedMutants } from "../mutants/choice.ts";
import { plays } from "../mutants/scenes.ts";
import { testedMutants } from "../mutants/tested/defects.ts";
import { programOf } from "../processes/names.ts";

test("there are twenty-one, each with a name of its own", () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(21);
});

/** With the fault points of its scene. */
const planted = playedMutants.map(({ scene, patches, builds, ...mutant }) => ({
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

/** A file whose patch uses a name that was moved away throws at its first call, and the shop does nothing that could break an invariant. */
test.each(planted)("$name: each name that its files use is declared or imported", ({ patches }) => {
  for (const file of new Set(patches.map((patch) => patch.file))) {
    const source = patches
      .filter((patch) => patch.file === file)
      .reduce(
        (text, { find, replace }) => text.replace(find, () => replace),
        readFileSync(path.join(root, file), "utf8"),
      );
    expect(undeclaredNames(file, source), file).toEqual([]);
  }
});

test("a name without a declaration is found", () => {
  expect(undeclaredNames("lab/chaos/mutants/x.ts", "export const rows = findRows(globalThis);\n")).toEqual([
    "The findRows variable is undeclared.",
  ]);
});

/** By the linter, which sees a file's own names only, in a folder without settings. */
function undeclaredNames(file: string, source: string): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-mutant-"));
  try {
    const copy = path.join(folder, path.basename(file));
    writeFileSync(copy, source);
    const { stdout } = spawnSync(
      path.join(root, "node_modules/.bin/biome"),
      ["lint", "--only=correctness/noUndeclaredVariables", "--reporter=json", copy],
      { cwd: folder, encoding: "utf8" },
    );
    const { summary, diagnostics } = JSON.parse(stdout);
    expect(summary.unchanged, `files read of ${file}`).toBe(1);
    return diagnostics.map(({ message }: { message: string }) => message);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each(testedMutants)(
  "$name: its place stands in the source once, and its test exists",
  ({ patch, tests, fails }) => {
    const source = readFileSync(path.join(root, patch.file), "utf8");
    expect(source.split(patch.find), patch.find).toHaveLength(2);
    expect(
      undeclaredNames(
        patch.file,
        source.replace(patch.find, () => patch.replace),
      ),
    ).toEqual([]);
    expect(readFileSync(path.join(root, tests), "utf8").replaceAll("%s", "after")).toContain(fails);
  },
);

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
  expect(drawMutants("a", 21)).toHaveLength(21);
  expect(() => drawMutants("a", 22)).toThrow("--draw 22: there are 21.");
});
