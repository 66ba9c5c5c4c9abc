/**
 * The end of the planner's process: where the machine has caused it, the operation is refused for now; where its document has, for a minute. The log
 * has the cause.
 */
import { readFileSync } from "node:fs";
import { createLog } from "@hansa/contracts/log";
import { systemRuntime } from "@hansa/kit/runtime";
import { expect, onTestFinished, test } from "vitest";
import { endless, endlessParts, inputOf, openGraph, processOf } from "./support/planner-turns.ts";
import { startRouter } from "./support/router.ts";

test("a planner with more CPU time for one plan has more time in all, and more heap", async () => {
  const planner = openGraph({ plannerMs: 3_000 });
  expect(await planner.ask(inputOf("{ count }"))).toEqual(["planned"]);
  const stopped = await processOf(planner, 0);
  if (process.platform === "linux")
    expect(readFileSync(`/proc/${stopped}/cmdline`, "utf8")).toContain("--max-old-space-size=384\0");
  process.kill(stopped, "SIGSTOP");
  const outcomes: unknown[] = [];
  const hung = planner.ask(inputOf("query Hung { count }")).then((outcome) => outcomes.push(...outcome));
  await processOf(planner, 1);
  planner.pass(29);
  await systemRuntime.yieldToEventLoop();
  expect(outcomes).toEqual([]);
  planner.pass(1);
  await hung;
  expect(outcomes[0]).toBe("OVERLOADED");
});

test("a planner that is not ready in time is overloaded, for all that wait for it", async () => {
  const planner = openGraph();
  const input = inputOf("{ count }");
  const asked = [planner.ask(input), planner.ask(inputOf("query Other { count }"))];
  planner.pass(60);
  const late = ["OVERLOADED", expect.stringContaining("no planner was ready")];
  expect(await Promise.all(asked)).toEqual([late, late]);
  expect(await planner.ask(input)).toEqual(["planned"]);
});

test("a refusal that the machine has caused is for now, and one of the document is for a minute", async () => {
  const planner = openGraph();
  const input = inputOf("query Refused { count }");
  /** Stops the process once it has planned an operation of this name. */
  async function stopAfter(name: string): Promise<number> {
    const turn = planner.turns.length;
    expect(await planner.ask(inputOf(`query ${name} { count }`))).toEqual(["planned"]);
    const stopped = await processOf(planner, turn);
    process.kill(stopped, "SIGSTOP");
    return stopped;
  }
  const first = await stopAfter("First");
  const killed = planner.ask(input);
  await processOf(planner, 1);
  process.kill(first, "SIGKILL");
  expect(await killed).toEqual(["OVERLOADED", expect.stringContaining("from outside by SIGKILL")]);

  await stopAfter("Second");
  const refused = ["OPERATION_TOO_LARGE", expect.stringContaining("1000 ms of CPU time")];
  const tooLarge = planner.ask(input);
  await processOf(planner, 3);
  planner.pass(1, 1_000);
  expect(await tooLarge).toEqual(refused);
  expect(await planner.ask(inputOf("query Third { count }"))).toEqual(["planned"]);
  planner.pass(59);
  expect(await planner.ask(input)).toEqual(refused);
  expect(planner.turns).toHaveLength(5);
  planner.pass(1);
  expect(await planner.ask(input)).toEqual(["planned"]);
});

test("a planner that has no heap left has met an operation that is too large, which is remembered", async () => {
  const planner = openGraph();
  const input = inputOf(endless);
  const refused = ["OPERATION_TOO_LARGE", expect.stringContaining("SIGABRT")];
  expect(await planner.ask(input)).toEqual(refused);
  expect(await planner.ask(input)).toEqual(refused);
  expect(planner.turns).toHaveLength(1);
});

test("the log line about a refused operation has the cause", async () => {
  const lines: string[] = [];
  const log = createLog("router", "warn", { write: (line) => void lines.push(line) });
  const settings = { ring: undefined, plannerMs: 100 };
  const router = await startRouter(endlessParts, settings, { log, planner: "process" });
  onTestFinished(() => router.close());
  const { errors, text } = await router.ask(endless);
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(["OPERATION_TOO_LARGE"]);
  expect(text).not.toContain("CPU time");
  expect(lines.filter((line) => line.includes("query planning failed") && line.includes("CPU time"))).toHaveLength(1);
});
