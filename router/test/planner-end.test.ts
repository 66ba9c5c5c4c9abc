/**
 * The end of the planner's process: where the machine has caused it, the operation is refused for now; where its document has, for a minute. The log
 * has the cause.
 */
import { readFileSync } from "node:fs";
import { createLog } from "@hansa/contracts/log";
import { systemRuntime } from "@hansa/kit/runtime";
import { stillRuntime } from "@hansa/kit/testing";
import { type GraphQLError, Kind, parse } from "graphql";
import { expect, onTestFinished, test } from "vitest";
import { noNodes } from "../src/control/changes/judgement.ts";
import { buildGraph } from "../src/graph/graph.ts";
import { plannedOperation } from "../src/graph/planned-operations.ts";
import { processPlanner } from "../src/planning/planner.ts";
import { startRouter, supergraphOf } from "./support/router.ts";
import { sharedFields } from "./support/slow-graphs.ts";

/** Its plan would take hours, and fills the heap before. */
const endless = "{ items { shared } }";

/** A graph whose planner's clock the test moves, and the process of each turn that began. The planner seems to use no CPU time. */
function open(options: { plannerMs?: number } = {}) {
  const runtime = stillRuntime();
  const turns: number[] = [];
  let isChecking = false;
  const cpuTimeOf = (pid: number | undefined) => {
    if (pid !== undefined && !isChecking) turns.push(pid);
    return 0;
  };
  const planning = { openPlanner: processPlanner(runtime, { ...options, cpuTimeOf }), now: runtime.monotonic };
  const graph = buildGraph(supergraphOf(sharedFields(12, 4, 3)), false, noNodes, planning);
  onTestFinished(() => graph.planner.retire());
  return {
    turns,
    /** Lets time pass, in steps in which the router looks at its planner. */
    pass: (seconds: number) => {
      isChecking = true;
      for (let second = 0; second < seconds; second += 1) runtime.pass(1_000);
      isChecking = false;
    },
    /** Plans an operation; the response has the code and the cause of a refusal. */
    ask: (input: ReturnType<typeof inputOf>) =>
      plannedOperation(graph, input).then(
        () => ["planned"],
        ({ extensions, originalError }: GraphQLError) => [extensions.code, String(originalError?.cause)],
      ),
  };
}

function inputOf(text: string): Parameters<typeof plannedOperation>[1] {
  const document = parse(text, { noLocation: true });
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
  return { document, operation, coerced: {} };
}

/** The process of the turn of this number, once that has begun. */
async function processOf({ turns }: ReturnType<typeof open>, turn: number): Promise<number> {
  for (;;) {
    const process = turns[turn];
    if (process !== undefined) return process;
    await systemRuntime.sleep(10);
  }
}

test("a planner that hangs is overloaded after ten seconds, and the next one plans the operation", async () => {
  const planner = open();
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

test("a planner with more CPU time for one plan has more time in all", async () => {
  const planner = open({ plannerMs: 3_000 });
  expect(await planner.ask(inputOf("{ count }"))).toEqual(["planned"]);
  process.kill(await processOf(planner, 0), "SIGSTOP");
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

test.runIf(process.platform === "linux")(
  "a planner with more time has more heap for what it keeps meanwhile",
  async () => {
    for (const [plannerMs, heapMb] of [
      [1_000, 128],
      [3_000, 384],
      [60_000, 1_024],
    ]) {
      const planner = open({ plannerMs: plannerMs ?? 0 });
      expect(await planner.ask(inputOf("{ count }"))).toEqual(["planned"]);
      const command = readFileSync(`/proc/${await processOf(planner, 0)}/cmdline`, "utf8");
      expect(command).toContain(`--max-old-space-size=${heapMb}\0`);
    }
  },
);

test("a planner that is not ready in time is overloaded, for all that wait for it", async () => {
  const planner = open();
  const input = inputOf("{ count }");
  const asked = [planner.ask(input), planner.ask(inputOf("query Other { count }"))];
  planner.pass(60);
  const late = ["OVERLOADED", expect.stringContaining("no planner was ready")];
  expect(await Promise.all(asked)).toEqual([late, late]);
  expect(await planner.ask(input)).toEqual(["planned"]);
});

test("a planner that is killed from outside is overloaded, and nothing is remembered", async () => {
  const planner = open();
  const input = inputOf(endless);
  for (const turn of [0, 1]) {
    const killed = planner.ask(input);
    process.kill(await processOf(planner, turn), "SIGKILL");
    expect(await killed).toEqual(["OVERLOADED", expect.stringContaining("from outside by SIGKILL")]);
  }
});

test("a planner that has no heap left has met an operation that is too large, which is remembered", async () => {
  const planner = open();
  const input = inputOf(endless);
  const refused = ["OPERATION_TOO_LARGE", expect.stringContaining("SIGABRT")];
  expect(await planner.ask(input)).toEqual(refused);
  expect(await planner.ask(input)).toEqual(refused);
  expect(planner.turns).toHaveLength(1);
});

test("the log line about a refused operation has the cause", async () => {
  const lines: string[] = [];
  const log = createLog("router", "warn", { write: (line) => void lines.push(line) });
  // Timers that never end: the heap alone ends the plan.
  const runtime = { ...systemRuntime, startTimer: () => () => {} };
  const router = await startRouter(sharedFields(12, 4, 3), { ring: undefined }, { runtime, log, planner: "process" });
  onTestFinished(() => router.close());
  const { errors, text } = await router.ask(endless);
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(["OPERATION_TOO_LARGE"]);
  expect(text).not.toContain("SIGABRT");
  expect(lines.filter((line) => line.includes("query planning failed") && line.includes("SIGABRT"))).toHaveLength(1);
});
