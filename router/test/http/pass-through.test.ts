/** Pictures, webhooks and public keys pass the router unchanged; nothing else of the internal servers can be reached through it. */
import { createServer } from "node:http";
import { connect } from "node:net";
import { type FastifyInstance, type FastifyRequest, fastify } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startRouter, type TestRouter, unreachable } from "../support/router.ts";
import { portOf, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let internal: FastifyInstance;
let subgraphs: TestSubgraph[];
let router: TestRouter;
const received: { method: string; url: string; headers: FastifyRequest["headers"]; body: unknown }[] = [];
/** The media type that the fallen service gives to everything. */
let forgedType: string | undefined;
const picture = "<svg xmlns='http://www.w3.org/2000/svg'/>";

beforeAll(async () => {
  internal = fastify({ forceCloseConnections: true });
  internal.removeAllContentTypeParsers();
  internal.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  internal.all("/*", async ({ method, url, headers, body }, reply) => {
    if (url === "/internal/revocations") return reply.status(503).send();
    received.push({ method, url, headers, body });
    if (url.startsWith("/media/missing")) return reply.status(404).send("no");
    if (forgedType !== undefined)
      return reply
        .status(url.endsWith("/unmodified") ? 304 : 200)
        .header("content-type", forgedType)
        .send("<p>");
    if (headers["if-none-match"] === '"abc"') return reply.status(304).header("etag", '"abc"').send();
    if (url.startsWith("/exports/missing")) return reply.status(404).send("no");
    if (url.startsWith("/exports")) {
      const disposition = 'attachment; filename="personal-data.json"';
      return reply
        .type("application/json")
        .headers({ "cache-control": "no-store", "content-disposition": disposition, "x-host": "inner" })
        .send({});
    }
    if (url.startsWith("/media")) {
      return reply
        .type("image/svg+xml")
        .headers({ etag: '"abc"', "cache-control": "public, max-age=60", "x-host": "inner" })
        .send(picture);
    }
    return reply.status(202).send({ url });
  });
  await internal.listen({ host: "127.0.0.1", port: 0 });
  const origin = `http://127.0.0.1:${portOf(internal.server.address())}`;
  subgraphs = [await startProducts(), await startOrders()];
  const internalOrigins = { ...unreachable, products: [origin], users: [origin], payments: [origin] };
  router = await startRouter(subgraphs, { internalOrigins });
});
beforeEach(() => {
  received.length = 0;
  forgedType = undefined;
});
afterAll(async () => {
  await router.close();
  await internal.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

describe("an export", () => {
  test("is a file that no cache stores", async () => {
    const headers = { cookie: "a=b", authorization: "Bearer x", "hansa-claims": "x", referer: "https://evil.example" };
    const response = await router.send("/exports/token_1-x", { headers });
    expect([response.status, response.text]).toEqual([200, "{}"]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="personal-data.json"');
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.has("x-host")).toBe(false);
    for (const name of Object.keys(headers)) expect(received[0]?.headers).not.toHaveProperty(name);
  });

  test("that is missing, or whose path leaves its folder, is a 404 in our format", async () => {
    for (const path of ["/exports/missing", "/exports", "/exports/a/b", "/exports/..%2finternal%2fevents"]) {
      const { status, errors } = await router.send(path);
      expect([path, status, errors[0]?.extensions.code]).toEqual([path, 404, "NOT_FOUND"]);
    }
    expect(received.map(({ url }) => url)).toEqual(["/exports/missing"]);
  });
});

test.each(["/media/a.html", "/exports/a", "/.well-known/jwks.json", "/webhooks/stripe"])(
  "an answer of a service from %s runs no script, of any type",
  async (path) => {
    const { headers } = await router.send(path, path.startsWith("/webhooks") ? { method: "POST" } : {});
    expect(headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox/);
  },
);

describe("a fallen service", () => {
  test.each([
    ["/media/a.png", "text/html"],
    ["/media/a.png", "application/pdf"],
    ["/media/a.png", "text/xml"],
    ["/media/a.png", "application/json"],
    ["/media/a.png", "image/png, text/html"],
    ["/media/a.png", "image/png;a=b,text/html"],
    ["/media/unmodified", "text/html"],
    ["/exports/token", "text/html"],
    ["/.well-known/jwks.json", "text/html"],
  ])("cannot serve %s as %s", async (path, type) => {
    forgedType = type;
    const { status, text, errors, headers } = await router.send(path);
    expect([status, errors[0]?.extensions.code]).toEqual([502, "SUBGRAPH_INVALID"]);
    expect(text).not.toContain("<p>");
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
  });

  test("cannot serve a picture without a media type", async () => {
    const raw = createServer((_request, response) => response.end("<p>"));
    await new Promise<void>((resolve) => raw.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${portOf(raw.address())}`;
    const fallen = await startRouter(subgraphs, { internalOrigins: { ...unreachable, products: [origin] } });
    expect((await fallen.send("/media/a.png")).status).toBe(502);
    await fallen.close();
    raw.close();
  });

  test.each(["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif", "image/svg+xml; charset=utf-8"])(
    "can serve pictures as %s, which no browser takes for another type",
    async (type) => {
      forgedType = type;
      const { status, headers } = await router.send("/media/a");
      expect([status, headers.get("content-type")]).toEqual([200, type]);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    },
  );
});

describe("a picture", () => {
  test("has its type and cache headers, and may run no scripts", async () => {
    const { status, text, headers } = await router.send("/media/cups/blue.svg");
    expect([status, text]).toEqual([200, picture]);
    expect(headers.get("content-type")).toBe("image/svg+xml");
    expect(headers.get("cache-control")).toBe("public, max-age=60");
    expect(headers.get("content-security-policy")).toContain("sandbox");
    expect(headers.has("x-host")).toBe(false);
  });

  test("cached by the browser is not sent again", async () => {
    const { status, text } = await router.send("/media/a.svg", { headers: { "if-none-match": '"abc"' } });
    expect([status, text]).toEqual([304, ""]);
  });

  test("that is missing is a 404 in our format", async () => {
    const { status, errors } = await router.send("/media/missing.svg");
    expect([status, errors[0]?.extensions.code]).toEqual([404, "NOT_FOUND"]);
  });

  test.each([
    "/media/../internal/reserve",
    "/media/%2e%2e/internal/reserve",
    "/media/..%2finternal",
    "/media/a\\..\\b",
  ])("does not reach %s", async (path) => {
    const response = await new Promise<string>((resolve) => {
      const socket = connect({ host: "127.0.0.1", port: Number(new URL(router.url).port) }, () =>
        socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`),
      );
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk.toString();
      });
      socket.on("close", () => resolve(text));
    });
    expect(response).toMatch(/^HTTP\/1\.1 40[04]/);
    expect(received).toEqual([]);
  });
});

describe("a webhook", () => {
  const body = '{ "z": 1,\n  "a": "\u00fc" }';

  test("arrives byte for byte, with the provider's signature and without forgeable headers of the client", async () => {
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "stripe-signature": "t=1,v1=abc",
      "hansa-claims": "x",
      "hansa-signature": "y",
      authorization: "Bearer z",
      cookie: "a=b",
    };
    const { status } = await router.send("/webhooks/stripe", { method: "POST", headers, body });
    expect(status).toBe(202);
    expect(received).toHaveLength(1);
    expect(String(received[0]?.body)).toBe(body);
    expect(received[0]?.headers).toMatchObject({
      "content-type": headers["content-type"],
      "stripe-signature": "t=1,v1=abc",
    });
    for (const name of ["hansa-claims", "hansa-signature", "authorization", "cookie"]) {
      expect(received[0]?.headers).not.toHaveProperty(name);
    }
  });

  test("may be of any type, and no larger than 1 MB", async () => {
    const send = (text: string) =>
      router.send("/webhooks/sandbox", { method: "POST", headers: { "content-type": "text/plain" }, body: text });
    expect((await send("anything")).status).toBe(202);
    expect((await send("x".repeat(1_100_000))).status).toBe(413);
    expect(received).toHaveLength(1);
  });
});

test("the public keys can be read", async () => {
  await router.send("/.well-known/jwks.json");
  expect(received.map(({ method, url }) => [method, url])).toEqual([["GET", "/.well-known/jwks.json"]]);
});

test.each(["/internal/reserve", "/internal/events", "/health", "/metrics", "/graph", "/webhooks", "/index"])(
  "%s is not found",
  async (path) => {
    for (const method of ["GET", "POST"]) expect((await router.send(path, { method })).status).toBe(404);
    expect(received).toEqual([]);
  },
);

test("an unavailable service gives a 503 without its address", async () => {
  const alone = await startRouter(subgraphs, {
    internalOrigins: unreachable,
  });
  const { status, text } = await alone.send("/media/a.svg");
  expect(status).toBe(503);
  expect(text).not.toContain("127.0.0.1");
  await alone.close();
});
