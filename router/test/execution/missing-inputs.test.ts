/** Plans that fetch a field before the keys or the required fields that it needs, which stock's gateway answers wrongly without an error. */
import { parse } from "graphql";
import { describe, expect, test } from "vitest";
import { refuseMissingInputs } from "../../src/execution/inputs.ts";
import { compileStep, type PlanDependencies } from "../../src/execution/plan.ts";
import { buildGraph } from "../../src/graph/graph.ts";
import type { PlanNode } from "../../src/planning/elastic.ts";
import { supergraphOf } from "../support/router.ts";
import { openExecutor } from "./support.ts";

const same = <Representation>(representation: Representation) => representation;

/** Expects a refusal before anything is fetched. */
async function expectRefused(executor: ReturnType<typeof openExecutor>, query: string, reason: RegExp): Promise<void> {
  executor.sent.length = 0;
  const { data, errors } = await executor.ask(query);
  expect([data, errors[0]?.extensions.code, executor.sent]).toEqual([undefined, "OPERATION_NOT_SUPPORTED", []]);
  expect(errors[0]?.message).toMatch(reason);
}

describe("a chain of required fields", () => {
  const thing = { id: "1" };
  const executor = openExecutor({
    s1: {
      sdl: `type Query { s1: Thing } type Thing @key(fields: "id") { id: ID! a: Int }`,
      resolvers: { Query: { s1: () => thing }, Thing: { __resolveReference: same, a: () => 41 } },
    },
    s2: {
      sdl: `type Query { s2: Thing things: [Thing!] }
        type Thing @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") next: Thing }`,
      resolvers: {
        Query: { s2: () => thing, things: () => [thing, thing] },
        Thing: { __resolveReference: same, b: ({ a = 0 }) => a + 1, next: () => thing },
      },
    },
    s3: {
      sdl: `type Query { s3: Thing }
        type Thing @key(fields: "id") { id: ID! b: Int @external c: Int @requires(fields: "b") }`,
      resolvers: { Query: { s3: () => thing }, Thing: { __resolveReference: same, c: ({ b = 0 }) => b * 10 } },
    },
  });

  test.each([
    ["{ s1 { b c } }", { s1: { b: 42, c: 420 } }],
    ["{ s3 { b c } }", { s3: { b: 42, c: 420 } }],
    ["{ s2 { a b } }", { s2: { a: 41, b: 42 } }],
    ["{ s2 { next { b } } }", { s2: { next: { b: 42 } } }],
  ])("is right where its fields come in order: %s", async (query, data) => {
    expect(await executor.ask(query)).toEqual({ data, errors: [] });
  });

  test.each([
    "{ s2 { b c } }",
    "{ s2 { c } }",
    "{ things { c } }",
    "{ s2 { next { c } } }",
    "{ s1 { a } s2 { id ... on Thing { other: c } } }",
  ])("is refused where it is entered at the owner of its middle field: %s", async (query) => {
    await expectRefused(executor, query, /"Thing.b" is fetched before the fields that it requires/);
  });
});

describe("a field that requires one of another subgraph", () => {
  const thing = { id: "i", k: "k", m: "m" };
  const executor = openExecutor({
    s1: {
      sdl: `type Thing @key(fields: "k") @key(fields: "m") { k: ID! @shareable m: ID! @shareable }`,
      resolvers: { Thing: { __resolveReference: () => thing } },
    },
    s2: {
      sdl: `type Thing @key(fields: "id k") {
          id: ID! @shareable k: ID! @shareable plain: Int
          value: Int @external
          only: Int @requires(fields: "value")
        }`,
      resolvers: { Thing: { __resolveReference: same, plain: () => 1, only: ({ value = 0 }) => value + 1 } },
    },
    s3: {
      sdl: `type Query { thing: Thing } type Thing @key(fields: "k") { k: ID! @shareable value: Int }`,
      resolvers: { Query: { thing: () => thing }, Thing: { __resolveReference: () => thing, value: () => 6 } },
    },
    s4: {
      sdl: `type Query { four: Thing } type Thing @key(fields: "id") @key(fields: "m") { id: ID! @shareable m: ID! @shareable }`,
      resolvers: { Query: { four: () => thing }, Thing: { __resolveReference: () => thing } },
    },
  });

  test("is refused where the planner fetches it before the required one", async () => {
    await expectRefused(executor, "{ thing { only } }", /"Thing" are fetched before their keys or required fields/);
  });

  test.each([
    ["{ thing { plain value } }", { thing: { plain: 1, value: 6 } }],
    ["{ four { only } }", { four: { only: 7 } }],
  ])("is right where it comes afterwards, and so are its neighbours: %s", async (query, data) => {
    expect(await executor.ask(query)).toEqual({ data, errors: [] });
  });
});

test("steps side by side do not bring each other's inputs", async () => {
  const sdl = (
    fields: string,
  ) => `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Thing @key(fields: "id") { id: ID! ${fields} }`;
  const supergraph = supergraphOf([
    { name: "a", url: "http://a.example/", sdl: `${sdl("a: Int")} type Query { thing: Thing }` },
    { name: "b", url: "http://b.example/", sdl: sdl("b: Int") },
  ]);
  const { compilation, planner } = buildGraph(supergraph, true, () => {
    throw new Error("this graph has no nodes of ours");
  });
  const { node } = (await planner.plan(parse("{ thing { a b } }")).planned).plan;
  if (node?.kind !== "Sequence") throw new Error("the plan is no sequence");
  const refuse = (planned: PlanNode) => {
    const dependencies: PlanDependencies = new Map();
    const step = compileStep({ ...compilation, dependencies }, planned);
    refuseMissingInputs(compilation.fullSchema, step, dependencies);
  };
  expect(() => refuse(node)).not.toThrow();
  expect(() => refuse({ ...node, kind: "Parallel" })).toThrow("before their keys");
});

test("a required field that the same subgraph provides at a place is no missing input", async () => {
  const executor = openExecutor({
    s1: {
      sdl: `type Query { near: Thing @provides(fields: "a") far: Thing }
        type Thing @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") }`,
      resolvers: {
        Query: { near: () => ({ id: "1", a: 1 }), far: () => ({ id: "1" }) },
        Thing: { __resolveReference: same, b: ({ a = 0 }) => a * 2 },
      },
    },
    s2: {
      sdl: `type Thing @key(fields: "id") { id: ID! a: Int @shareable }`,
      resolvers: { Thing: { __resolveReference: same, a: () => 1 } },
    },
  });
  expect(await executor.ask("{ near { b } far { b } }")).toEqual({
    data: { near: { b: 2 }, far: { b: 2 } },
    errors: [],
  });
});

test("fields for which the planner finds no order are refused", async () => {
  const executor = openExecutor({
    s1: {
      sdl: `type Query { t: T } type T @key(fields: "id") @key(fields: "id k") {
        id: ID! @shareable k: ID! @shareable t1: [T!] @requires(fields: "t2") t4: Int t2: Int @external }`,
      resolvers: {},
    },
    s2: {
      sdl: `type T @key(fields: "id k", resolvable: false) { id: ID! @shareable k: ID! @shareable }`,
      resolvers: {},
    },
    s3: {
      sdl: `type T @key(fields: "k") @key(fields: "m") @key(fields: "id k") {
        k: ID! @shareable m: ID! @shareable id: ID! @shareable }`,
      resolvers: {},
    },
    s4: {
      sdl: `type T @key(fields: "k") {
        k: ID! @shareable t2: Int @requires(fields: "t4") t3: Int @requires(fields: "t1 { t2 }") t4: Int @external
        t1: [T!] @external }`,
      resolvers: {},
    },
  });
  await expectRefused(executor, "{ t { t1 { t3 } t3 } }", /need each other/);
});
