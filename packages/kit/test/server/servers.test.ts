/** The servers of a service with signed requests: each accepts its own callers, and errors reveal nothing internal. */
import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import { callPeer } from "../../src/rpc/peers.ts";
import { guest, respondTo, userWith } from "../../testing/subgraph-client.ts";
import { recordingLog } from "../support/log-lines.ts";
import { contract, orders, sdl, service } from "../support/service.ts";

const away = { extensions: { code: "SUBGRAPH_UNAVAILABLE", retryAfterMs: 1_000 } };
const masked = { message: "Something broke on our side.", extensions: { code: "INTERNAL_SERVER_ERROR" } };

test("a request signed by the router is executed, and the rules of the SDL still apply", async () => {
  const { query } = await service();
  expect(await query("{ _service { sdl } hello __typename }")).toMatchObject({ data: { hello: "runtime" } });
  expect((await query("{ mine }")).errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
});

test("internal errors are masked as one sentence; errors meant for the client are unchanged", async () => {
  const { query } = await service();
  expect(await query("{ broken hello }")).toEqual({
    data: { broken: null, hello: "runtime" },
    errors: [{ ...masked, path: ["broken"] }],
  });
  expect((await query("{ full }")).errors).toMatchObject([
    { message: "Ask again.", extensions: { code: "STORE_UNAVAILABLE", retryAfterMs: 5 } },
  ]);
});

test.each([
  ["is no GraphQL", "{", "GRAPHQL_PARSE_FAILED"],
  ["does not fit the schema", "{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
])("a query that %s is refused with its code", async (_what, query, code) => {
  const target = await service();
  expect((await target.query(query)).errors).toMatchObject([{ extensions: { code } }]);
});

test("a repeated query is executed without being validated again", async () => {
  const { query, schema } = await service();
  const readOfSchema = vi.spyOn(schema, "getQueryType");
  const counts = [];
  for (const text of ["{ hello }", "{ hello }", "{ hello mine: hello }"]) {
    readOfSchema.mockClear();
    expect((await query(text)).errors).toBeUndefined();
    counts.push(readOfSchema.mock.calls.length);
  }
  const [first = 0, repeated = 0, another] = counts;
  expect(repeated).toBeLessThan(first);
  expect(another).toBeGreaterThan(repeated);
});

test("a repeated response is marked as replayed", async () => {
  const { query } = await service();
  expect(await query("mutation { again }")).toEqual({ data: { again: true }, extensions: { replayed: true } });
  expect(await query("{ hello }")).toEqual({ data: { hello: "runtime" } });
});

test("more than 1000 entities at once are refused anywhere in the request", async () => {
  const { query } = await service();
  const tins = (count: number) => Array.from({ length: count }, (_, id) => ({ __typename: "Tin", id: String(id) }));
  const tooMany = [{ extensions: { code: "TOO_MANY_REFERENCES" } }];
  for (const name of ["representations", "r"]) {
    const text = `query ($${name}: [_Any!]!) { _entities(representations: $${name}) { __typename } }`;
    expect((await query(text, guest, { [name]: tins(1_000) })).errors).toBeUndefined();
    expect((await query(text, guest, { [name]: tins(1_001) })).errors).toMatchObject(tooMany);
  }
  const written = Array(1_001).fill('{ __typename: "Tin", id: "1" }').join(" ");
  expect((await query(`{ _entities(representations: [${written}]) { __typename } }`)).errors).toMatchObject(tooMany);
  const twice = `query ($r: [_Any!]!) { one: _entities(representations: $r) { __typename }
    two: _entities(representations: $r) { __typename } }`;
  expect((await query(twice, guest, { r: tins(500) })).errors).toBeUndefined();
  expect((await query(twice, guest, { r: tins(501) })).errors).toMatchObject(tooMany);
});

test("an internal operation accepts only the callers of its contract, each under its own name and key", async () => {
  const { peer } = await service();
  expect(await callPeer(peer("orders"), contract.count, { tins: 1 })).toEqual({ sum: 2 });
  await expect(callPeer(peer("payments"), contract.count, { tins: 1 })).rejects.toThrow(/403/);
  await expect(callPeer(peer("router"), contract.count, { tins: 1 })).rejects.toThrow(/403/);
});

test("a request that was too old when it was read counts as unanswered, and the server logs the reason", async () => {
  const { lines, log } = recordingLog();
  const { peer, runtime } = await service(log);
  const caller = peer("orders");
  const slow: typeof caller = {
    ...caller,
    transport: async (callee, request) => {
      await runtime.advance(60_000);
      return caller.transport(callee, request);
    },
  };
  await expect(callPeer(slow, contract.count, { tins: 1 })).rejects.toMatchObject(away);
  expect(lines.join("")).toContain("signature too old or invalid");
});

test("a viewer's identity under a service's key is refused", async () => {
  const { internal, sign } = await service();
  const payload = '{"tins":1}';
  const url = "/internal/count";
  const viewer = userWith("orders", [], "ADMIN");
  const asPerson = sign(payload, { ...orders(url), viewer });
  expect((await internal.inject({ method: "POST", url, headers: asPerson, payload })).statusCode).toBe(401);
  const asService = sign(payload, orders(url));
  expect((await internal.inject({ method: "POST", url, headers: asService, payload })).statusCode).toBe(200);
});

test("a signature for one server and operation is invalid at every other", async () => {
  const { internal, graph, sign } = await service();
  const payload = '{"after":0,"limit":1,"waitMs":0,"tins":1,"query":"{ hello }"}';
  const status = async (url: string, signing: Parameters<typeof sign>[1]) =>
    (await internal.inject({ method: "POST", url, headers: sign(payload, signing), payload })).statusCode;
  const statuses = (purpose: string) =>
    Promise.all([
      status("/internal/count", orders(purpose)),
      status("/internal/events", orders(purpose)),
      respondTo(graph, { headers: sign(payload, { purpose }), payload }).then((reply) => reply.status),
    ]);
  expect(await statuses("/internal/count")).toEqual([200, 401, 401]);
  expect(await statuses("/internal/events")).toEqual([401, 200, 401]);
  expect(await statuses("graphql")).toEqual([401, 401, 200]);
  expect(await statuses("")).toEqual([401, 401, 401]);
});

test("a request of another shape is refused, and a fault of the handler reveals nothing", async () => {
  const { internal, sign } = await service();
  const post = (payload: string) => {
    const headers = sign(payload, orders("/internal/count"));
    return internal.inject({ method: "POST", url: "/internal/count", headers, payload });
  };
  expect((await post('{"tins":"many"}')).statusCode).toBe(400);
  expect((await post('{"tins":')).statusCode).toBe(400);
  const broken = await post('{"tins":13}');
  expect([broken.statusCode, broken.json()]).toEqual([500, { errors: [masked] }]);
});

test.each([
  ["a place before the first", { after: -1, limit: 1, waitMs: 0 }],
  ["no limit", { after: 0, waitMs: 0 }],
  ["more than a page", { after: 0, limit: 501, waitMs: 0 }],
  ["a longer wait than anybody waits", { after: 0, limit: 1, waitMs: 25_001 }],
])("a request for events with %s is refused, and is no fault of the service", async (_what, request) => {
  const { internal, sign } = await service();
  const payload = JSON.stringify(request);
  const url = "/internal/events";
  const response = await internal.inject({ method: "POST", url, headers: sign(payload, orders(url)), payload });
  expect([response.statusCode, response.json().errors[0].extensions.code]).toEqual([400, "BAD_USER_INPUT"]);
});

test("both servers log the reason of an unavailable store and never send it", async () => {
  const { lines, log } = recordingLog();
  const { internal, query, sign } = await service(log);
  expect(JSON.stringify(await query("{ full }"))).not.toContain("SQLITE_FULL");
  expect(lines.join("")).toContain("SQLITE_FULL: no room at /data");
  lines.length = 0;
  const payload = '{"tins":14}';
  const url = "/internal/count";
  const response = await internal.inject({ method: "POST", url, headers: sign(payload, orders(url)), payload });
  expect([response.statusCode, response.body]).toEqual([503, expect.not.stringContaining("SQLITE_FULL")]);
  expect(lines.join("")).toContain("SQLITE_FULL: no room at /data");
});

test("a body that is too large is not read", async () => {
  const { graph, sign } = await service();
  const payload = JSON.stringify({ query: `{ hello } # ${"x".repeat(4 * 1024 * 1024)}` });
  const response = await respondTo(graph, { headers: sign(payload), payload });
  expect([response.status, JSON.parse(response.text).errors[0].extensions.code]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
});

test("health and metrics are closed to other machines, for any host the listener binds", async () => {
  const { internal } = await service();
  for (const url of ["/health", "/metrics", "/metrics?x=1"]) {
    for (const remoteAddress of ["10.0.0.7", "203.0.113.9", "2001:db8::1", "::ffff:10.0.0.7"]) {
      const response = await internal.inject({ url, remoteAddress, headers: { "x-forwarded-for": "127.0.0.1" } });
      expect([url, response.statusCode, response.json().errors[0].extensions.code]).toEqual([url, 404, "NOT_FOUND"]);
    }
    for (const remoteAddress of ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
      expect((await internal.inject({ url, remoteAddress })).statusCode).toBe(200);
  }
});

test("health and metrics are open to this machine, and health names the schema that is served", async () => {
  const { internal, query } = await service();
  await query("{ hello }");
  const schema = createHash("sha256").update(sdl).digest("hex");
  expect((await internal.inject("/health")).json()).toEqual({ ready: true, schema });
  expect((await internal.inject("/metrics")).body).toContain(
    'hansa_http_requests_total{entry="graphql",operation="/graphql",status="200"} 1',
  );
});
