/** The bank of the sandbox: the page to which a payment leads passes the router, and no other route of payments with it. */
import { type FastifyInstance, type FastifyRequest, fastify } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startRouter, type TestRouter, unreachable } from "../support/router.ts";
import { portOf, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let payments: FastifyInstance;
let subgraphs: TestSubgraph[];
let router: TestRouter;
const received: { method: string; url: string; headers: FastifyRequest["headers"] }[] = [];

beforeAll(async () => {
  payments = fastify({ forceCloseConnections: true });
  payments.all("/*", async ({ method, url, headers }, reply) => {
    received.push({ method, url, headers });
    return method === "POST"
      ? reply.status(303).header("location", "https://shop.example/checkout").send()
      : reply.type("text/html; charset=utf-8").send("<p>");
  });
  await payments.listen({ host: "127.0.0.1", port: 0 });
  const origin = `http://127.0.0.1:${portOf(payments.server.address())}`;
  subgraphs = [await startProducts(), await startOrders()];
  router = await startRouter(subgraphs, { internalOrigins: { ...unreachable, payments: [origin] } });
});
beforeEach(() => {
  received.length = 0;
});
afterAll(async () => {
  await router.close();
  await payments.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

describe("the bank of the sandbox", () => {
  test("is a page of payments that runs no script, and whose forms lead back to the shop", async () => {
    const { status, headers } = await router.send("/sandbox/sbx_1");
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; .*form-action 'self' https:/);
    const decided = await router.send("/sandbox/sbx_1/confirm", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", cookie: "a=b" },
      redirect: "manual",
    });
    expect([decided.status, decided.headers.get("location")]).toEqual([303, "https://shop.example/checkout"]);
    expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /sandbox/sbx_1",
      "POST /sandbox/sbx_1/confirm",
    ]);
    for (const { headers: given } of received) expect(given.cookie).toBeUndefined();
  });

  test("takes the form of its own page, and of no other", async () => {
    const own = new URL(router.url).origin;
    const decide = async (headers: Record<string, string>) =>
      (await router.send("/sandbox/sbx_1/confirm", { method: "POST", headers, redirect: "manual" })).status;
    for (const headers of [
      { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: "https://other.shop.example" },
      { origin: "https://evil.example" },
      { origin: "null" },
    ])
      expect([headers, await decide(headers)]).toEqual([headers, 403]);
    expect(received).toEqual([]);
    for (const headers of [{ origin: "null", "sec-fetch-site": "same-origin" }, { origin: own }, {}])
      expect([headers, await decide(headers)]).toEqual([headers, 303]);
  });

  test("is no way to other routes of payments", async () => {
    for (const path of ["/sandbox", "/sandbox/..%2finternal%2fevents", "/sandbox/a/b/c"])
      expect([path, (await router.send(path)).status]).toEqual([path, 404]);
    expect(received).toEqual([]);
  });
});
