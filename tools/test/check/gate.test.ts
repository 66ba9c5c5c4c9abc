/** Tests of the gate: its sum counts every part, and a part that did nothing, crashed or is missing fails it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";

type Part = { exit?: number; report?: object };

/** The last line of the sum of these parts, and its exit code. */
function sumOf(parts: Record<string, Part>): { lines: string[]; code: number | null } {
  const folder = mkdtempSync(path.join(inject("shopFolders"), "reports-"));
  for (const [named, { exit, report }] of Object.entries(parts)) {
    const file = path.join(folder, named.replace(/[!?]$/, ""));
    if (exit !== undefined) writeFileSync(`${file}.exit`, `${exit}\n`);
    if (report !== undefined) writeFileSync(`${file}.json`, JSON.stringify(report));
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
  expect(lines[1]).toContain(said);
  expect(lines[2]).toMatch(/^\d+ passed, 1 failed$/);
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

test("the gate adds up exactly the parts that it runs", () => {
  const gate = readFileSync(path.join(root, ".ci/run"), "utf8").replaceAll("\\\n", " ");
  const run = [...gate.matchAll(/^(?: *|[A-Z_]+=\S+ )(?:part|tests) ([\w-]+)/gm)].map(([, name]) => name);
  const [, added = ""] = /^node \.ci\/totals\.mjs "\$reports" (.+)$/m.exec(gate) ?? [];
  expect(run.length).toBeGreaterThan(3);
  expect(added.replaceAll(/[!?]/g, "").split(" ")).toEqual(run);
});
