/** Every mutant still finds its place in the source, the names that it uses and its tests, a verdict needs both runs, and a commit draws scenes. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { drawMutants, mutants, playedMutants } from "../mutants/choice.ts";
import { routerMutants } from "../mutants/defects/router.ts";
import { plays } from "../mutants/scenes.ts";
import { findCatches, type TestResult } from "../mutants/test-run.ts";
import { programOf } from "../processes/names.ts";

test("there are twenty-eight, each with a name of its own", () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(28);
});

/** With the fault points of its scene. */
const planted = mutants.map((mutant) => ({
  name: mutant.name,
  patches: [...mutant.patches, ...("scene" in mutant ? plays[mutant.scene].faultPoints.patches : [])],
}));

test.each(planted)("$name: each of its places stands in the source exactly once", ({ patches }) => {
  for (const { file, find } of patches) {
    const source = readFileSync(path.join(root, file), "utf8");
    expect(source.split(find), `${file}: ${find}`).toHaveLength(2);
  }
});

test.each(playedMutants)("$name: each of its files is part of what is built", ({ scene, patches, builds }) => {
  const { faultPoints } = plays[scene];
  const folders = [...builds, ...faultPoints.builds].map((name) => programOf(name).folder);
  for (const { file } of [...patches, ...faultPoints.patches])
    expect(
      ["packages/", ...folders].some((folder) => file.startsWith(folder)),
      file,
    ).toBe(true);
});

test.each(mutants)("$name: each test that it names exists", ({ tests }) => {
  expect(tests.length).toBeGreaterThan(0);
  for (const { file, title } of tests)
    expect(readFileSync(path.join(root, file), "utf8").replaceAll("%s", "after"), file).toContain(`"${title}`);
});

test.each(mutants)("$name: its row in chaos.md says which scene and which tests catch it", (mutant) => {
  const page = readFileSync(path.join(root, "docs/contributors/chaos.md"), "utf8");
  const row = page.split("\n").find((line) => line.startsWith(`| ${mutant.name} |`));
  const tests = mutant.tests.map(({ file }) => file.replace(/^(?:\w+\/)?(\w+)\/test\/(.*)\.test\.ts$/, "$1: `$2`"));
  const scene = "scene" in mutant ? `${mutant.scene}: ` : "";
  expect(row).toMatch(new RegExp(` \\| ${scene}[^|]*\\| ${[...new Set(tests)].join("; ")} \\|$`));
});

test.each(routerMutants)("$name: attacks.md has a row for the guard that it takes out", ({ name }) => {
  const page = readFileSync(path.join(root, "docs/contributors/attacks.md"), "utf8");
  expect(page.split("\n").filter((line) => line.includes(`| ${name} |`))).toHaveLength(1);
});

describe("the verdict by tests", () => {
  const one = { file: "x.test.ts", title: "one" };
  const other = { file: "x.test.ts", title: "other" };
  const passed = (title: string): TestResult => ({ file: "x.test.ts", title, status: "passed", failure: "" });
  const failed = (title: string): TestResult => ({ file: "x.test.ts", title, status: "failed", failure: "why" });
  const sound = [passed("one"), passed("other")];

  test.each([
    ["a test that fails with the defect catches it", sound, [failed("one")], ["why"]],
    ["a test that passes with the defect catches nothing", sound, [passed("one")], undefined],
    ["a test that fails without the defect as well catches nothing", [failed("one")], [failed("one")], undefined],
    ["a test that did not run without the defect catches nothing", [], [failed("one")], undefined],
    ["a test that did not run with the defect catches nothing", sound, [], undefined],
    ["another test of the file catches nothing", sound, [failed("other")], undefined],
  ])("%s", (_name, without, withDefect, catches) => {
    expect(findCatches({ tests: [one] }, without, withDefect)).toEqual(catches);
  });

  test("of two named tests both must fail", () => {
    expect(findCatches({ tests: [one, other] }, sound, [failed("one"), passed("other")])).toBeUndefined();
    expect(findCatches({ tests: [one, other] }, sound, [failed("one"), failed("other")])).toEqual(["why", "why"]);
  });
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

const namesOf = (drawn: ReturnType<typeof drawMutants>) => drawn.map(({ name }) => name);

test("a commit draws the same three mutants each time, and another commit draws others", () => {
  const first = namesOf(drawMutants("a".repeat(40), 3));
  expect(new Set(first).size).toBe(3);
  expect(namesOf(drawMutants("a".repeat(40), 3))).toEqual(first);
  expect(namesOf(drawMutants("b".repeat(40), 3))).not.toEqual(first);
});

test("a hundred commits draw each mutant with a scene, none much more often than another", () => {
  const commits = Array.from({ length: 100 }, (_, number) => number.toString(16).padStart(40, "0"));
  const drawn = commits.flatMap((commit) => namesOf(drawMutants(commit, 3)));
  const counts = playedMutants.map(({ name }) => drawn.filter((each) => each === name).length);
  expect(counts.reduce((sum, count) => sum + count)).toBe(300);
  expect(Math.min(...counts)).toBeGreaterThan(5);
  expect(Math.max(...counts)).toBeLessThan(40);
});

test("no more mutants are drawn than have a scene", () => {
  expect(drawMutants("a", 16)).toHaveLength(16);
  expect(() => drawMutants("a", 17)).toThrow("--draw 17: 16 have a scene.");
});
