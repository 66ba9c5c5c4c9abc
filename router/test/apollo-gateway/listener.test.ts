/** The public listener of Apollo's gateway: bounds of a request, and rules for browsers. */
import { openUnreadClient, postText, sendRaw } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { ask, type Gateways, openGateways, type TestGateway } from "../support/apollo-gateway.ts";

let gateways: Gateways;
let gateway: TestGateway;

beforeAll(async () => {
  gateways = await openGateways();
  gateway = await gateways.start();
});
afterAll(() => gateways.stop());

const page = "query Page { product(id: 1) { title sold } }";

test.each<[string, RequestInit & { path?: string }, number, string]>([
  [
    "a body of more than 100 kB",
    { body: JSON.stringify({ query: page, variables: { a: "x".repeat(100 * 1024) } }) },
    413,
    "PAYLOAD_TOO_LARGE",
  ],
  ["a body of text", { body: page, headers: { "content-type": "text/plain" } }, 415, "UNSUPPORTED_MEDIA_TYPE"],
  ["a body that is no JSON", { body: "{" }, 400, "BAD_REQUEST"],
  ["a body that names a prototype", { body: `{"query":"{ count }","variables":{"__proto__":{}}}` }, 400, "BAD_REQUEST"],
  ["another path", { path: "/graphqls", body: "{}" }, 404, "NOT_FOUND"],
  [
    "more than 4,000 tokens",
    { body: JSON.stringify({ query: `{ ${"count ".repeat(4_000)} }` }) },
    400,
    "GRAPHQL_PARSE_FAILED",
  ],
])("%s is refused", async (_name, { path = "/graphql", ...init }, status, code) => {
  const headers = { "content-type": "application/json", ...init.headers };
  const response = await fetch(new URL(path, gateway.public), { method: "POST", ...init, headers });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
});

test("a page of a strange name, which may have been made to resolve here, is refused in development", async () => {
  const { status, body } = await sendRaw(gateway.public, [
    "POST /graphql HTTP/1.1",
    "host: evil.test",
    "content-length: 0",
  ]);
  expect([status, body]).toEqual([403, expect.stringContaining("BAD_REQUEST")]);
});

test("pages of allowed origins may read answers, others may not", async () => {
  const shop = await gateways.start({ production: true, corsOrigins: ["https://shop.example"] });
  const allowed = await ask(shop, page, { origin: "https://shop.example" });
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  expect(
    (await ask(shop, page, { origin: "https://evil.example" })).headers.get("access-control-allow-origin"),
  ).toBeNull();
  const preflight = { origin: "https://shop.example", "access-control-request-headers": "content-type,authorization" };
  const { status, headers } = await fetch(shop.public, { method: "OPTIONS", headers: preflight });
  expect([status, headers.get("access-control-allow-headers")]).toEqual([204, "content-type,authorization"]);
});

test.each(["/graphql/", "/graphql/?a=b"])("the address is taken with a slash at its end: %s", async (path) => {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: '{"query":"{ __typename }"}' };
  const response = await fetch(new URL(path, gateway.public), init);
  expect(await response.json()).toEqual({ data: { __typename: "Query" } });
});

test.each(["HEAD", "PUT", "DELETE"])("%s is refused with the methods that are there", async (method) => {
  const { status, headers } = await fetch(`${gateway.public}?query={__typename}`, { method });
  expect([status, headers.get("allow")]).toEqual([405, "GET, POST"]);
});

test("a GET of a query is taken from a page of the gateway or of an allowed origin, as by the router", async () => {
  const listed = "https://shop.example";
  const shop = await gateways.start({ production: true, corsOrigins: [listed] });
  const get = async (headers: Record<string, string>) => {
    const response = await fetch(`${shop.public}?query={__typename}`, { headers });
    return { status: response.status, text: await response.text() };
  };
  const pages: Record<string, string>[] = [
    { "sec-fetch-site": "same-origin" },
    { origin: listed, "sec-fetch-site": "cross-site" },
    { "apollo-require-preflight": "1" },
  ];
  for (const headers of pages) expect((await get(headers)).status).toBe(200);
  const forged: Record<string, string>[] = [
    {},
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none", accept: "text/html" },
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    { "content-type": "text/plain" },
  ];
  for (const headers of forged) {
    const { status, text } = await get(headers);
    expect([status, text]).toEqual([400, expect.stringContaining("CSRF_PREVENTED")]);
    expect(text).toContain("`preferGetMethod: false`");
  }
});

test("production answers no introspection and shows no page", async () => {
  const shop = await gateways.start({ production: true });
  const response = await ask(shop, "{ __schema { queryType { name } } }");
  expect(response.errors).toHaveLength(1);
  expect((await ask(gateway, "{ __schema { queryType { name } } }")).errors).toEqual([]);
  const statusOf = async ({ public: url }: TestGateway) =>
    (await fetch(url, { headers: { accept: "text/html" } })).status;
  expect(await statusOf(shop)).toBe(400);
  expect(await statusOf(gateway)).toBe(200);
});

test("a network that leaves answers unread is refused what it asks next, and others are served", async () => {
  const shop = await gateways.start({ trustedProxies: 1, unsentLimits: { perNetwork: 500_000, all: 64_000_000 } });
  const greedy = { "x-forwarded-for": "203.0.113.5" };
  const names = Array.from({ length: 10 }, (_, index) => `p${index}: product(id: $id) { id }`);
  const body = JSON.stringify({
    query: `query Large($id: ID!) { ${names.join(" ")} }`,
    variables: { id: "x".repeat(90_000) },
  });
  const text = postText("/graphql", body, greedy).repeat(30);
  const clients = Array.from({ length: 4 }, () => openUnreadClient(shop.public, text));
  onTestFinished(() => {
    for (const client of clients) client.destroy();
  });
  const codeFor = async (headers: Record<string, string>) =>
    (await ask(shop, "{ count }", headers)).errors[0]?.extensions.code;
  await expect.poll(() => codeFor(greedy)).toBe("OVERLOADED");
  expect(await codeFor({ "x-forwarded-for": "203.0.113.6" })).toBeUndefined();
});
