/** Tests that lack something on this machine are listed at the end of the run. */
import { expect, test } from "vitest";
import { runSmall } from "./support/small-run.ts";

test("the end of a run names each reason once, with the files of the tests that it kept from running", () => {
  const config = `import { listNotRun } from "@/tools/test/support/not-run.ts";
    export default { test: { reporters: ["default", listNotRun((line) => process.stderr.write(line + "\\n"))] } };`;
  const skipping = (reason: string) =>
    `test(${JSON.stringify(reason)}, (context) => context.skip(${JSON.stringify(reason)}));`;
  const lines = ['import { test } from "vitest";', 'test("runs", () => {});'];
  const lacking = skipping("NOT RUN: no PostgreSQL.");
  const run = runSmall(config, {
    "one.test.ts": [...lines, lacking, lacking, skipping("not today")].join("\n"),
    "two.test.ts": [...lines, lacking, skipping("NOT RUN: no data.")].join("\n"),
  });
  const file = (name: string) => `      ${run.pathOf(name)}`;
  expect({ status: run.status, lines: run.lines }).toEqual({
    status: 0,
    lines: [
      ...["!!! NOT RUN: no PostgreSQL.", file("one.test.ts"), file("two.test.ts")],
      ...["!!! NOT RUN: no data.", file("two.test.ts")],
    ],
  });
});
