/** Tests of the gate: its sum counts every part, and a part that did nothing, crashed or is missing fails it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";

type Part = { exit?: number; report?: object; log?: string };

/** The last line of the sum of these parts, and its exit code. */
function sumOf(parts: Record<string, Part>): { lines: string[]; code: number | null } {
  const folder = mkdtempSync(path.join(inject("shopFolders"), "reports-"));
  for (const [named, { exit, report, log }] of Object.entries(parts)) {
    const file = path.join(folder, named.replace(/[!?]$/, ""));
    if (exit !== undefined) writeFileSync(`${file}.exit`, `${exit}\n`);
    if (report !== undefined) writeFileSync(`${file}.json`, JSON.stringify(report));
    if (log !== undefined) writeFileSync(`${file}.log`, log);
  }
  const line = [path.join(root, ".ci/totals.mjs"), folder, ...Object.keys(parts)];
  const { stdout, status } = spawnSync(process.execPath, line, { encoding: "utf8" });
  return { lines: stdout.trim().split("\n"), code: status };
}

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

test("the gate adds up exactly the parts that it runs", () => {
  const gate = readFileSync(path.join(root, ".ci/run"), "utf8").replaceAll("\\\n", " ");
  const run = [...gate.matchAll(/^(?: *|(?:[A-Z_]+=\S+ )+)(?:part|tests) ([\w-]+)/gm)].map(([, name]) => name);
  const [, added = ""] = /^node \.ci\/totals\.mjs "\$reports" (.+)$/m.exec(gate) ?? [];
  expect(run.length).toBeGreaterThan(3);
  expect(added.replaceAll(/[!?]/g, "").split(" ")).toEqual(run);
});
