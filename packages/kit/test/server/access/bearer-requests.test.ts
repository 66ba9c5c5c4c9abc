/** Requests without a valid signature where bearer access is on: what each of them may not do, and what a sender of many can fill. */
import { once } from "node:events";
import { Agent, request } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { ApolloServerPlugin } from "@apollo/server";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Viewer } from "../../../src/identity/identity.ts";
import { createLog, type Log } from "../../../src/runtime/log.ts";
import type { RequestContext } from "../../../src/server/graphql/context.ts";
import { newPair, type TokenPair, tokenOf } from "../../../testing/access-tokens.ts";
import { sendRaw } from "../../../testing/raw-http.ts";
import { recordingLog } from "../../support/log-lines.ts";
import { json, service } from "../../support/service.ts";

const silent = createLog("test", "silent");
let pair: TokenPair;
beforeAll(async () => {
  pair = await newPair("key_1");
});

const asks = (query: string, rest: object = {}) => JSON.stringify({ query, ...rest });
const hello = asks("{ hello }");
const mine = asks("{ mine }");

/** A service with bearer access that listens. `executed` are the operations whose execution began. */
async function open(log: Log = silent, isProduction = false) {
  const executed: unknown[] = [];
  const recorder: ApolloServerPlugin<RequestContext> = {
    requestDidStart: async () => ({
      executionDidStart: async ({ request }) => void executed.push(request.query),
    }),
  };
  const access = { mode: "bearer", isProduction, trustedProxies: 0 } as const;
  const askKeys = async () => ({ keys: [pair.publicJwk] });
  const opened = await service(log, { access, askKeys, plugins: [recorder] });
  const origin = await opened.graph.listen({ host: "127.0.0.1", port: 0 });
  const now = opened.runtime.now();
  const bearer = async (claims = {}) => ({
    authorization: `Bearer ${await tokenOf(pair, now, { claims: { exp: Math.floor(now / 1_000) + 300, ...claims } })}`,
  });
  const post = async (body: string, headers: Record<string, string> = {}, path = "/graphql") => {
    const answer = await fetch(`${origin}${path}`, { method: "POST", headers: { ...json, ...headers }, body });
    return { status: answer.status, headers: answer.headers, ...read(await answer.text()) };
  };
  return { ...opened, origin, bearer, post, executed };
}

const answered = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).default([]),
});

function read(text: string) {
  const { data, errors } = answered.parse(JSON.parse(text));
  return { data, code: errors[0]?.extensions.code };
}

test.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])(
  "%s gets 405 at every path, and executes nothing",
  async (method) => {
    const { origin, executed, bearer } = await open();
    const paths = [
      "/graphql",
      "/graphql?query=%7Bhello%7D",
      "/graphql?query=mutation%7Bagain%7D",
      "/",
      "/internal/events",
      "/health",
    ];
    for (const path of paths) {
      for (const headers of [{}, { "apollo-require-preflight": "1", ...(await bearer()) }]) {
        const answer = await fetch(`${origin}${path}`, { method, headers });
        expect([answer.status, answer.headers.get("allow")], path).toEqual([405, "POST"]);
      }
    }
    expect(executed).toEqual([]);
  },
);

test("a POST to any other path gets 404", async () => {
  const { post } = await open();
  for (const path of [
    "/",
    "/graphql/",
    "//graphql",
    "/GRAPHQL",
    "/internal/count",
    "/internal/events",
    "/health",
    "/metrics",
  ])
    expect((await post(hello, {}, path)).status, path).toBe(404);
});

test.each([
  ["text/plain", 415],
  ["application/x-www-form-urlencoded", 415],
  ["multipart/form-data; boundary=x", 415],
  ["text/plain; a=application/json", 415],
  ["application/json; charset=utf-16", 415],
])("a body that a foreign page can send, as %s, is not read", async (type, status) => {
  const { post } = await open();
  expect((await post(asks("mutation { again }"), { "content-type": type })).status).toBe(status);
});

test.each<[name: string, body: string, code?: string]>([
  ["several operations at once", `[${hello},${hello}]`],
  ["no JSON", "{"],
  ["nothing", ""],
  ["null", "null"],
  ["a text", '"{ hello }"'],
  ["no query", "{}"],
  ["a query that is a document", '{"query":{"kind":"Document","definitions":[]}}'],
  ["a prototype in the body", '{"query":"{ hello }","__proto__":{"admin":true}}'],
  ["a prototype in the variables", '{"query":"{ hello }","variables":{"a":{"__proto__":{"admin":true}}}}'],
  ["a constructor", '{"query":"{ hello }","variables":{"constructor":{"prototype":{"admin":true}}}}'],
  [
    "variables that are a list, which no limit counts",
    `{"query":${JSON.stringify(`{ ${"hello ".repeat(6_000)} }`)},"variables":[]}`,
  ],
  ["variables that are a text", '{"query":"{ hello }","variables":"{}"}'],
  ["@defer", asks("{ ... @defer { hello } }"), "GRAPHQL_VALIDATION_FAILED"],
  ["a variable with a reserved name", asks("query ($__a: String) { hello(text: $__a) }"), "GRAPHQL_VALIDATION_FAILED"],
  ["a document that nests too deeply to be read", asks("{a".repeat(9_000)), "GRAPHQL_PARSE_FAILED"],
  ["too many tokens", asks(`{ ${"hello ".repeat(6_000)} }`), "OPERATION_TOO_LARGE"],
  [
    "too many aliases of one field",
    asks(`{ ${Array.from({ length: 17 }, (_, index) => `a${index}: hello`).join(" ")} }`),
    "OPERATION_TOO_LARGE",
  ],
  ["too many values", asks("{ hello }", { variables: { t: Array(6_000).fill("x") } }), "OPERATION_TOO_LARGE"],
  [
    "values that nest too deeply",
    `{"query":"{ hello }","variables":{"t":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`,
    "OPERATION_TOO_LARGE",
  ],
])("%s: a fault of the request, which executes nothing", async (_name, body, expected = "BAD_REQUEST") => {
  const { lines, log } = recordingLog();
  const { post, executed } = await open(log);
  const { status, data, code } = await post(body);
  expect([status, data, code]).toEqual([400, undefined, expected]);
  expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
  expect(lines.filter((line) => /"level":(50|60)|"level":"(error|fatal)"/.test(line))).toEqual([]);
  expect(executed).toEqual([]);
});

test("a persisted query is refused in the words that clients of Apollo know", async () => {
  const { post, executed } = await open();
  const body = '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"ecf4"}}}';
  expect(await post(body)).toMatchObject({ code: "PERSISTED_QUERY_NOT_SUPPORTED" });
  expect((await post(hello)).data).toEqual({ hello: "runtime" });
  expect(executed).toEqual(["{ hello }"]);
});

test("the SDL and the schema are answered", async () => {
  const { post } = await open();
  expect(await post(asks("{ _service { sdl } }"))).toMatchObject({
    status: 200,
    data: { _service: { sdl: expect.stringContaining("type Tin") } },
  });
  expect(await post(asks("{ __schema { types { name } } }"))).toMatchObject({ status: 200, code: undefined });
});

describe("a signature that is present", () => {
  const staff: Viewer = { kind: "user", id: "user_9", role: "ADMIN", scopes: ["tins:read"], sessionId: "ses_9" };

  test("and valid counts alone: the token beside it is not read", async () => {
    const { post, sign } = await open();
    expect((await post(mine, { ...sign(mine, { viewer: staff }), authorization: "Bearer x" })).data).toEqual({
      mine: "yours",
    });
    expect((await post(mine, { ...sign(mine), ...(await (await open()).bearer()) })).code).toBe("UNAUTHENTICATED");
  });

  test("and invalid is refused, with a good token and without: nobody falls back to bearer access", async () => {
    const { origin, runtime, sign, bearer } = await open();
    const good = await bearer();
    const { "hansa-signature": signature = "", ...rest } = sign(hello, { viewer: staff });
    const status = async (headers: Record<string, string>, ...more: string[]) => {
      const all = { ...headers, host: "localhost", "content-length": String(hello.length) };
      const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
      return (await sendRaw(origin, ["POST /graphql HTTP/1.1", ...lines, ...more], hello)).status;
    };
    for (const token of [{}, good]) {
      expect(await status({ ...json, ...token })).toBe(200);
      for (const wrong of ["", " ", "AAAA", `${signature},${signature}`, signature.slice(0, -4), `${signature}\t.`])
        expect(await status({ ...json, ...token, "hansa-signature": wrong }), wrong).toBe(401);
      for (const wrong of ["", "AAAA", signature.slice(0, -4)])
        expect(await status({ ...rest, ...token, "hansa-signature": wrong }), wrong).toBe(401);
      expect(await status({ ...rest, ...token, "hansa-signature": signature })).toBe(200);
      expect(await status({ ...rest, ...token, "hansa-signature": signature }, `hansa-signature: ${signature}`)).toBe(
        401,
      );
      expect(await status({ ...sign(mine, { viewer: staff }), ...token })).toBe(401);
      expect(await status({ ...sign(hello, { callee: "users" }), ...token })).toBe(401);
      expect(await status({ ...sign(hello, { caller: "orders" }), ...token })).toBe(401);
      expect(await status({ ...sign(hello, { purpose: "/internal/count" }), ...token })).toBe(401);
    }
    const old = sign(hello);
    await runtime.advance(35_001);
    expect(await status({ ...old, ...good })).toBe(401);
  });

  test("without its bytes is refused for a GET and a HEAD too", async () => {
    const { origin, sign } = await open();
    for (const method of ["GET", "HEAD", "OPTIONS"])
      expect((await fetch(`${origin}/graphql?query={hello}`, { method, headers: { ...sign("") } })).status).toBe(401);
  });

  test("no other header of the router gives an identity", async () => {
    const { post, sign } = await open();
    const { "hansa-signature": _signature, ...claimed } = sign(mine, { viewer: staff });
    for (const headers of [
      claimed,
      { "hansa-viewer": JSON.stringify(staff) },
      { "hansa-claims": JSON.stringify({ viewer: staff }) },
    ])
      expect(await post(mine, headers)).toMatchObject({ status: 200, code: "UNAUTHENTICATED" });
  });
});

test("the private ports accept signed requests alone", async () => {
  const { inner, bearer } = await open();
  const headers = { ...json, ...(await bearer({ role: "ADMIN", scope: "tins:read" })) };
  for (const url of ["/internal/count", "/internal/events", "/internal/recognise", "/graphql"]) {
    for (const given of [json, headers])
      expect((await inner.inject({ method: "POST", url, headers: given, payload: '{"tins":1}' })).statusCode, url).toBe(
        401,
      );
  }
});

test("in production no page of Apollo may read the answers, and the name of the host does not count", async () => {
  const page = "https://studio.apollographql.com";
  const given = { origin: page, "access-control-request-method": "POST" };
  for (const isProduction of [true, false]) {
    const { origin, post } = await open(silent, isProduction);
    const preflight = await fetch(`${origin}/graphql`, { method: "OPTIONS", headers: given });
    const allowed = isProduction ? null : page;
    expect(preflight.status).toBe(isProduction ? 405 : 204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(allowed);
    expect((await post(hello, given)).headers.get("access-control-allow-origin")).toBe(allowed);
    const named = ["POST /graphql HTTP/1.1", "host: evil.example", "content-type: application/json"];
    const { status } = await sendRaw(origin, [...named, `content-length: ${hello.length}`], hello);
    expect(status).toBe(isProduction ? 200 : 403);
  }
});

test("one large body is refused at a megabyte, however it is sent, and others are answered", async () => {
  const { origin, post } = await open();
  const large = asks(`{ hello } #${"x".repeat(1024 * 1024)}`);
  expect((await post(large)).status).toBe(413);
  const sent = request(`${origin}/graphql`, { method: "POST", headers: json });
  const answering = once(sent, "response");
  sent.on("error", () => {});
  for (let at = 0; at < large.length; at += 65_536) sent.write(large.slice(at, at + 65_536));
  sent.end();
  const [response] = await answering;
  expect(response.statusCode).toBe(413);
  response.resume();
  expect((await post(hello)).status).toBe(200);
});

/** The most bytes that clients can fill: documents take 32 MB, tokens, hosts and what is measured with them the rest. */
const maxFilledBytes = 80 * 2 ** 20;

test("ten thousand small requests, each with another document, token, host and id, fill a bounded part of the memory", {
  timeout: 300_000,
}, async () => {
  const { origin, bearer } = await open();
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const statuses = new Map<number | undefined, number>();
  const ask = async (index: number) => {
    // Its document takes 25 kB of memory.
    const fields = Array.from({ length: 16 }, (_, at) => `f${at}_${index}: hello(text: "${index}")`);
    const token = await bearer({ sub: `user_${index}`, sid: `ses_${index}` });
    const headers = { ...json, ...token, host: `h${index}.localhost`, "x-request-id": `request-${index}` };
    const sent = request(`${origin}/graphql`, { method: "POST", agent, headers });
    sent.end(asks(`{ ${fields.join(" ")} }`));
    const [response] = await once(sent, "response");
    response.resume();
    await once(response, "end");
    statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1);
  };
  const askMany = async (from: number, to: number) => {
    for (let at = from; at < to; at += 16)
      await Promise.all(Array.from({ length: Math.min(16, to - at) }, (_, offset) => ask(at + offset)));
  };
  await askMany(0, 16);
  const before = usedBytes();
  await askMany(16, 10_000);
  const filled = usedBytes() - before;
  agent.destroy();
  expect([...statuses]).toEqual([[200, 10_000]]);
  expect(filled).toBeLessThan(maxFilledBytes);
});

/** The bytes of live objects. */
function usedBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}
