/** The end of the planner's process that hangs, is killed or fills its heap, and the size of that heap. */
import { readFileSync } from "node:fs";
import { createLog } from "@hansa/contracts/log";
import { systemRuntime } from "@hansa/kit/runtime";
import { expect, onTestFinished, test } from "vitest";
import { endless, endlessParts, inputOf, openGraph, processOf } from "../support/planner-turns.ts";
import { startRouter } from "../support/router.ts";

test("a planner that hangs is overloaded after ten seconds, and the next one plans the operation", async () => {
  const planner = openGraph();
  expect(await planner.ask(inputOf("{ count }"))).toEqual(["planned"]);
  process.kill(await processOf(planner, 0), "SIGSTOP");
  const input = inputOf("query Hung { count }");
  const [hung, waiting] = [planner.ask(input), planner.ask(inputOf("query Waiting { count }"))];
  await processOf(planner, 1);
  planner.pass(10);
  expect(await hung).toEqual(["OVERLOADED", expect.stringContaining("0 ms of CPU time in 10000 ms")]);
  expect(await waiting).toEqual(["planned"]);
  expect(await planner.ask(input)).toEqual(["planned"]);
});

test.runIf(process.platform === "linux")(
  "a planner with more time has more heap for what it keeps meanwhile",
  async () => {
    for (const [plannerMs, heapMb] of [
      [1_000, 128],
      [3_000, 384],
      [60_000, 1_024],
    ]) {
      const planner = openGraph({ plannerMs: plannerMs ?? 0 });
      expect(await planner.ask(inputOf("{ count }"))).toEqual(["planned"]);
      const command = readFileSync(`/proc/${await processOf(planner, 0)}/cmdline`, "utf8");
      expect(command).toContain(`--max-old-space-size=${heapMb}\0`);
    }
  },
);

test("a planner that is killed from outside is overloaded, and nothing is remembered", async () => {
  const planner = openGraph();
  const input = inputOf(endless);
  for (const turn of [0, 1]) {
    const killed = planner.ask(input);
    process.kill(await processOf(planner, turn), "SIGKILL");
    expect(await killed).toEqual(["OVERLOADED", expect.stringContaining("from outside by SIGKILL")]);
  }
});

test("the log line about a refused operation has the cause", async () => {
  const lines: string[] = [];
  const log = createLog("router", "warn", { write: (line) => void lines.push(line) });
  // Timers that never end: the heap alone ends the plan.
  const runtime = { ...systemRuntime, startTimer: () => () => {} };
  const router = await startRouter(endlessParts, { ring: undefined }, { runtime, log, planner: "process" });
  onTestFinished(() => router.close());
  const { errors, text } = await router.ask(endless);
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(["OPERATION_TOO_LARGE"]);
  expect(text).not.toContain("SIGABRT");
  expect(lines.filter((line) => line.includes("query planning failed") && line.includes("SIGABRT"))).toHaveLength(1);
});
