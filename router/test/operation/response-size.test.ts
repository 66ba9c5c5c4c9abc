/** Size of a response: counted while it is completed, since names, constants and one entity's values multiply; beyond 1 MiB nothing of it is sent. */
import { createLog } from "@hansa/contracts/log";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { start, type TestSubgraph } from "../support/subgraphs.ts";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])`;
const fields = Array.from(
  { length: 200 },
  (_, index) => `"One of two hundred fields, to fill an introspection." f${index}: Int`,
);
const productsSdl = `${link}
  type Query { items(count: Int!, ids: Int = 1): [Item!]! root: Item hello: String filler: Filler }
  type Filler { ${fields.join(" ")} }
  type Mutation { save(count: Int!): [Item!]! after: Int }
  type Item @key(fields: "id") { id: ID! inner: Item! title: String mood: Mood }
  enum Mood { EXHILARATED }`;
const ordersSdl = `${link}
  type Query { last: Int }
  type Item @key(fields: "id") { id: ID! text(of: String! = "x", count: Int! = 1000): String flag: Boolean sure: Int! }`;

let afterCalls = 0;
const item = (id: string): object => ({ id, title: "Cup", mood: "EXHILARATED", inner: () => item(id) });
const list = (_parent: unknown, { count, ids = 1 }: { count: number; ids?: number }) =>
  Array.from({ length: count }, (_, index) => item(String(index % ids)));
const productsResolvers = {
  Query: { items: list, root: () => item("1"), hello: () => "hello" },
  Mutation: {
    save: list,
    after: () => {
      afterCalls += 1;
      return 1;
    },
  },
};
const ordersResolvers = {
  Query: { last: () => 1 },
  Item: {
    __resolveReference: ({ id }: { id: string }) => ({ id, flag: null, sure: 1 }),
    text: (_parent: unknown, { of, count }: { of: string; count: number }) => of.repeat(count),
  },
};

const lines: string[] = [];
let products: TestSubgraph;
let orders: TestSubgraph;
let router: TestRouter;

beforeAll(async () => {
  products = await start("products", productsSdl, productsResolvers);
  orders = await start("orders", ordersSdl, ordersResolvers);
  const log = createLog("router", "info", { write: (line) => void lines.push(line) });
  router = await startRouter([products, orders], {}, { log });
});
beforeEach(() => {
  orders.misbehave();
  products.misbehave();
  lines.length = 0;
  afterCalls = 0;
});
afterAll(async () => {
  await router.close();
  await products.stop();
  await orders.stop();
});

const range = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(" ");
const introspection = `__schema { types { fields { ${range(16, (at) => `d${at}: description`)} } } }`;
const alias = (index: number) => `${"a".repeat(97)}${index + 100}`;

/** Sends an operation; `peak` is the length of the longest text that anything in this process wrote as JSON for it. */
async function send(query: string) {
  const stringify = vi.spyOn(JSON, "stringify");
  const { status, data, errors, text } = await router.ask(query);
  const lengths = stringify.mock.results.map(({ value }) => (typeof value === "string" ? value.length : 0));
  stringify.mockRestore();
  return { status, data, codes: errors.map(({ extensions }) => extensions.code), text, peak: Math.max(...lengths) };
}
const countOversized = async () =>
  Number(/hansa_router_oversized_total (\d+)/.exec((await router.internal.inject("/metrics")).body)?.[1]);

describe("beyond a megabyte nothing of a response is sent, and no text above 1.2 MB is made:", () => {
  test.each([
    ["names", `{ items(count: 3000) { ${range(8, (i) => `${alias(i)}: __typename`)} } }`],
    ["a constant", `{ items(count: 3000) { ${range(16, (i) => `a${i}: __typename ${alias(i)}: mood`)} } }`],
    ["one entity's text", "{ items(count: 3000) { text } }"],
    ["one entity's text, at places of several fetches", "{ items(count: 1500) { text inner { text } } }"],
    ["a name over one entity's null", `{ items(count: 3000) { ${range(8, (i) => `${alias(i)}: flag`)} } }`],
    [
      "the names of an introspection",
      `{ ${range(8, (i) => `s${i}: __schema { types { fields { ${range(16, (at) => `${alias(at)}: name`)} } } }`)} }`,
    ],
    ["the descriptions of an introspection", `{ ${range(12, (i) => `s${i}: ${introspection}`)} }`],
  ])("%s", async (_name, query) => {
    const before = await countOversized();
    const { status, data, codes, peak } = await send(query);
    expect([status, data === null, codes]).toEqual([200, true, ["ANSWER_TOO_LARGE"]]);
    expect(peak).toBeLessThan(1_200_000);
    expect((await countOversized()) - before).toBe(1);
    expect(lines).toEqual([]);
  });

  test("nulls and errors of a service that is away, under long names", async () => {
    orders.misbehave(async (_request, reply) => reply.status(502).send("away"));
    const query = (count: number) =>
      `{ items(count: ${count}, ids: ${count}) { ${range(10, (i) => `${alias(i)}: flag`)} } }`;
    const small = await send(query(500));
    expect(small.codes).toHaveLength(100);
    const { data, codes, peak } = await send(query(1_000));
    expect([data === null, codes]).toEqual([true, ["ANSWER_TOO_LARGE"]]);
    expect(peak).toBeLessThan(1_200_000);
  });

  test("a hundred errors with long paths beside data that are almost too large", async () => {
    orders.misbehave(async (_request, reply) => reply.status(502).send("away"));
    const path = (depth: number): string => (depth === 0 ? "flag id" : `${alias(depth)}: inner { ${path(depth - 1)} }`);
    const query = (count: number) => `{ items(count: ${count}, ids: ${count}) { ${path(20)} } }`;
    expect((await send(query(120))).codes).toHaveLength(100);
    const { data, codes, peak } = await send(query(440));
    expect([data === null, codes]).toEqual([true, ["ANSWER_TOO_LARGE"]]);
    expect(peak).toBeLessThan(1_200_000);
  });

  test("bytes of a text whose characters are within the limit", async () => {
    const query = (count: number) => `{ items(count: ${count}) { text(of: "漢") } }`;
    const { codes, text } = await send(query(300));
    expect([codes, text.length]).toEqual([[], expect.any(Number)]);
    const before = await countOversized();
    const { data, codes: refused, peak } = await send(query(400));
    expect([data === null, refused]).toEqual([true, ["ANSWER_TOO_LARGE"]]);
    expect(peak).toBeLessThan(1_200_000);
    expect((await countOversized()) - before).toBe(1);
  });
});

test("a response of almost a megabyte is sent complete", async () => {
  const { codes, text } = await send("{ items(count: 1000) { text } }");
  expect(codes).toEqual([]);
  expect(text.length).toBeGreaterThan(1_000_000);
});

test("a mutation whose response is too large has an unknown outcome, and its later fields are not executed", async () => {
  for (const query of [
    `mutation { save(count: 3000) { ${range(8, (i) => `${alias(i)}: __typename`)} } }`,
    "mutation { save(count: 3000) { text } }",
    `mutation { save(count: 3000) { ${range(8, (i) => `${alias(i)}: title`)} } after }`,
  ]) {
    const { status, data, codes } = await send(query);
    expect([status, data === null, codes]).toEqual([200, true, ["OUTCOME_UNKNOWN"]]);
    expect(lines).toEqual([]);
  }
  expect(afterCalls).toBe(0);
});

describe("a service", () => {
  test("is told with each fetch how many bytes of an answer are left", async () => {
    products.headers.length = 0;
    orders.headers.length = 0;
    await router.ask("{ items(count: 1000) { id flag } }");
    const [first, second] = [products, orders].map(({ headers }) => Number(headers[0]?.["hansa-answer-bytes"]));
    expect(first).toBe(1024 * 1024);
    expect(second).toBeLessThan(1024 * 1024 - 20_000);
    expect(second).toBeGreaterThan(1024 * 1024 - 100_000);
  });

  test("that refuses an answer because of its size ends the operation: nothing more is asked, and no part is sent", async () => {
    const refusal = { message: "Too large.", extensions: { code: "ANSWER_TOO_LARGE" } };
    const response = JSON.stringify({ data: null, errors: [refusal] });
    orders.misbehave(async (_request, reply) => reply.type("application/json").send(response));
    const asked = products.headers.length;
    const { data, codes } = await send("{ hello items(count: 2) { flag inner { title } } }");
    expect([data === null, codes]).toEqual([true, ["ANSWER_TOO_LARGE"]]);
    expect(products.headers.length - asked).toBe(1);
    expect(lines).toEqual([]);
  });

  test("is not asked when too few bytes of an answer are left for a refusal", async () => {
    const answer = (title: string) => JSON.stringify({ data: { root: { __typename: "Item", id: "1", title } } });
    const title = "x".repeat(1024 * 1024 - answer("").length - 500);
    products.misbehave(async (_request, reply) => reply.type("application/json").send(answer(title)));
    const asked = orders.headers.length;
    expect((await send("{ root { id title flag } }")).codes).toEqual(["ANSWER_TOO_LARGE"]);
    expect(orders.headers.length - asked).toBe(0);
  });
});

test("errors of variables repeat no value: beside one of 48,000 characters thirty faults are a short refusal", async () => {
  const of = { text: "x".repeat(48_000), ...Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`u${at}`, 1])) };
  const refused = await router.ask("query ($count: Int!, $ids: Int) { items(count: $count, ids: $ids) { id } }", {
    count: of,
    ids: "x",
  });
  expect(refused.errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT", "BAD_USER_INPUT"]);
  expect(refused.text.length).toBeLessThan(1_000);
});
