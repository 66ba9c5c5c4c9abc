/** Heads of requests that no listener of the router reads: one shape of refusal for every route. */
import { sendRaw } from "@hansa/kit/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let subgraphs: TestSubgraph[];
let router: TestRouter;
let internal: string;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  router = await startRouter(subgraphs, { production: true });
  internal = await router.internal.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await router.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

const refusal = z.object({
  errors: z.tuple([
    z.object({ message: z.string(), extensions: z.object({ code: z.string(), requestId: z.string() }) }),
  ]),
});

const faults: [string, string[], number, string][] = [
  ["no Host", [], 400, "BAD_REQUEST"],
  ["an empty Host", ["host:"], 400, "BAD_REQUEST"],
  ["a Host with a path", ["host: localhost/graphql"], 400, "BAD_REQUEST"],
  ["a Host with a user", ["host: me@localhost"], 400, "BAD_REQUEST"],
  ["a Host that is a list", ["host: localhost, evil.test"], 400, "BAD_REQUEST"],
  ["two Hosts", ["host: localhost", "host: evil.test"], 400, "BAD_REQUEST"],
  ["the same Host twice", ["host: localhost", "Host: localhost"], 400, "BAD_REQUEST"],
  ["two content types", ["host: a", "content-type: text/plain"], 400, "BAD_REQUEST"],
  ["two authorizations", ["host: a", "authorization: Bearer a", "authorization: Bearer b"], 400, "BAD_REQUEST"],
  ["a gzip body", ["host: localhost", "content-encoding: gzip"], 415, "UNSUPPORTED_MEDIA_TYPE"],
  [
    "a body encoded twice",
    ["host: a", "content-encoding: identity", "content-encoding: br"],
    415,
    "UNSUPPORTED_MEDIA_TYPE",
  ],
  ["an unknown expectation", ["host: localhost", "expect: x"], 417, "BAD_REQUEST"],
  ["a line that is no header", ["host: localhost", "no header"], 400, "BAD_REQUEST"],
  ["two lengths", ["host: localhost", "content-length: 3"], 400, "BAD_REQUEST"],
];
const targets: [string, string][] = [
  ["the endpoint", "POST /graphql"],
  ["the session", "POST /session"],
  ["a page", "POST /"],
  ["a webhook", "POST /webhooks/stripe"],
];
const body = JSON.stringify({ query: "{ viewer }" });
const ofBody = ["content-type: application/json", `content-length: ${body.length}`];

describe.each(targets)("%s", (_place, target) => {
  test.each(faults)("refuses %s with a code and the request id", async (_name, lines, status, code) => {
    const response = await sendRaw(router.url, [`${target} HTTP/1.1`, ...lines, ...ofBody], body);
    expect(response.status).toBe(status);
    const { errors } = refusal.parse(JSON.parse(response.body));
    expect(errors[0].extensions.code).toBe(code);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(Number(response.headers.get("content-length"))).toBe(Buffer.byteLength(response.body));
  });
});

test.each([
  "GET *",
  "HEAD *",
  "OPTIONS *",
  "GET http://evil.example/",
  "GET https://evil.example/media/cup.png",
  "GET /#//evil.example",
])("the target of %s is refused by the public and the internal listener, whatever the route", async (target) => {
  for (const origin of [router.url, internal]) {
    const response = await sendRaw(origin, [`${target} HTTP/1.1`, "host: localhost"]);
    expect(response.status).toBe(400);
    if (target.startsWith("HEAD")) continue;
    const { errors } = refusal.parse(JSON.parse(response.body));
    expect(errors[0].message).toContain("request target");
  }
});

test("a refused head gets the headers of every response", async () => {
  const { headers, body } = await sendRaw(router.url, ["GET / HTTP/1.1", "x-request-id: my-request"]);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-request-id")).toBe("my-request");
  expect(body).toContain('"requestId":"my-request"');
});

test("a refused body names the encoding that is read", async () => {
  const lines = ["POST /graphql HTTP/1.1", "host: a", "content-encoding: gzip", ...ofBody];
  expect((await sendRaw(router.url, lines, body)).headers.get("accept-encoding")).toBe("identity");
});

test.each(faults.filter(([name]) => !/content types|lengths/.test(name)))(
  "the internal listener refuses %s in the same shape",
  async (_name, lines, status, code) => {
    const response = await sendRaw(internal, ["GET /health HTTP/1.1", ...lines]);
    expect([response.status, refusal.parse(JSON.parse(response.body)).errors[0].extensions.code]).toEqual([
      status,
      code,
    ]);
  },
);

test.each([
  ["a name with a port", ["host: shop.example:443"]],
  ["an IPv6 address", ["host: [::1]:4000"]],
  ["the encoding identity", ["host: a", "content-encoding: identity"]],
  ["the expectation of 100-continue", ["host: a", "expect: 100-continue"]],
])("%s is answered", async (_name, lines) => {
  const { status, body: text } = await sendRaw(router.url, ["POST /graphql HTTP/1.1", ...lines, ...ofBody], body);
  expect([100, 200]).toContain(status);
  expect(text).toContain('"data"');
});

test("HTTP/1.0 without a Host is answered", async () => {
  const { status } = await sendRaw(router.url, ["POST /graphql HTTP/1.0", ...ofBody], body);
  expect(status).toBe(200);
});
