/** Sparse warnings: one of each message a minute, which counts those that were left out. */
import { expect, test } from "vitest";
import { createLog } from "../../src/runtime/log.ts";
import { openSparseWarnings } from "../../src/runtime/sparse-log.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";

test("of a thousand warnings of one cause a minute has one line, with the number of the others, beside those of other causes", async () => {
  const runtime = manualRuntime(0);
  const lines: { msg: string; count?: number }[] = [];
  const log = createLog("test", "info", { lines: { write: (line) => void lines.push(JSON.parse(line)) } });
  const warn = openSparseWarnings(runtime, log);
  for (let count = 0; count < 1_000; count += 1) warn({ cause: "late" }, "orders did not answer");
  warn({ cause: "late" }, "users did not answer");
  await runtime.advance(60_000);
  warn({ cause: "late" }, "orders did not answer");
  expect(lines.map(({ msg, count }) => [msg, count])).toEqual([
    ["orders did not answer", undefined],
    ["users did not answer", undefined],
    ["orders did not answer", 999],
  ]);
});
