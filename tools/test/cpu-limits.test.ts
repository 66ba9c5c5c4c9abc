/** A run of tests counts the CPU time of each file with the processes it starts, and fails where a file takes twice its limit. */
import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../cli/host/shop.mjs";
import { limits } from "../../cli/testing/cpu/limits.ts";
import { measureSlowness, slownessOfRun } from "../../cli/testing/cpu/slowness.ts";
import { runSmall } from "./support/small-run.ts";

test("a file that keeps a process busy beyond its limit fails the run by name; one below it is only counted", () => {
  const busy = "while (process.cpuUsage().user < 3e6) for (let turn = 0; turn < 1e6; turn += 1);";
  const run = runSmall(configWith("file: { warns: 0.3, fails: 0.6 }, run: { warns: 99, fails: 99 }"), {
    "busy.test.ts": `import { spawnSync } from "node:child_process"; import { test } from "vitest";
      test("waits", () => { spawnSync(process.execPath, ["-e", ${JSON.stringify(busy)}]); });`,
    "idle.test.ts": 'import { test } from "vitest"; test("runs", () => {});',
  });
  const said = run.lines.filter((line) => line.includes(".test.ts"));
  expect(said).toEqual([
    expect.stringMatching(/ [1-9]\d*\.\d s {2}.*busy\.test\.ts$/),
    expect.stringMatching(/ 0\.\d s {2}.*idle\.test\.ts$/),
    expect.stringMatching(/^!!! FAILED: .*busy\.test\.ts took \d+\.\d CPU seconds of a quiet machine, limit 0\.6$/),
  ]);
  expect(run.status).toBe(1);
});

test("a run beyond its first limit warns, and passes", () => {
  const run = runSmall(configWith("file: { warns: 99, fails: 99 }, run: { warns: 0.01, fails: 99 }"), {
    "idle.test.ts": 'import { test } from "vitest"; test("runs", () => {});',
  });
  expect(run.lines.at(-1)).toMatch(/^!!! warning: the run took \d+\.\d CPU seconds of a quiet machine, limit 0\.01$/);
  expect(run.status).toBe(0);
});

test("the slowness of a run is the median of its files, and never makes a limit smaller", () => {
  expect([[2, 9, 1.5], [0.5], []].map(slownessOfRun)).toEqual([2, 1, 1]);
  expect(measureSlowness()).toBeGreaterThan(0.2);
});

test("each exception is a file of the tests", () => {
  expect(limits.file.fails).toBe(2 * limits.file.warns);
  expect(Object.keys(limits.exceptions).filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

/** A configuration with these limits. */
function configWith(given: string): string {
  return `import { reportCpu } from "@/cli/testing/cpu/report.ts";
    const write = (line) => process.stderr.write(line + "\\n");
    const reporter = reportCpu({ file: import.meta.dirname + "/cpu.json", limits: { ${given}, exceptions: {} }, write });
    export default { test: { testTimeout: 600_000, setupFiles: ["@/cli/testing/cpu/record.ts"], reporters: ["default", reporter] } };`;
}
