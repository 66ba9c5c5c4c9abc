/** Tests that lack something on this machine are listed at the end of the run. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../../cli/host/shop.mjs";

test("the end of a run names each reason once, with the files of the tests that it kept from running", () => {
  const parent = path.join(root, "node_modules", ".cache");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, "not-run-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const reporter = JSON.stringify(path.join(root, "tools/test/support/not-run.ts"));
  writeFileSync(
    path.join(folder, "vitest.config.ts"),
    `import { listNotRun } from ${reporter};
    export default { test: { reporters: ["default", listNotRun((line) => process.stderr.write(line + "\\n"))] } };`,
  );
  const skipping = (reason: string) =>
    `test(${JSON.stringify(reason)}, (context) => context.skip(${JSON.stringify(reason)}));`;
  const lines = ['import { test } from "vitest";', 'test("runs", () => {});'];
  const lacking = skipping("NOT RUN: no PostgreSQL.");
  writeFileSync(path.join(folder, "one.test.ts"), [...lines, lacking, lacking, skipping("not today")].join("\n"));
  writeFileSync(path.join(folder, "two.test.ts"), [...lines, lacking, skipping("NOT RUN: no data.")].join("\n"));

  const { stderr, status } = spawnSync(process.execPath, [path.join(root, "node_modules/vitest/vitest.mjs"), "run"], {
    cwd: folder,
    encoding: "utf8",
  });
  const file = (name: string) => `      ${path.relative(root, path.join(folder, name))}`;
  expect({ status, lines: stderr.trim().split("\n") }).toEqual({
    status: 0,
    lines: [
      ...["!!! NOT RUN: no PostgreSQL.", file("one.test.ts"), file("two.test.ts")],
      ...["!!! NOT RUN: no data.", file("two.test.ts")],
    ],
  });
});
