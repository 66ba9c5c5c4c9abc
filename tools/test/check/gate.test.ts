/** Tests of the gate: its sum counts every part, and a part that did nothing, crashed or is missing fails it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { fileOf, newFolder, type Part, sumOf } from "./support/gate-sum.ts";

test("the sum adds the reports of Vitest and of our commands, and counts a part without a report once", () => {
  const vitest = { numPassedTests: 20, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 };
  const parts = {
    tests: { exit: 0, report: vitest },
    mutants: { exit: 0, report: { passed: 3, failed: 0 } },
    "chaos!": { exit: 0 },
  };
  expect(sumOf(parts)).toEqual({
    lines: [
      "tests: 20 passed, 0 failed, 2 skipped",
      "mutants: 3 passed, 0 failed",
      "chaos: 1 passed, 0 failed",
      "24 passed, 0 failed",
    ],
    code: 0,
  });
});

test.each<[string, Part, string]>([
  ["with a failed test", { exit: 1, report: { passed: 2, failed: 1 } }, "2 passed, 1 failed"],
  ["that did nothing", { exit: 0, report: { passed: 0, failed: 0 } }, "0 passed, 0 failed, and the run itself"],
  ["without its report", { exit: 0 }, "0 passed, 0 failed, and the run itself"],
  ["that crashed after its tests", { exit: 7, report: { passed: 3, failed: 0 } }, "the run itself (exit code 7)"],
  ["that never ran", {}, "0 passed, 0 failed, and the run itself (exit code 1)"],
])("a part %s fails the gate", (_name, part, said) => {
  const { lines, code } = sumOf({ check: { exit: 0, report: { passed: 9, failed: 0 } }, part });
  expect(lines.at(-2)).toContain(said);
  expect(lines.at(-1)).toMatch(/^\d+ passed, 1 failed$/);
  expect(code).toBe(1);
});

test("a part that a machine cannot run is named and counts nothing, but fails the gate by its exit code", () => {
  const check = { exit: 0, report: { passed: 9, failed: 0 } };
  expect(sumOf({ check, "containers?": { exit: 0 } })).toEqual({
    lines: ["check: 9 passed, 0 failed", "containers: NOT RUN", "9 passed, 0 failed"],
    code: 0,
  });
  expect(sumOf({ check, "containers?": { exit: 1 } }).code).toBe(1);
  expect(sumOf({ check, "containers?": {} }).code).toBe(1);
  expect(sumOf({ check, "containers?": { exit: 0, report: { passed: 2, failed: 0 } } }).lines[2]).toBe(
    "11 passed, 0 failed",
  );
});

test("before the sum stands why parts failed: the failed tests, else the last lines of the output", () => {
  const assertionResults = [
    { status: "passed", fullName: "a sum is right", failureMessages: [] },
    { status: "failed", fullName: "a sum is wrong", failureMessages: ["Error: 1 is not 2\n    at sum.test.ts:3"] },
  ];
  const testResults = [{ status: "failed", name: "sum.test.ts", message: "", assertionResults }];
  const { lines } = sumOf({
    tests: { exit: 1, report: { numPassedTests: 1, numFailedTests: 1, testResults }, log: "much output" },
    "rolling!": { exit: 1, log: `${"earlier\n".repeat(60)}products 2 ended with 1` },
    "chaos!": { exit: 0, log: "0 violations" },
  });
  expect(lines).toContain("-- tests failed:");
  expect(lines).toContain("sum.test.ts");
  expect(lines).toContain("  a sum is wrong");
  expect(lines).toContain("    Error: 1 is not 2");
  expect(lines).not.toContain("much output");
  expect(lines).not.toContain("  a sum is right");
  expect(lines).toContain("-- rolling failed:");
  expect(lines).toContain("products 2 ended with 1");
  expect(lines.filter((line) => line === "earlier")).toHaveLength(39);
  expect(lines).not.toContain("0 violations");
  expect(lines.slice(-4)).toEqual([
    "tests: 1 passed, 1 failed",
    "rolling: 0 passed, 1 failed",
    "chaos: 1 passed, 0 failed",
    "2 passed, 2 failed",
  ]);
});

test("a part that the commit does not draw is named and counts nothing; one that it draws has to run", () => {
  const check = { exit: 0, report: { passed: 9, failed: 0 } };
  expect(sumOf({ check, "rolling!": { drawn: [] }, "containers?": { drawn: [] } })).toEqual({
    lines: [
      "check: 9 passed, 0 failed",
      "rolling: NOT RUN, not drawn by this commit",
      "containers: NOT RUN, not drawn by this commit",
      "9 passed, 0 failed",
    ],
    code: 0,
  });
  expect(sumOf({ check, "rolling!": { drawn: ["drawn"] } }).lines.at(-1)).toBe("9 passed, 1 failed");
  expect(sumOf({ check, "rolling!": { drawn: [], exit: 1 } }).lines.at(-1)).toBe("9 passed, 1 failed");
});

test("a part for which no time was left is named and counts nothing, and is none that each landing runs", () => {
  const check = { exit: 0, report: { passed: 9, failed: 0 } };
  expect(sumOf({ check, "rolling!": { drawn: ["drawn"], isLate: true } })).toEqual({
    lines: ["check: 9 passed, 0 failed", "rolling: NOT RUN, no time was left", "9 passed, 0 failed"],
    code: 0,
  });
  expect(sumOf({ check, "rolling!": { exit: 1, isLate: true } }).lines.at(-1)).toBe("9 passed, 1 failed");
  const gate = readFileSync(path.join(root, ".ci/run"), "utf8");
  const late = [...gate.matchAll(/\bin_time ([\w-]+)/g)].map(([, name]) => name);
  expect(late).toEqual(["tests-long", "rolling", "containers", "tests-apollo-server", "mutants", "tests-loaded"]);
});

test("no part begins after the last minute, unless there is none", () => {
  const script = (last: string, seconds: number) =>
    `. .ci/parts.bash; last_minute=${last}; SECONDS=${seconds}; in_time rolling && echo begins; ls "$reports"`;
  const said = (last: string, seconds: number) =>
    execFileSync("bash", ["-c", script(last, seconds)], {
      cwd: root,
      env: { ...process.env, reports: newFolder() },
      encoding: "utf8",
    });
  expect(said("65", 64 * 60)).toBe("begins\n");
  expect(said("65", 65 * 60)).toBe("No time is left.\nrolling.late\n");
  expect(said("", 500 * 60)).toBe("begins\n");
});

test("a drawn file that is not in the report of its run fails the gate", () => {
  const report = { numPassedTests: 4, numFailedTests: 0, testResults: [fileOf("test/a.test.ts", ["passed"])] };
  const { lines, code } = sumOf({ tests: { exit: 0, report, drawn: ["test/a.test.ts", "test/b.test.ts"] } });
  expect(lines).toEqual([
    "-- tests failed:",
    "test/b.test.ts: drawn, did not run",
    "",
    "tests: 4 passed, 0 failed, and 1 drawn files did not run",
    "4 passed, 1 failed",
  ]);
  expect(code).toBe(1);
});

test("before the sum stand the minutes and CPU minutes of each part and of the gate", () => {
  const start = "1000.5\n0m1.500s 0m0.500s\n0m10.000s 0m2.000s\n";
  const end = "1120.5\n0m1.500s 0m0.500s\n3m10.000s 0m32.000s\n";
  const check = { exit: 0, report: { passed: 9, failed: 0 }, start, end };
  expect(sumOf({ check, gate: { start, end: end.replace("1120", "1300") } }).lines).toEqual([
    "part                 minutes  CPU minutes",
    "check                    2.0          3.5",
    "gate                     5.0          3.5",
    "",
    "check: 9 passed, 0 failed",
    "9 passed, 0 failed",
  ]);
});

test("the gate adds up exactly the parts that it runs", () => {
  const gate = readFileSync(path.join(root, ".ci/run"), "utf8").replaceAll("\\\n", " ");
  const run = [...gate.matchAll(/^ *(?:[A-Z_]+=\S+ )*(?:part|tests) ([\w-]+)/gm)].map(([, name]) => name);
  const [, added = ""] = /^node \.ci\/totals\.mjs "\$reports" (.+)$/m.exec(gate) ?? [];
  expect(run.length).toBeGreaterThan(3);
  expect(added.replaceAll(/[!?]/g, "").split(/ +/)).toEqual(run);
});
