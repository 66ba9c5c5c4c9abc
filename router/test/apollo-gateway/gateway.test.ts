/** Apollo's gateway in the router's place: what it forwards to the services, what it answers for them, and what it counts. */
import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { ask, type Gateways, openGateways, type TestGateway } from "../support/apollo-gateway.ts";
import { portOf } from "../support/subgraphs.ts";

let gateways: Gateways;
let gateway: TestGateway;

beforeAll(async () => {
  gateways = await openGateways();
  gateway = await gateways.start();
});
beforeEach(() => gateways.reset());
afterAll(() => gateways.stop());

const page = "query Page { product(id: 1) { title sold } }";

test("one operation is answered from two subgraphs", async () => {
  expect(await ask(gateway, page)).toMatchObject({ status: 200, data: { product: { title: "Cup", sold: 7 } } });
});

test("what identifies the client is forwarded to every subgraph, and nothing else", async () => {
  const expected = {
    authorization: "Bearer one",
    "hansa-guest": "chk_1,tok",
    "user-agent": "Test",
    "x-request-id": "req_12345678",
  };
  const { headers } = await ask(gateway, page, {
    ...expected,
    cookie: "a=b",
    "hansa-viewer": "forged",
    "x-forwarded-for": "203.0.113.9",
  });
  expect(headers.get("x-request-id")).toBe("req_12345678");
  const seen = [...gateways.products.headers, ...gateways.orders.headers];
  expect(seen).toHaveLength(2);
  for (const each of seen) {
    expect(each).toMatchObject({ ...expected, "x-forwarded-for": "127.0.0.1" });
    expect(each).not.toHaveProperty("cookie");
    expect(each).not.toHaveProperty("hansa-viewer");
  }
});

test("an address is forwarded as far as a declared proxy vouches for it", async () => {
  const behindProxy = await gateways.start({ trustedProxies: 1 });
  await ask(behindProxy, page, { "x-forwarded-for": "198.51.100.7, 203.0.113.9" });
  expect(gateways.products.headers[0]?.["x-forwarded-for"]).toBe("203.0.113.9");
});

test("a guest's request carries no authorization, and gets a request id", async () => {
  const { headers } = await ask(gateway, page);
  expect(gateways.products.headers[0]).not.toHaveProperty("authorization");
  expect(gateways.products.headers[0]?.["x-request-id"]).toBe(headers.get("x-request-id"));
});

test("a benchmark's forwarding completes each fetch with its body", async () => {
  const signing = await gateways.start(
    {},
    {
      forwarding: {
        open: async () => (subgraph) => ({ "hansa-viewer": `of ${subgraph}` }),
        complete: (subgraph, headers, body) => ({ ...headers, "hansa-signature": `${subgraph} ${body.length}` }),
      },
    },
  );
  expect(await ask(signing, page)).toMatchObject({ data: { product: { sold: 7 } } });
  expect(gateways.products.headers[0]).toMatchObject({ "hansa-viewer": "of products" });
  expect(gateways.products.headers[0]?.["hansa-signature"]).toBe(
    `products ${gateways.products.headers[0]?.["content-length"]}`,
  );
});

test("a service's refusal keeps its code and message", async () => {
  const refusal = { message: "This token is not valid.", extensions: { code: "UNAUTHENTICATED" } };
  gateways.orders.fixed = { status: 401, text: JSON.stringify({ errors: [refusal] }) };
  const response = await ask(gateway, page, { authorization: "Bearer expired" });
  expect(response).toMatchObject({ data: { product: { title: "Cup", sold: null } }, errors: [refusal] });
  expect(response.text).not.toContain(gateways.orders.url);
});

test.each([
  ["an error in HTML", { status: 502, text: "<h1>Bad gateway</h1>" }],
  [
    "an unknown code",
    { status: 500, text: JSON.stringify({ errors: [{ message: "at db.ts", extensions: { code: "E" } }] }) },
  ],
  ["no JSON", { status: 200, text: "no" }],
])("a service that answers with %s is unavailable; the rest is complete", async (_name, fixed) => {
  gateways.orders.fixed = fixed;
  const response = await ask(gateway, page);
  expect(response.data).toEqual({ product: { title: "Cup", sold: null } });
  expect(response.errors.map(({ extensions }) => extensions.code)).toEqual(["SUBGRAPH_UNAVAILABLE"]);
  expect(response.text).not.toContain("db.ts");
});

test("a service that cannot be reached is unavailable, and its address stays private", async () => {
  const lost = await gateways.start({
    subgraphUrls: { products: [gateways.products.url], orders: ["http://127.0.0.1:9/graphql"] },
  });
  const response = await ask(lost, page);
  expect(response).toMatchObject({
    data: { product: { title: "Cup" } },
    errors: [{ extensions: { code: "SUBGRAPH_UNAVAILABLE" } }],
  });
  expect(response.text).not.toMatch(/127\.0\.0\.1|ECONN/);
});

test("a service that does not answer in time is unavailable; the rest is complete", async () => {
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const orders = `http://127.0.0.1:${portOf(silent.address())}/graphql`;
  const impatient = await gateways.start({
    subgraphUrls: { products: [gateways.products.url], orders: [orders] },
    // Long enough for the other service on a busy machine.
    operationTimeoutMs: 3_000,
  });
  expect(await ask(impatient, page)).toMatchObject({
    data: { product: { title: "Cup", sold: null } },
    errors: [{ extensions: { code: "SUBGRAPH_UNAVAILABLE" } }],
  });
  silent.close();
  silent.closeAllConnections();
});

test("a result of more than a megabyte is refused before its text is made", async () => {
  const answer = (length: number) => {
    const title = "x".repeat(length);
    return { status: 200, text: JSON.stringify({ data: { product: { __typename: "Product", id: "1", title } } }) };
  };
  gateways.products.fixed = answer(1_000_000);
  expect((await ask(gateway, page)).errors).toEqual([]);
  gateways.products.fixed = answer(1_100_000);
  const stringify = vi.spyOn(JSON, "stringify");
  const { data, errors } = await ask(gateway, page);
  const lengths = stringify.mock.results.map(({ value }) => (typeof value === "string" ? value.length : 0));
  stringify.mockRestore();
  expect([data, errors.map(({ extensions }) => extensions.code)]).toEqual([null, ["ANSWER_TOO_LARGE"]]);
  expect(Math.max(...lengths)).toBeLessThan(10_000);
});

test("the internal port answers /health, and /metrics with requests and fetches", async () => {
  const own = await gateways.start();
  await ask(own, page);
  const health = await fetch(`${own.private}/health`);
  expect([health.status, await health.json()]).toEqual([
    200,
    { ready: true, graph: expect.stringMatching(/^\w{16}$/), fault: null },
  ]);
  const metrics = await (await fetch(`${own.private}/metrics`)).text();
  expect(metrics).toContain('hansa_router_requests_total{operation="Page",status="200"} 1');
  for (const name of ["products", "orders"])
    expect(metrics).toContain(`hansa_router_fetches_total{subgraph="${name}"} 1`);
  expect((await fetch(`${own.public.replace("graphql", "metrics")}`)).status).toBe(404);
});

test("the gateway is created with its reports to Apollo turned off", async () => {
  delete process.env.APOLLO_TELEMETRY_DISABLED;
  await gateways.start();
  expect(process.env.APOLLO_TELEMETRY_DISABLED).toBe("true");
});
