/** Compressed responses of subgraphs: not asked for, and read all the same, within the bytes that a request may have. */
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { type Misbehaviour, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const text = '{"data":{"lastOrder":{"id":"ord_1"}}}';
const encoded =
  (coding: string, bytes: Buffer): Misbehaviour =>
  async (_request, reply) =>
    reply.type("application/json").header("content-encoding", coding).send(bytes);

let products: TestSubgraph;
let orders: TestSubgraph;
let router: TestRouter;

beforeAll(async () => {
  products = await startProducts();
  orders = await startOrders();
  router = await startRouter([products, orders]);
});
afterEach(() => orders.misbehave());
afterAll(async () => {
  await router.close();
  await products.stop();
  await orders.stop();
});

const ask = (operation = "{ lastOrder { id } }") => router.ask(operation);

test("a subgraph is told that nothing is to be compressed", async () => {
  expect((await ask()).errors).toEqual([]);
  expect(orders.headers.at(-1)).toMatchObject({ "accept-encoding": "identity" });
});

test.each([
  ["gzip", gzipSync(text)],
  ["GZIP", gzipSync(text)],
  ["x-gzip", gzipSync(text)],
  ["br", brotliCompressSync(text)],
  ["deflate", deflateSync(text)],
  ["deflate", deflateRawSync(text)],
  ["identity", Buffer.from(text)],
  ["", Buffer.from(text)],
])("a response in the coding %j is read", async (coding, bytes) => {
  orders.misbehave(encoded(coding, bytes));
  const { data, errors } = await ask();
  expect([data, errors]).toEqual([{ lastOrder: { id: "ord_1" } }, []]);
});

test.each([
  ["an unknown coding", "zstd", gzipSync(text)],
  ["two codings", "gzip, gzip", gzipSync(gzipSync(text))],
  ["bytes of another coding", "br", gzipSync(text)],
  ["an end that is cut off", "gzip", gzipSync(text).subarray(0, -9)],
])("one with %s is invalid", async (_name, coding, bytes) => {
  orders.misbehave(encoded(coding, bytes));
  const { data, errors } = await ask();
  expect(data).toEqual({ lastOrder: null });
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(["SUBGRAPH_INVALID"]);
});

/** At the usual quality Brotli takes seconds for so much. */
const brotli = (bytes: string) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
const long = (bytes: number) => JSON.stringify("x".repeat(bytes));

test.each([
  ["gzip", gzipSync],
  ["br", brotli],
  ["deflate", deflateSync],
] as const)("one of which %s has made a hundredth is refused at the bytes of a request", async (coding, compress) => {
  const bytes = compress(`{"data":{"lastOrder":{"id":${long(8 * 1024 * 1024)}}}}`);
  expect(bytes.length).toBeLessThan(80 * 1024);
  orders.misbehave(encoded(coding, bytes));
  const { data, errors } = await ask();
  expect(data).toEqual({ lastOrder: null });
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(["ANSWER_TOO_LARGE"]);
});

test("decoded bytes count for the other fetches of a request", async () => {
  products.misbehave(encoded("gzip", gzipSync(`{"data":{"viewer":${long(700_000)}}}`)));
  orders.misbehave(encoded("gzip", gzipSync(`{"data":{"lastOrder":{"id":${long(700_000)}}}}`)));
  const { errors } = await ask("{ viewer lastOrder { id } }");
  products.misbehave();
  expect(errors.map(({ extensions }) => extensions.code)).toContain("ANSWER_TOO_LARGE");
});
