/** A draining router: it serves on, says on both listeners that it is not ready, and closes each connection with its response. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openGateways } from "../support/apollo-gateway.ts";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let subgraphs: TestSubgraph[];
let router: TestRouter;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  router = await startRouter(subgraphs, { production: true });
});
afterAll(async () => {
  await router.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

test("/ready is 503 on both listeners from the start of draining, while every request is served", async () => {
  expect(await answers()).toEqual({
    ready: [200, "keep-alive", '{"ready":true}'],
    unknown: [404, "keep-alive", expect.anything()],
    graphql: [200, "keep-alive", expect.anything()],
    private: [200, "keep-alive", '{"ready":true}'],
    health: 200,
  });
  router.drain();
  expect(await answers()).toEqual({
    ready: [503, "close", '{"ready":false}'],
    unknown: [404, "close", expect.anything()],
    graphql: [200, "close", expect.anything()],
    private: [503, "close", '{"ready":false}'],
    health: 503,
  });
});

test("Apollo's gateway does the same", async () => {
  const gateways = await openGateways();
  const gateway = await gateways.start();
  const ready = () => seen(fetch(gateway.public.replace("/graphql", "/ready")));
  expect(await ready()).toEqual([200, "keep-alive", '{"ready":true}']);
  gateway.drain();
  expect(await ready()).toEqual([503, "close", '{"ready":false}']);
  expect(await seen(ask(gateway.public))).toEqual([200, "close", expect.anything()]);
  await gateways.stop();
});

async function answers() {
  const internal = await router.internal.inject("/ready");
  return {
    ready: await seen(fetch(`${router.url}/ready`)),
    unknown: await seen(fetch(`${router.url}/nothing`)),
    graphql: await seen(ask(`${router.url}/graphql`)),
    private: [internal.statusCode, internal.headers.connection, internal.body],
    health: (await router.internal.inject("/health")).statusCode,
  };
}

function ask(url: string): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify({ query: "{ __typename }" }) });
}

async function seen(answering: Promise<Response>) {
  const response = await answering;
  return [response.status, response.headers.get("connection"), await response.text()];
}
