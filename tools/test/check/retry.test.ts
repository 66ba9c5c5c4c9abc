/** A test file that fails once in the gate is unstable: it runs three times more, alone, and passes the gate if it is the only one. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { addUp, fileOf, newFolder, type Part, type Sum, sumOf } from "./support/gate-sum.ts";

const stable = fileOf("test/stable.test.ts", ["passed", "passed"]);
const unstable = fileOf("test/unstable.test.ts", ["passed", "failed"]);
const drawn = ["test/stable.test.ts", "test/unstable.test.ts"];
const failedOnce = {
  exit: 1,
  report: { numPassedTests: 3, numFailedTests: 1, testResults: [stable, unstable] },
  drawn,
};
const notRead = { ...fileOf("test/faulty.test.ts", []), status: "failed", message: "SyntaxError" };
const failedTwice = { ...failedOnce, report: { ...failedOnce.report, testResults: [stable, unstable, notRead] } };
const passedAlone = { exit: 0, report: { numPassedTests: 2, numFailedTests: 0, testResults: [] } };
const failedAlone = { exit: 1, report: { numPassedTests: 1, numFailedTests: 1, testResults: [unstable] } };
const again = { "tests.again-1": passedAlone, "tests.again-2": passedAlone, "tests.again-3": passedAlone };

test("a file that failed, and passed three times alone, is unstable; the last line counts its tests as passed", () => {
  expect(sumOf({ tests: failedOnce, ...again })).toEqual({
    lines: [
      "tests: 4 passed, 0 failed",
      "UNSTABLE: test/unstable.test.ts (tests) failed, then passed three times alone:",
      "  promise 2",
      "    Error: too late",
      "4 passed, 0 failed",
    ],
    code: 0,
  });
});

test.each<[string, Record<string, Part>]>([
  ["the file did not run again", { tests: failedOnce }],
  ["it ran twice", { tests: failedOnce, "tests.again-1": passedAlone, "tests.again-2": passedAlone }],
  ["it failed again", { tests: failedOnce, ...again, "tests.again-3": failedAlone }],
  [
    "it ran without a test",
    { tests: failedOnce, ...again, "tests.again-2": { exit: 0, report: { numPassedTests: 0 } } },
  ],
  ["another file failed too", { tests: failedTwice, ...again }],
  ["a file of another part failed too", { tests: failedOnce, ...again, "tests-long": failedOnce }],
  ["the run failed itself too", { tests: { ...failedOnce, log: "error during close Error: 3 statements" }, ...again }],
  [
    "a file took too much CPU",
    { tests: { ...failedOnce, log: "!!! FAILED: a.test.ts took 25.0 CPU seconds" }, ...again },
  ],
  ["an error had no test", { tests: { ...failedOnce, log: "\n⎯⎯⎯ Unhandled Errors ⎯⎯⎯\n" }, ...again }],
  ["the run crashed", { tests: { ...failedOnce, exit: 134 }, ...again }],
])("a failed file fails the gate where %s", (_reason, parts) => {
  const { lines, code } = sumOf(parts);
  expect(lines.at(-1)).toMatch(/^\d+ passed, 1 failed$/);
  expect(code).toBe(1);
});

/** Runs a part of the gate, as it does, in a folder with these files; then the sum. Each drawn test runs in its variables. */
function runPart(files: Record<string, string>, variables: Record<string, string> = {}): Sum & { runs: number } {
  const folder = newFolder();
  const marks = path.join(folder, "marks");
  for (const [name, text] of Object.entries(files))
    writeFileSync(path.join(folder, name), text.replaceAll("MARKS", marks));
  const tests = Object.keys(files).filter((name) => name.includes(".test."));
  writeFileSync(path.join(folder, "tests.drawn"), tests.map((file) => `${file}\n`).join(""));
  const vitest = [
    process.execPath,
    path.join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--globals",
    "--root",
    folder,
  ];
  const script = `. .ci/parts.bash; reports=$0; HANSA_TEST_WRITES=twice tests tests "$@"`;
  spawnSync("bash", ["-c", script, folder, ...vitest], {
    cwd: root,
    env: { ...process.env, ...variables, NO_COLOR: "1" },
  });
  const runs = existsSync(marks) ? readFileSync(marks, "utf8").length : 0;
  return { ...addUp(folder, ["tests"]), runs };
}

/** A test that fails in its first run, and later without the variable of its variant. */
const failsOnce = `
  import { appendFileSync, readFileSync } from "node:fs";
  test("comes in time", () => {
    appendFileSync("MARKS", "x");
    expect(process.env.HANSA_TEST_WRITES).toBe("twice");
    expect(readFileSync("MARKS", "utf8").length).toBeGreaterThan(1);
  });`;

test("a file that fails runs three times more, alone, in its variant", () => {
  const sound = `test("is sound", () => {});`;
  const { lines, code, runs } = runPart({ "once.test.mjs": failsOnce, "sound.test.mjs": sound });
  expect(lines).toContain("UNSTABLE: once.test.mjs (tests) failed, then passed three times alone:");
  expect(lines).toContain("tests: 2 passed, 0 failed");
  expect({ code, runs }).toEqual({ code: 0, runs: 4 });
});

test.each([
  ["fails again is broken after that run", failsOnce.replace("toBeGreaterThan(1)", "toBeGreaterThan(2)"), {}, 2],
  ["fails when no time is left is broken", failsOnce, { last_minute: "0" }, 1],
])("a file that %s", (_case, file, variables, expected) => {
  const { lines, code, runs } = runPart({ "once.test.mjs": file }, variables);
  expect({ last: lines.at(-1), code, runs }).toEqual({ last: "0 passed, 1 failed", code: 1, runs: expected });
});

const failingEnd = {
  "vitest.config.mjs": `export default { test: { globalSetup: ["setup.mjs"] } };`,
  "setup.mjs": `export default () => () => { throw new Error("a statement is invalid"); };`,
};

test.each([
  ["whose run failed itself", failingEnd, {}],
  ["after one of another part", { "tests-long.again-1.exit": "0" }, {}],
  ["with a random seed", {}, { HANSA_PROPERTY_SEED: "random" }],
])("a file %s is broken, not unstable", (_case, files, variables) => {
  const { lines, code } = runPart({ "once.test.mjs": failsOnce, ...files }, variables);
  expect({ last: lines.at(-1), code }).toEqual({ last: "0 passed, 1 failed", code: 1 });
});
