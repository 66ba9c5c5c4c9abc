/** Files pass the router as a stream, to products alone, and the address they are sent to stays a secret. */
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { systemRuntime } from "@hansa/kit/runtime";
import { manualRuntime } from "@hansa/kit/testing";
import { type FastifyInstance, type FastifyRequest, fastify } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startRouter, type TestRouter, unreachable } from "../support/router.ts";
import { portOf, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let internal: FastifyInstance;
let origin: string;
let products: TestSubgraph;
let router: TestRouter;
type Received = {
  method: string;
  url: string;
  headers: FastifyRequest["headers"];
  bytes: number;
  pieces: number;
  isBroken: boolean;
};
let received: Received[] = [];

/** Resolves once so much of the first file has come. */
const untilReceived = (bytes: number) => expect.poll(() => received[0]?.bytes, often).toBe(bytes);
const often = { interval: 5 };

beforeAll(async () => {
  internal = fastify({ forceCloseConnections: true });
  internal.removeAllContentTypeParsers();
  internal.addContentTypeParser("*", (_request, _body, done) => done(null));
  internal.all("/*", async ({ method, url, headers, raw }, reply) => {
    if (url.endsWith("-unknown")) return reply.status(404).send({ errors: [] });
    if (method === "GET") return reply.status(204).send();
    if (url.endsWith("-page")) return reply.type("text/html").send("<p>");
    if (url.endsWith("-endless")) return reply.type("application/json").send(Buffer.alloc(200_000, " "));
    if (url.endsWith("-gone")) return reply.status(404).send({ errors: [] });
    const one = { method, url, headers, bytes: 0, pieces: 0, isBroken: false };
    received.push(one);
    raw.once("error", () => {
      one.isBroken = true;
    });
    for await (const piece of raw) {
      one.bytes += piece.length;
      one.pieces += 1;
      if (url.endsWith("-small") && one.bytes > 1_000)
        return reply.status(413).send({ errors: [{ message: "too large" }] });
    }
    return reply.status(204).send();
  });
  await internal.listen({ host: "127.0.0.1", port: 0 });
  origin = `http://127.0.0.1:${portOf(internal.server.address())}`;
  products = await startProducts();
  router = await startRouter([products], {
    internalOrigins: { ...unreachable, products: [origin] },
  });
});
beforeEach(() => {
  received = [];
});
afterAll(async () => {
  await router.close();
  await internal.close();
  await products.stop();
});

const token = `${"a_-Z0".repeat(8)}abc`;
const tokenOf = (kind: string) => kind.padStart(43, "-");
const put = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  router.send(path, { method: "PUT", body, headers });

test("a file far larger than any other body arrives complete, in pieces", async () => {
  const bytes = 20 * 1024 * 1024;
  const { status, text } = await put(`/uploads/${token}`, Buffer.alloc(bytes, 7), { "content-type": "text/csv" });
  expect([status, text]).toEqual([204, ""]);
  expect(received).toMatchObject([{ method: "PUT", url: `/uploads/${token}`, bytes }]);
  expect(received[0]?.pieces).toBeGreaterThan(10);
});

test("of the client's data only the file reaches products", async () => {
  await put(`/uploads/${token}`, "x", {
    authorization: "Bearer x",
    cookie: "a=b",
    "hansa-claims": "x",
    "hansa-signature": "y",
    "x-forwarded-for": "z",
  });
  for (const name of ["authorization", "cookie", "hansa-claims", "hansa-signature", "x-forwarded-for"])
    expect(received[0]?.headers).not.toHaveProperty(name);
});

test.each(["page", "endless"])("a response of products of the kind %s is a 502 in our format", async (kind) => {
  const { status, text, headers } = await put(`/uploads/${tokenOf(kind)}`, "x");
  expect(status).toBe(502);
  expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: "SUBGRAPH_INVALID" } }] });
  expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
});

test("a refusal is JSON that a browser takes for nothing else", async () => {
  const { headers } = await put(`/uploads/${tokenOf("small")}`, Buffer.alloc(2_000));
  expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox/);
});

test("the first bytes are forwarded before the rest is sent", async () => {
  const sending = request(`${router.url}/uploads/${token}`, { method: "PUT" });
  const answered = once(sending, "response");
  sending.write("first");
  await untilReceived(5);
  sending.end("second");
  const [response] = await answered;
  expect(response.statusCode).toBe(204);
  expect(received[0]?.bytes).toBe(11);
});

test("a refusal of products reaches the client, even while it is still sending", async () => {
  const { status, text } = await put(`/uploads/${tokenOf("small")}`, Buffer.alloc(5 * 1024 * 1024));
  expect([status, JSON.parse(text)]).toEqual([413, { errors: [{ message: "too large" }] }]);
  for (const kind of ["unknown", "gone"]) {
    const unknown = await put(`/uploads/${tokenOf(kind)}`, Buffer.alloc(5 * 1024 * 1024));
    expect([unknown.status, unknown.errors[0]?.extensions.code]).toEqual([404, "NOT_FOUND"]);
  }
});

test("a file above the limit is cut off", async () => {
  const { status, errors } = await put(`/uploads/${token}`, Buffer.alloc(105 * 1024 * 1024));
  expect([status, errors[0]?.extensions.code]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
  expect(received[0]?.bytes ?? 0).toBeLessThanOrEqual(100 * 1024 * 1024);
});

test("a client that disconnects in the middle leaves products with an incomplete file, and the router alive", async () => {
  const sending = request(`${router.url}/uploads/${token}`, { method: "PUT", headers: { "content-length": "1000" } });
  sending.on("error", () => {});
  sending.write("half");
  await untilReceived(4);
  sending.destroy();
  await expect.poll(() => received[0]?.isBroken, often).toBe(true);
  expect((await put(`/uploads/${token}`, "x")).status).toBe(204);
});

test.each([
  ["GET", `/uploads/${token}`],
  ["POST", `/uploads/${token}`],
  ["DELETE", `/uploads/${token}`],
  ["PUT", `/uploads/${token.slice(1)}`],
  ["PUT", `/uploads/${token}x`],
  ["PUT", "/uploads/"],
  ["PUT", "/uploads"],
  ["PUT", "/uploads/a%2fb"],
  ["PUT", "/uploads/a/b"],
  ["PUT", "/uploads/a?b=c"],
  ["PUT", "/media/a.png"],
])("%s %s is not found", async (method, path) => {
  expect(
    (await router.send(path, { method, ...(method === "GET" ? {} : { body: "x" }) })).status,
  ).toBeGreaterThanOrEqual(400);
  expect(received).toEqual([]);
});

test("an outage of products is reported without its address or the secret", async () => {
  const alone = await startRouter([products], {
    internalOrigins: unreachable,
  });
  // A connection that is kept would hold the router until its last requests have had their time, eleven seconds.
  const headers = { connection: "close" };
  const body = Buffer.alloc(1_000_000);
  const { status, text } = await alone.send(`/uploads/${token}`, { method: "PUT", headers, body });
  expect(status).toBe(503);
  expect(text).not.toContain("127.0.0.1");
  expect(text).not.toContain(token);
  await alone.close();
});

test("a file may take longer than any other body, which is cut off after half a minute", async () => {
  const still = manualRuntime(Date.UTC(2026, 0, 15));
  /** The timers that run, by their time; they end with the manual clock. */
  const timers = new Set<{ ms: number }>();
  const startTimer = (ms: number, callback: () => void) => {
    const timer = { ms };
    timers.add(timer);
    void still.sleep(ms).then(() => {
      if (timers.delete(timer)) callback();
    });
    return () => void timers.delete(timer);
  };
  const runtime = { ...still, startTimer, deadline: systemRuntime.deadline };
  const slow = await startRouter([products], { internalOrigins: { ...unreachable, products: [origin] } }, { runtime });
  const begin = (method: string, path: string, type: string) => {
    const sending = request(`${slow.url}${path}`, { method, headers: { "content-type": type, "content-length": "9" } });
    const outcome = new Promise((resolve) => {
      sending.once("response", ({ statusCode }) => resolve(statusCode));
      sending.once("error", () => resolve("hung up"));
    });
    sending.write("1234");
    return { sending, outcome };
  };
  const file = begin("PUT", `/uploads/${token}`, "text/csv");
  const query = begin("POST", "/graphql", "application/json");
  await untilReceived(4);
  await expect.poll(() => [...timers].map(({ ms }) => ms), often).toContain(30_000);
  await still.advance(31_000);
  expect(await query.outcome).toBe("hung up");
  file.sending.end("56789");
  expect(await file.outcome).toBe(204);
  await slow.close();
});

describe("a client that announces a file and sends nothing of it is disconnected", () => {
  const begin = (path: string) => {
    const socket = connect(Number(new URL(router.url).port), "127.0.0.1");
    const closed = once(socket, "close");
    socket.write(`PUT ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/csv\r\ncontent-length: 1000\r\n\r\n`);
    return { socket, answered: once(socket, "data").then(([data]) => String(data)), closed };
  };

  test.each([
    ["a malformed token", "/uploads/short", 0],
    ["a token that products does not know", `/uploads/${tokenOf("unknown")}`, 0],
  ])("is answered at once for %s, nothing is forwarded, and its connection is closed", async (_name, path, passed) => {
    const { answered, closed } = begin(path);
    expect(await answered).toMatch(/^HTTP\/1\.1 404 [\s\S]*"code":"NOT_FOUND"/);
    expect(received).toHaveLength(passed);
    await closed;
  });
});

test("the connections of one address are limited, and free again once they are closed", async () => {
  const bounded = await startRouter([products], { connectionsPerAddress: 3 });
  const port = Number(new URL(bounded.url).port);
  const hold = async () => {
    const socket = connect(port, "127.0.0.1");
    socket.write(
      "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{",
    );
    await once(socket, "connect");
    return socket;
  };
  const held = [await hold(), await hold(), await hold()];
  const [refused] = await once(await hold(), "data");
  expect(String(refused)).toMatch(/^HTTP\/1\.1 429 [\s\S]*"code":"RATE_LIMITED"/);
  for (const socket of held) socket.destroy();
  // One connection after another, and many requests on each: none of them stays counted.
  await expect.poll(async () => (await bounded.ask("{ viewer }").catch(() => undefined))?.status).toBe(200);
  for (let turn = 0; turn < 20; turn += 1) expect((await bounded.ask("{ viewer }")).status).toBe(200);
  await bounded.close();
});
