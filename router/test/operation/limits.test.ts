/** Limits of one operation: beyond any of them it is refused with a code, before it is validated, planned or sent anywhere. */
import { readFileSync } from "node:fs";
import { mutationLimits } from "@hansa/contracts/mutation-limits";
import { exceededLimit } from "@hansa/kit/graphql";
import { Kind, parse } from "graphql";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { repository } from "../../src/graph/composition/sources.ts";
import { startRouter, type TestRouter } from "../support/router.ts";
import { start, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let subgraphs: TestSubgraph[];
let router: TestRouter;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  router = await startRouter(subgraphs);
});
afterAll(async () => {
  await router.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

const range = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(" ");
const depth = (levels: number): string => (levels === 0 ? "id" : `... on Product { ${depth(levels - 1)} }`);
const product = (fields: string) => `{ product(id: "prod_1") { ${fields} } }`;
/** Each fragment spreads the next one so often: `width ** levels` copies of the last. */
const fragments = (levels: number, width: number, last: string) =>
  `{ ...f0 } ${range(levels, (level) => `fragment f${level} on Query { ${range(width, () => `...f${level + 1}`)} }`)}
   fragment f${levels} on Query { ${last} }`;

describe("an operation is refused as too large with", () => {
  test.each([
    ["one field 17 times under aliases", `{ ${range(17, (index) => `a${index}: viewer`)} }`],
    ["one field 17 times in the same place", `{ ${range(17, () => "viewer")} }`],
    [
      "one field 17 times over fragments",
      `{ ...f viewer } fragment f on Query { ${range(16, (i) => `a${i}: viewer`)} }`,
    ],
    ["fragments that multiply", fragments(4, 4, "viewer")],
    ["fragments that multiply without end", fragments(40, 9, "viewer")],
    [
      "more than 500 fields",
      `{ ${range(8, (i) => `p${i}: product(id: "prod_1") { ${range(16, (j) => `i${j}: id t${j}: title g${j}: tags s${j}: sold`)} }`)} }`,
    ],
    [
      "more than 80 fields that have fields",
      `{ ${range(16, (i) => `o${i}: lastOrder { ${range(5, (j) => `p${j}: product { id }`)} }`)} }`,
    ],
    ["11 directives", product(range(11, (index) => `a${index}: title @include(if: true)`))],
    ["31 levels", product(depth(30))],
    ["51 fragments", `{ viewer } ${range(50, (index) => `fragment f${index} on Query { viewer }`)}`],
    ["an alias of 101 characters", `{ ${"a".repeat(101)}: viewer }`],
    ["an operation's name of 101 characters", `query ${"Q".repeat(101)} { viewer }`],
    ["101 brackets within each other", `{ a(b: ${"[".repeat(99)}${"]".repeat(99)}) }`],
    ["an unused fragment", `{ viewer } fragment f on Query { ${range(17, (index) => `a${index}: viewer`)} }`],
  ])("%s", async (_name, query) => {
    const received = subgraphs.flatMap(({ headers }) => headers).length;
    const { status, errors, data } = await router.ask(query);
    expect([status, errors[0]?.extensions.code, data]).toEqual([400, "OPERATION_TOO_LARGE", undefined]);
    expect(subgraphs.flatMap(({ headers }) => headers)).toHaveLength(received);
  });
});

test("an operation beside one that is too large is refused with it, because validation would process both", async () => {
  const query = `query A { viewer } query B { ${range(17, (index) => `a${index}: viewer`)} }`;
  const { errors } = await router.send("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, operationName: "A" }),
  });
  expect(errors[0]?.extensions.code).toBe("OPERATION_TOO_LARGE");
});

test.each([
  ["16 aliases", `{ ${range(16, (index) => `a${index}: viewer`)} }`],
  ["10 directives", product(range(10, (index) => `a${index}: title @include(if: true)`))],
  ["30 levels", product(depth(28))],
  ["names of 100 characters", `query ${"Q".repeat(100)} { ${"a".repeat(100)}: viewer }`],
  ["fragments of fragments", fragments(2, 4, "viewer")],
])("%s are answered", async (_name, query) => {
  expect((await router.ask(query)).errors).toEqual([]);
});

test("fragments that contain themselves are refused by validation, and not expanded", async () => {
  const { errors } = await router.ask(
    "{ ...a } fragment a on Query { ...b ...b } fragment b on Query { ...a ...a viewer }",
  );
  expect(errors[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
});

describe("of the mutations that may stand once or twice in one operation", () => {
  const sdl =
    "type Query { me: Int } type Mutation { login: Int cartCreate: Int refreshSession: Int paymentStart: Int }";
  const given = { login: () => 1, cartCreate: () => 2, refreshSession: () => 3, paymentStart: () => 4 };
  const openUsers = async (overrides = {}) => {
    const users = await start("users", sdl, { Query: { me: () => 1 }, Mutation: given });
    const graph = await startRouter([users], overrides);
    onTestFinished(async () => {
      await graph.close();
      await users.stop();
    });
    return { users, graph };
  };

  test.each([
    ["two of one", "mutation { a: login b: login }"],
    ["two of one over a fragment", "mutation { login ...F } fragment F on Mutation { again: login }"],
    ["three of another", "mutation { a: cartCreate ... on Mutation { b: cartCreate c: cartCreate } }"],
  ])("%s are refused before anything is sent", async (_name, query) => {
    const { users, graph } = await openUsers();
    const { status, errors, data } = await graph.ask(query);
    expect([status, errors[0]?.extensions.code, data]).toEqual([400, "OPERATION_TOO_LARGE", undefined]);
    expect(users.headers).toEqual([]);
  });

  test("different ones are answered together, and others sixteen times", async () => {
    const { graph } = await openUsers();
    const others = range(16, (index) => `a${index}: refreshSession`);
    const { data } = await graph.ask(`mutation { login paymentStart b: cartCreate c: cartCreate ${others} }`);
    expect(data).toMatchObject({ login: 1, paymentStart: 4, b: 2, c: 2, a0: 3, a15: 3 });
  });

  test("none is limited in a foreign graph, whose router identifies nobody", async () => {
    const { graph } = await openUsers({ ring: undefined });
    const { status, errors } = await graph.ask("mutation { a: login b: login }");
    // The subgraph of this test answers signed requests only.
    expect([status, errors[0]?.extensions.code]).toEqual([200, "UNAUTHENTICATED"]);
  });
});

describe("variables are refused", () => {
  const ask = (variables: Record<string, unknown>) => router.ask("{ viewer }", variables);
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

  test.each([
    ["that nest 17 levels", { a: nested(17) }],
    ["of 5,001 values", { a: Array.from({ length: 5_001 }, () => 1) }],
    ["of many values in many objects", { a: Array.from({ length: 200 }, () => ({ b: Array(50).fill(0) })) }],
  ])("%s", async (_name, variables) => {
    const { status, errors } = await ask(variables);
    expect([status, errors[0]?.extensions.code]).toEqual([400, "OPERATION_TOO_LARGE"]);
  });

  test("that nest 20,000 levels", async () => {
    const { status, errors } = await router.send("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
      body: `{"query":"{ viewer }","variables":{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}}`,
    });
    expect([status, errors[0]?.extensions.code]).toEqual([400, "OPERATION_TOO_LARGE"]);
  });

  test("and accepted within 16 levels and 4,000 values", async () => {
    expect((await ask({ a: nested(15), b: Array.from({ length: 4_000 }, () => "x") })).errors).toEqual([]);
  });
});

describe("names that the executor uses itself are refused:", () => {
  const preflight = { "apollo-require-preflight": "1", accept: "application/graphql-response+json" };

  // The parser of variables refuses a prototype before the document is read.
  test.each([
    ["__proto__", "BAD_REQUEST"],
    ["__typename", "GRAPHQL_VALIDATION_FAILED"],
    ["representations", "GRAPHQL_VALIDATION_FAILED"],
  ])("the variable $%s, by GET", async (name, code) => {
    const query = `query ($${name}: ID!) { product(id: $${name}) { title sold } }`;
    const parameters = new URLSearchParams({ query, variables: `{"${name}":"prod_1"}` });
    const { status, errors } = await router.send(`/graphql?${parameters}`, { headers: preflight });
    expect([status, errors[0]?.extensions.code]).toEqual([400, code]);
  });
});

test("the aliases __typename and __proto__ are names like others, also where another service's field is added", async () => {
  const { text } = await router.ask(product("__typename: title kind: __typename __proto__: id sold"));
  expect(text).toContain('{"__typename":"Cup","kind":"Product","__proto__":"prod_1","sold":7}');
});

test("an operation for which the plan would be wrong is refused with a code of its own", async () => {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])`;
  const url = "http://127.0.0.1:9/graphql";
  const items = `${link} type Query { item: Item } type Item @key(fields: "id") { id: ID! price(in: String): Int }`;
  const rates = `${link} type Item @key(fields: "id") { id: ID! price(in: String): Int @external
    eur: Int @requires(fields: "price(in: \\"EUR\\")") gbp: Int @requires(fields: "price(in: \\"GBP\\")") }`;
  const other = await startRouter([
    { name: "items", url, sdl: items },
    { name: "rates", url, sdl: rates },
  ]);
  const { status, data, errors } = await other.ask("{ item { eur gbp } }");
  expect([status, data, errors[0]?.extensions.code]).toEqual([400, undefined, "OPERATION_NOT_SUPPORTED"]);
  await other.close();
});

test("every operation of the playground is within the limits", () => {
  const document = parse(readFileSync(`${repository}/router/playground/operations.graphql`, "utf8"));
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  expect(operations.length).toBeGreaterThan(5);
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  for (const operation of operations) {
    expect(
      exceededLimit({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }, mutationLimits),
    ).toBeUndefined();
  }
});
