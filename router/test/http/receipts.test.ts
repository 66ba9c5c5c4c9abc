/** Receipts pass the router as orders wrote them, with a policy of the router, and open nothing else of orders. */
import { type FastifyInstance, fastify } from "fastify";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startRouter, type TestRouter, unreachable } from "../support/router.ts";
import { portOf, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let internal: FastifyInstance;
let subgraphs: TestSubgraph[];
let router: TestRouter;
const received: { url: string; headers: Record<string, unknown> }[] = [];
/** The policy of a fallen service. */
const policy = "default-src *; script-src 'unsafe-inline'";

beforeAll(async () => {
  internal = fastify({ forceCloseConnections: true });
  internal.get("/*", async ({ url, headers }, reply) => {
    received.push({ url, headers });
    if (url.endsWith("/script")) return reply.type("text/javascript").send("alert(1)");
    if (url.endsWith("/wrong")) return reply.status(404).send("no");
    const published = { "content-security-policy": policy, "cache-control": "private, no-store", "set-cookie": "a=b" };
    return reply.type("text/html; charset=utf-8").headers(published).send("<!doctype html><title>Invoice</title>");
  });
  await internal.listen({ host: "127.0.0.1", port: 0 });
  const origin = `http://127.0.0.1:${portOf(internal.server.address())}`;
  subgraphs = [await startProducts(), await startOrders()];
  const internalOrigins = { ...unreachable, orders: [origin] };
  router = await startRouter(subgraphs, { internalOrigins });
});
beforeEach(() => {
  received.length = 0;
});
afterAll(async () => {
  await router.close();
  await internal.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

test("the page may show its own style and run and load nothing, whatever policy the service sends; it is stored by no cache, and sends no referrer", async () => {
  const { status, text, headers } = await router.send("/receipts/ord_1/sig-_1", {
    headers: { cookie: "a=b", authorization: "Bearer x" },
  });
  expect([status, text]).toEqual([200, "<!doctype html><title>Invoice</title>"]);
  expect(headers.get("content-security-policy")).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; style-src-attr 'none'; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(headers.get("cache-control")).toBe("private, no-store");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.has("set-cookie")).toBe(false);
  expect(received).toHaveLength(1);
  for (const name of ["cookie", "authorization"]) expect(received[0]?.headers).not.toHaveProperty(name);
});

test("a service that sends anything but a page is a 502 in our format", async () => {
  const { status, text, errors } = await router.send("/receipts/ord_1/script");
  expect([status, errors[0]?.extensions.code]).toEqual([502, "SUBGRAPH_INVALID"]);
  expect(text).not.toContain("alert");
});

test("an invalid link is a 404 in our format", async () => {
  const { status, errors } = await router.send("/receipts/ord_1/wrong");
  expect([status, errors[0]?.extensions.code]).toEqual([404, "NOT_FOUND"]);
});

test.each(["/receipts/%2e%2e/internal/payable", "/receipts/a%2fb"])("%s reaches no service", async (path) => {
  const { status } = await router.send(path);
  expect(status).toBe(404);
  expect(received).toEqual([]);
});
