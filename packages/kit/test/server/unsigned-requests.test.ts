/** Unsigned requests get 401 and no information, for every path, method and body. */
import { expect, test } from "vitest";
import { openReadiness } from "../../src/http/lifecycle.ts";
import { CodedError } from "../../src/runtime/errors.ts";
import { createLog } from "../../src/runtime/log.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { openHttpServer } from "../../src/server/http-server.ts";
import { respondTo } from "../../testing/subgraph-client.ts";
import { recordingLog } from "../support/log-lines.ts";
import { json, service } from "../support/service.ts";
import { gate } from "../support/tins.ts";

const sdlRequest = '{"query":"{ _service { sdl } }"}';
const refused = JSON.stringify({
  errors: [
    {
      message: "This service accepts requests of the router and its peers only.",
      extensions: { code: "UNAUTHENTICATED" },
    },
  ],
});

test.each([
  ["the SDL", sdlRequest],
  ["entities", '{"query":"{ _entities(representations: [{__typename: \\"Tin\\", id: 1}]) { __typename } }"}'],
  ["a typename", '{"query":"{ __typename }"}'],
  ["the schema", '{"query":"{ __schema { types { name } } }"}'],
  ["a public field", '{"query":"{ hello }"}'],
  ["several at once", `[${sdlRequest},${sdlRequest}]`],
  ["no JSON", "{"],
  ["nothing", ""],
  ["a body that poisons prototypes", '{"__proto__":{"admin":true}}'],
])("a request for %s gets 401, with a client's token too", async (_what, payload) => {
  const { graph, internal } = await service();
  const token = { authorization: "Bearer eyJhbGciOiJFZERTQSJ9.e30.c2ln", cookie: "session=1" };
  for (const headers of [json, { ...json, ...token }]) {
    const { status, text } = await respondTo(graph, { headers, payload });
    expect([status, text]).toEqual([401, refused]);
    const responses = [
      await internal.inject({ method: "POST", url: "/internal/count", headers, payload }),
      await internal.inject({ method: "POST", url: "/internal/events", headers, payload }),
    ];
    for (const response of responses) expect([response.statusCode, response.body]).toEqual([401, refused]);
  }
});

test.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"] as const)(
  "%s gets 401 at every path",
  async (method) => {
    const { graph, internal } = await service();
    const request = "?query=%7B__typename%7D";
    const paths = ["/graphql", `/graphql${request}`, "/", `/${request}`, "/graphql/", "//graphql", "/internal/events"];
    for (const url of [...paths, "/internal/count", "/.well-known/apollo/server-health", "/health/", "/healthy"]) {
      expect((await respondTo(graph, { method, url })).status, `graph ${url}`).toBe(401);
      expect((await internal.inject({ method, url })).statusCode, `inner ${url}`).toBe(401);
    }
  },
);

test("a GET is refused even with the signature of an empty body", async () => {
  const { graph, sign } = await service();
  const url = "/graphql?query=%7B_service%7Bsdl%7D%7D";
  const headers = { ...sign(""), "apollo-require-preflight": "1" };
  const response = await respondTo(graph, { method: "GET", url, headers });
  expect([response.status, response.text]).toEqual([401, refused]);
});

test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense"])(
  "a body declared as %s is refused like any other, and not read when it is signed",
  async (type) => {
    const { graph, sign } = await service();
    const post = async (headers: Record<string, string>) => {
      const sent = { ...headers, "content-type": type };
      const response = await respondTo(graph, { headers: sent, payload: sdlRequest });
      return [response.status, response.text];
    };
    expect(await post({})).toEqual([401, refused]);
    expect(await post(sign(sdlRequest))).toEqual([415, expect.stringContaining("UNSUPPORTED_MEDIA_TYPE")]);
  },
);

test.each(["application/json", "text/plain", "application/x-www-form-urlencoded"])(
  "an invalid signature gets 401 for a body declared as %s",
  async (type) => {
    const { graph, sign } = await service();
    const headers = { ...sign(sdlRequest), "hansa-signature": "AAAA", "content-type": type };
    const response = await respondTo(graph, { headers, payload: sdlRequest });
    expect([response.status, response.text]).toEqual([401, refused]);
  },
);

test("without a signature neither the size of a body nor the validity of its URL is checked", async () => {
  const { graph, internal } = await service();
  const payload = "x".repeat(5_000_000);
  const unread = [
    await respondTo(graph, { headers: json, payload }),
    await respondTo(graph, { method: "GET", url: "/%" }),
  ];
  for (const { status, text } of unread) expect([status, text]).toEqual([401, refused]);
  const large = await internal.inject({ method: "POST", url: "/graphql", headers: json, payload });
  for (const response of [large, await internal.inject("/%")])
    expect([response.statusCode, response.body]).toEqual([401, refused]);
});

test("a route without an identity check is closed as well, unless its path is declared public", async () => {
  const app = bareServer(["/open", "/files/"]);
  for (const path of ["/open", "/opened", "/files", "/files/a", "/secret"]) app.get(path, async () => "told");
  const statuses = async (...paths: string[]) =>
    Promise.all(paths.map(async (url) => (await app.inject({ url })).statusCode));
  expect(await statuses("/secret", "/opened", "/files", "/secret?path=/open", "/secret#/open")).toEqual(
    Array(5).fill(401),
  );
  expect(await statuses("/open", "/open?x=1", "/files/a")).toEqual([200, 200, 200]);
  expect(await statuses("/files/none", "/files/%")).toEqual([404, 404]);
});

test.each(["application/json", "text/plain", "application/x-www-form-urlencoded", "image/png", undefined])(
  "a public path receives the exact bytes of a body declared as %s",
  async (type) => {
    const app = bareServer(["/files/"]);
    app.post("/files/b", async ({ body }) => (Buffer.isBuffer(body) ? body.toString("base64") : "no bytes"));
    const payload = Buffer.from([0x7b, 0x00, 0xff, 0x80]);
    const headers = type === undefined ? {} : { "content-type": type };
    const posted = await app.inject({ method: "POST", url: "/files/b", headers, payload });
    expect(posted.body).toBe(payload.toString("base64"));
  },
);

test("a closing server finishes running requests and does not wait for idle connections", async () => {
  const app = bareServer(["/open", "/slow"]);
  openReadiness(app, () => true);
  const hasStarted = gate();
  const mayContinue = gate();
  app.get("/open", async () => "told");
  app.get("/slow", async () => {
    hasStarted.open();
    await mayContinue.opened;
    return "told";
  });
  const origin = await app.listen({ host: "127.0.0.1", port: 0 });
  const response = fetch(`${origin}/slow`);
  await hasStarted.opened;
  expect(await (await fetch(`${origin}/open`)).text()).toBe("told");
  const closing = app.close();
  await expect.poll(() => app.server.listening).toBe(false);
  mayContinue.open();
  const { headers, status } = await response;
  // A client that kept the connection would hold the server for as long as connections are kept alive, 72 s.
  expect([status, headers.get("connection")]).toEqual([200, "close"]);
  await closing;
});

test("a signature is valid for its bytes, its callee and half a minute only", async () => {
  const { graph, sign, runtime } = await service();
  const post = async (headers: Record<string, string>, payload = sdlRequest) =>
    (await respondTo(graph, { headers, payload })).status;
  const signed = sign(sdlRequest);
  expect(await post(signed)).toBe(200);
  expect(await post(signed, `${sdlRequest} `)).toBe(401);
  expect(await post(sign(sdlRequest, { callee: "users" }))).toBe(401);
  expect(await post(sign(sdlRequest, { caller: "orders" }))).toBe(401);
  await runtime.advance(35_001);
  expect(await post(signed)).toBe(401);
});

test("a secret URL does not appear in the log", async () => {
  const { lines, log } = recordingLog();
  const server = bareServer(["/pages/"], log);
  server.get("/pages/:secret", async () => "a page");
  for (const url of ["/pages/s3cret", "/pages/s3cret/more"]) await server.inject({ method: "GET", url });
  expect(lines.join("\n")).toContain("/pages/:secret");
  expect(lines.join("\n")).not.toContain("s3cret");
  await server.close();
});

test("a coded fault behind a public URL is returned with its code, so that the sender may retry", async () => {
  const server = bareServer(["/hooks"]);
  server.post("/hooks", async () => {
    throw new CodedError("STORE_UNAVAILABLE", "Ask again.");
  });
  const response = await server.inject({ method: "POST", url: "/hooks", headers: json, payload: "{}" });
  expect([response.statusCode, response.json().errors[0].extensions.code]).toEqual([503, "STORE_UNAVAILABLE"]);
  await server.close();
});

/** A server that verifies no signature; only `open` can be reached. */
function bareServer(open: readonly string[], log = createLog("test", "silent")) {
  const common = { runtime: systemRuntime, metrics: createMetrics(), bodyLimit: 1_000 } as const;
  return openHttpServer({ ...common, log, verify: () => undefined, purposeOf: (path) => path }, open);
}
