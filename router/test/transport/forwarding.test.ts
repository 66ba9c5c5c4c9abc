/** Forwarded data: passed on as they came from a service of ours that says that they are complete, and read in all other cases. */
import { createServer, type Server } from "node:http";
import { completeHeader } from "@hansa/kit/server/graphql/endpoint";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { type Misbehaviour, portOf, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let products: TestSubgraph;
let orders: TestSubgraph;
let router: TestRouter;
let foreign: TestRouter;
/** A subgraph of someone else, which says the same. */
let server: Server;

beforeAll(async () => {
  products = await startProducts();
  orders = await startOrders();
  router = await startRouter([products, orders], { fetchTimeoutMs: 1_000 });
  server = createServer((_request, response) => response.writeHead(200, complete).end(escaped));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${portOf(server.address())}/graphql`;
  foreign = await startRouter([{ ...products, url }, orders], { ring: undefined });
});
afterEach(() => products.misbehave());
afterAll(async () => {
  await router.close();
  await foreign.close();
  server.close();
  await products.stop();
  await orders.stop();
});

const query = '{ product(id: "prod_1") { title } }';
const escaped = String.raw`{"data":{"product":{"title":"T\u00e4g ☕"}}}`;
/** The same text as the router writes it. */
const written = '{"data":{"product":{"title":"Täg ☕"}}}';

const saying =
  (text: string, headers: Readonly<Record<string, string>> = {}, status = 200): Misbehaviour =>
  async (_request, reply) =>
    reply.status(status).headers(headers).type("application/json").send(text);
const complete = { [completeHeader]: "1" };

test("complete data are passed on byte by byte", async () => {
  products.misbehave(saying(escaped, complete));
  expect((await router.ask(query)).text).toBe(escaped);
});

test("other data are read, and written as the client asked for them", async () => {
  products.misbehave(saying(escaped));
  expect((await router.ask(query)).text).toBe(written);
  products.misbehave(saying(`{"extensions":{},"data":{"product":{"title":7}}}`, complete));
  const { data, errors } = await router.ask(query);
  expect({ data, code: errors[0]?.extensions.code }).toEqual({
    data: { product: null },
    code: "SUBGRAPH_INVALID",
  });
});

test("a refused request and a failed one have their usual errors", async () => {
  for (const status of [401, 500]) {
    products.misbehave(saying(escaped, complete, status));
    const { data, errors } = await router.ask(query);
    expect({ data, codes: errors.map(({ extensions }) => extensions.code) }).toEqual({
      data: { product: null },
      codes: ["SUBGRAPH_UNAVAILABLE"],
    });
  }
});

test("an answer with too few entities is a failure, though its subgraph says that it is complete", async () => {
  orders.misbehave(saying('{"data":{"_entities":[]}}', complete));
  const { errors } = await router.ask("{ products { title sold } }");
  orders.misbehave();
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(["SUBGRAPH_INVALID", "SUBGRAPH_INVALID"]);
});

test("a subgraph that is not ours is not believed", async () => {
  expect((await foreign.ask(query)).text).toBe(written);
});
