/** The turns of the planner: many new operations of one sender delay those of others by one plan, and refuse none of theirs. */
import { systemRuntime, withTrace } from "@hansa/kit/runtime";
import { Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { noNodes } from "../src/control/changes/judgement.ts";
import { buildGraph } from "../src/graph/graph.ts";
import { plannedOperation } from "../src/graph/planned-operations.ts";
import { processPlanner } from "../src/planning/planner.ts";
import { supergraphOf } from "./support/router.ts";
import { sharedFields } from "./support/slow-graphs.ts";

const as = <Value>(id: string, work: () => Value): Value =>
  withTrace({ requestId: "req_1", entry: "graphql", sender: { id, account: "" } }, work);

/** A graph, and the names of the operations that ended, in order. */
function open() {
  const sdl = supergraphOf(sharedFields(2, 1, 1));
  const planning = { openPlanner: processPlanner(systemRuntime), now: systemRuntime.monotonic };
  const graph = buildGraph(sdl, false, noNodes, planning);
  const ended: string[] = [];
  function plan(name: string, input = inputOf(name)): Promise<unknown> {
    return plannedOperation(graph, input).then(
      () => ended.push(name),
      (error) => ended.push(`${name} ${error.extensions.code}`),
    );
  }
  function inputOf(name: string): Parameters<typeof plannedOperation>[1] {
    const document = parse(`query ${name} { count }`, { noLocation: true });
    const [operation] = document.definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
    return { document, operation, coerced: {} };
  }
  const flood = (count: number) =>
    as("flood", () => Array.from({ length: count }, (_, index) => plan(`Flood${index}`)));
  return { graph, ended, plan, inputOf, flood };
}

test.each(["victim", "shop"])(
  "beside 60 new operations of one sender, that of the %s has the next turn",
  async (who) => {
    const { graph, ended, plan, flood } = open();
    const all = flood(60);
    // Outside requests the shop itself asks, such as for the warm-up of a new graph.
    all.push(who === "shop" ? plan("Other") : as(who, () => plan("Other")));
    await Promise.all(all);
    graph.planner.retire();
    expect(ended.slice(0, 3)).toEqual(["Flood0", "Other", "Flood1"]);
    expect(ended).toHaveLength(61);
  },
);

test("a sender that fills the queue loses its own last operation, which is not remembered", async () => {
  const { graph, ended, plan, inputOf, flood } = open();
  const all = flood(101);
  expect(ended).toEqual([]);
  all.push(as("victim", () => plan("Victim")));
  await Promise.all(all);
  expect(ended.filter((name) => name.includes("OVERLOADED"))).toEqual(["Flood100 OVERLOADED"]);
  expect(ended.filter((name) => name !== "Flood100 OVERLOADED")[1]).toBe("Victim");
  expect(ended).toHaveLength(102);
  const input = inputOf("Flood100");
  const refused = flood(102).length;
  ended.length = 0;
  await as("flood", () => plan("Again", input));
  graph.planner.retire();
  expect([refused, ended.at(-1)]).toEqual([102, "Again OVERLOADED"]);
});

test("who asks for a plan that waits has it at the own turn, and keeps it when the first asker has too many", async () => {
  const { graph, ended, plan, inputOf, flood } = open();
  const shared = inputOf("Shared");
  const all = flood(100);
  all.push(as("flood", () => plan("Shared first", shared)));
  all.push(as("victim", () => plan("Shared second", shared)));
  // For another one the flood loses its last, which the victim waits for too, and then the one before.
  all.push(as("other", () => plan("Other")));
  await Promise.all(all);
  graph.planner.retire();
  expect(ended.slice(0, 5)).toEqual(["Flood99 OVERLOADED", "Flood0", "Shared first", "Shared second", "Other"]);
  expect(ended).toHaveLength(103);
});
