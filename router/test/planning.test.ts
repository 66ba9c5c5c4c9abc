/** The planner's process: operations that cannot be planned in time are refused, remembered, and delay no other one. */
import { systemRuntime } from "@hansa/kit/runtime";
import { parse } from "graphql";
import { expect, onTestFinished, test } from "vitest";
import { parseSupergraph } from "../src/planning/key-order.ts";
import { buildSupergraph } from "../src/planning/plan-builder.ts";
import { processPlanner } from "../src/planning/planner.ts";
import { startRouter, supergraphOf, type TestRouter } from "./support/router.ts";
import { interfaceObjects, sharedFields } from "./support/slow-graphs.ts";

const codeOf = ({ errors }: Awaited<ReturnType<TestRouter["ask"]>>) => errors[0]?.extensions.code;

async function open(parts: Parameters<typeof startRouter>[0]): Promise<TestRouter> {
  const router = await startRouter(parts, { ring: undefined }, { planner: "process" });
  onTestFinished(() => router.close());
  return router;
}

test("an operation that the planner does not finish delays none that was planned before, and those that wait are planned after it", async () => {
  const router = await open(sharedFields(12, 4, 3));
  expect(codeOf(await router.ask("{ count }"))).toBe("SUBGRAPH_UNAVAILABLE");
  const ended: string[] = [];
  const stuck = router.ask("{ items { shared } }").finally(() => ended.push("stuck"));
  const waiting = router.ask("query New { count }").finally(() => ended.push("waiting"));
  // The planner needs 500 ms of CPU time at least until it is ended, for its time or its memory.
  expect(codeOf(await router.ask("{ count }"))).toBe("SUBGRAPH_UNAVAILABLE");
  expect(ended).toEqual([]);
  expect(codeOf(await stuck)).toBe("OPERATION_TOO_LARGE");
  expect(codeOf(await waiting)).toBe("SUBGRAPH_UNAVAILABLE");
  expect(ended).toEqual(["stuck", "waiting"]);
});

test("documents wait up to 4 MiB of their JSON, and are planned although the graph is replaced", async () => {
  const sdl = supergraphOf(sharedFields(2, 1, 1));
  const planner = processPlanner(systemRuntime)(sdl, buildSupergraph(parseSupergraph(sdl)));
  const numbers = Array.from({ length: 15_000 }, (_, index) => index);
  const large = parse(`{ numbers(at: ${JSON.stringify(numbers)}) }`, { noLocation: true });
  const most = Math.floor((4 * 1024 * 1024) / JSON.stringify(large).length);
  expect(most).toBeGreaterThan(2);
  // One does not wait: it is its turn.
  const asked = Array.from({ length: most + 2 }, () => planner.plan(large).planned);
  planner.retire();
  const plans = await Promise.allSettled(asked);
  expect(plans.map((plan) => (plan.status === "rejected" ? plan.reason.extensions.code : plan.status))).toEqual([
    ...Array(most + 1).fill("fulfilled"),
    "OVERLOADED",
  ]);
});

test("a planner that fails is a refusal with a code", async () => {
  const router = await open(interfaceObjects());
  const response = await router.ask("{ cheapest { ... on Bike { safe } } }");
  expect(codeOf(response)).toBe("OPERATION_NOT_SUPPORTED");
  expect(response.errors[0]?.message).toContain("Query.cheapest");
});
