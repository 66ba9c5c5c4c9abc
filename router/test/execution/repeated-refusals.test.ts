/** Operations that cannot be planned: the planner is asked once, however often they are sent. */
import { getOperationAST, parse } from "graphql";
import { expect, test } from "vitest";
import { buildGraph, type Graph } from "../../src/graph/graph.ts";
import { openOperationCache } from "../../src/graph/operation-cache.ts";
import { plannedOperation } from "../../src/graph/planned-operations.ts";
import { supergraphOf } from "../support/router.ts";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])`;
const parts = [
  {
    name: "shop",
    url: "http://shop.example/",
    sdl: `${link} type Query { item: Item } type Item @key(fields: "id") { id: ID! price(cur: String): Int }`,
  },
  {
    name: "rates",
    url: "http://rates.example/",
    sdl: `${link} type Item @key(fields: "id") {
      id: ID!
      price(cur: String): Int @external
      eur: Int @requires(fields: "price(cur: \\"EUR\\")")
      gbp: Int @requires(fields: "price(cur: \\"GBP\\")")
    }`,
  },
];
const graph = buildGraph(supergraphOf(parts), true, () => {
  throw new Error("this graph has no nodes of ours");
});

/** The graph with a planner that counts, and `send`, which gives the refusal of an operation. */
function counting(plan: Graph["planner"]["plan"]) {
  const counts = { plans: 0, now: 0 };
  const counted: Graph = {
    ...graph,
    operations: openOperationCache(),
    keys: new WeakMap(),
    planning: new Map(),
    now: () => counts.now,
    planner: {
      ...graph.planner,
      plan: (document) => {
        counts.plans += 1;
        return plan(document);
      },
    },
  };
  const send = async (query: ReturnType<typeof operationOf>, coerced: Record<string, unknown> = {}) => {
    try {
      await plannedOperation(counted, { ...query, coerced });
      return "planned";
    } catch (error) {
      return String(error);
    }
  };
  return { counts, send };
}

function operationOf(query: string) {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("the test's document has no operation");
  return { document, operation };
}

const tooComplex = () => {
  throw new Error("Too many options to explore");
};

test.each([
  ["a plan that would be wrong", graph.planner.plan, /requires "price" with other arguments/],
  ["a refusal of the planner", tooComplex, /Too many options/],
])("%s is found once and refused alike each time, and planned again after a minute", async (_name, plan, refusal) => {
  const { counts, send } = counting(plan);
  const query = operationOf("{ item { eur gbp } }");
  const first = await send(query);
  expect(first).toMatch(refusal);
  expect([await send(query), await send(query), counts.plans]).toEqual([first, first, 1]);
  counts.now += 60_000;
  expect([await send(query), counts.plans]).toEqual([first, 2]);
});

test("a refusal is one variant's: other values of the conditions are planned", async () => {
  const { counts, send } = counting(graph.planner.plan);
  const query = operationOf("query ($both: Boolean!) { item { eur gbp @include(if: $both) } }");
  const responses: string[] = [];
  for (const both of [true, false, true, false]) responses.push(await send(query, { both }));
  expect(responses[0]).toMatch(/requires "price" with other arguments/);
  expect(responses).toEqual([responses[0], "planned", responses[0], "planned"]);
  expect(counts.plans).toBe(2);
});
