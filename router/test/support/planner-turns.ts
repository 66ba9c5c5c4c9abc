/** A planner in its process whose time a test moves, and whose process it can stop and kill. */
import { systemRuntime } from "@hansa/kit/runtime";
import { stillRuntime } from "@hansa/kit/testing";
import { type GraphQLError, Kind, parse } from "graphql";
import { onTestFinished } from "vitest";
import { noNodes } from "../../src/control/changes/judgement.ts";
import { buildGraph } from "../../src/graph/graph.ts";
import { plannedOperation } from "../../src/graph/planned-operations.ts";
import { processPlanner } from "../../src/planning/planner.ts";
import { supergraphOf } from "./router.ts";
import { sharedFields } from "./slow-graphs.ts";

/** Its plan takes hours in a graph of `endlessParts`, and fills the heap before. */
export const endless = "{ items { shared } }";
export const endlessParts = sharedFields(12, 4, 3);
const supergraph = supergraphOf(endlessParts);

/** A graph whose planner's clock the test moves, and the process of each turn that began. The planner seems to use no CPU time but what the test says. */
export function openGraph(options: { plannerMs?: number } = {}) {
  const runtime = stillRuntime();
  const turns: number[] = [];
  let isChecking = false;
  let usedMs = 0;
  const cpuTimeOf = (pid: number | undefined) => {
    if (pid !== undefined && !isChecking) turns.push(pid);
    return isChecking ? usedMs : 0;
  };
  const planning = { openPlanner: processPlanner(runtime, { ...options, cpuTimeOf }), now: runtime.monotonic };
  const graph = buildGraph(supergraph, false, noNodes, planning);
  onTestFinished(() => graph.planner.retire());
  return {
    turns,
    /** Lets time pass, in steps in which the router looks at its planner, which has used this CPU time. */
    pass: (seconds: number, cpuMs = 0) => {
      isChecking = true;
      usedMs = cpuMs;
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

/** An operation, as a request has it. */
export function inputOf(text: string): Parameters<typeof plannedOperation>[1] {
  const document = parse(text, { noLocation: true });
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
  return { document, operation, coerced: {} };
}

/** The process of the turn of this number, once that has begun. */
export async function processOf({ turns }: ReturnType<typeof openGraph>, turn: number): Promise<number> {
  for (;;) {
    const process = turns[turn];
    if (process !== undefined) return process;
    await systemRuntime.sleep(10);
  }
}
