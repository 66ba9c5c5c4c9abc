/** Requests for pages: everything that is not the router's own reaches the storefront, without what tells who asks. */
import { request as sendRequest } from "node:http";
import { sendRaw } from "@hansa/kit/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../../support/router.ts";
import { browser, startStorefront, type TestStorefront } from "../../support/storefront.ts";
import { startOrders, startProducts, type TestSubgraph } from "../../support/subgraphs.ts";

let subgraphs: TestSubgraph[];
let storefront: TestStorefront;
let router: TestRouter;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  storefront = await startStorefront();
  router = await startRouter(subgraphs, { storefrontOrigins: [storefront.origin], production: true });
});
afterEach(() => {
  storefront.behave();
  storefront.received.length = 0;
});
afterAll(async () => {
  await router.close();
  await storefront.stop();
  for (const subgraph of subgraphs) await subgraph.stop();
});

const open = (path: string, headers: Record<string, string> = browser, method = "GET") =>
  router.send(path, { headers, method, redirect: "manual" });

test("a hundred targets that are no path take nothing from the visitors beside them", async () => {
  for (let sent = 0; sent < 100; sent += 1) {
    const { status } = await sendRaw(router.url, [
      `GET ${sent % 2 === 0 ? "*" : "http://evil.example/"} HTTP/1.1`,
      "host: localhost",
    ]);
    expect(status).toBe(400);
  }
  expect(storefront.received).toEqual([]);
  expect((await open("/")).status).toBe(200);
  expect(storefront.received).toMatchObject([{ url: "/" }]);
});

describe("a request for a page", () => {
  test.each([
    "/",
    "/collections/cups?after=abc%3D&price=10..20&q=a%2Fb%5C..",
    "/products/caf%C3%A9-50%25",
    "/search?q=%C3%BC+x",
    "/de/",
    "/robots.txt",
    "/sitemap.xml",
    "/favicon.ico",
    "/health",
    "/metrics",
    "/internal/events",
    "/.well-known/security.txt",
    "/assets/main-8Q2x_y.js",
  ])("at %s reaches the storefront as it was sent", async (path) => {
    const { status, text, headers } = await open(path);
    expect([status, text]).toEqual([200, `<title>${path}</title>`]);
    expect(headers.get("vary")).toBe("Origin");
    expect(storefront.received).toMatchObject([{ method: "GET", url: path }]);
  });

  test("by HEAD has the headers of the page and no body", async () => {
    storefront.behave(({ method }, response) => {
      response.writeHead(200, { "content-type": "text/html", "content-length": "4321", etag: '"a"' });
      response.end(method === "HEAD" ? undefined : "x".repeat(4321));
    });
    for (const path of ["/", "/products/cup"]) {
      const { status, text, headers } = await open(path, browser, "HEAD");
      expect([status, text, headers.get("content-length"), headers.get("etag")]).toEqual([200, "", "4321", '"a"']);
    }
    expect(storefront.received.map(({ method }) => method)).toEqual(["HEAD", "HEAD"]);
  });

  test("carries what a page depends on, and nothing that tells who asks", async () => {
    const sent = {
      "accept-language": "de-AT,de;q=0.9",
      "accept-encoding": "br, gzip",
      "if-none-match": '"abc"',
      "if-modified-since": "Fri, 27 Nov 2026 10:00:00 GMT",
    };
    const withheld = {
      cookie: "__Host-hansa-access=x",
      authorization: "Bearer x",
      "hansa-guest": "chk_1",
      "hansa-claims": "x",
      "hansa-viewer": "x",
      "x-forwarded-for": "203.0.113.1",
      "x-forwarded-host": "evil.example",
      forwarded: "for=203.0.113.1",
      referer: "https://shop.example/account",
      "user-agent": "Teapot/1.0",
    };
    await open("/products/cup", { ...browser, ...sent, ...withheld, "x-request-id": "abcdefgh-1234" });
    const [{ headers = {} } = {}] = storefront.received;
    expect(headers).toMatchObject({ ...browser, ...sent, "x-request-id": "abcdefgh-1234" });
    for (const name of Object.keys(withheld)) expect(headers).not.toHaveProperty(name);
    expect(headers.host).toBe(new URL(storefront.origin).host);
    await open("/products/cup", { ...browser, range: "bytes=0-1" });
    expect(storefront.received[1]?.headers).not.toHaveProperty("range");
  });

  test.each([
    "*/*",
    "text/html",
    "text/html;q=0.5,application/json",
    "image/avif,image/webp,*/*;q=0.8",
    "",
    "text/css",
  ])("that accepts %j gets it", async (accept) => {
    for (const path of ["/", "/products/cup"])
      expect((await open(path, { accept })).text).toBe(`<title>${path}</title>`);
  });

  test.each(["application/json", "application/graphql-response+json", "application/json, */*;q=0.1"])(
    "of a program that accepts %j is refused as JSON, and the index has the addresses",
    async (accept) => {
      const { status, errors, headers } = await open("/products/cup", { accept });
      expect([status, errors[0]?.extensions.code]).toEqual([404, "NOT_FOUND"]);
      const index = await open("/", { accept });
      expect(JSON.parse(index.text)).toEqual({ name: "Hansa", graphql: "/graphql" });
      // Else a cache would give them to people, whose pages do not vary by it.
      for (const each of [headers, index.headers])
        expect([each.get("vary"), each.get("cache-control")]).toEqual(["Origin, accept", "no-store"]);
      expect(storefront.received).toEqual([]);
    },
  );

  test.each([
    "/graphql/x",
    "/session",
    "/uploads/a",
    "/exports",
    "/media",
    "/webhooks/stripe",
    "/playground",
    "/developers",
    "/schema.graphql",
    "/%64evelopers",
    "/%67raphql",
    "/.well-known/jwks.json/x",
    "/products/%2e%2e/internal",
    "/products/a%2fb",
    "/products/a%5Cb",
    "/products//a",
    "/products/%00",
  ])("at the router's own %s, or at no plain path, does not reach the storefront", async (path) => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      sendRequest(router.url, { path, headers: browser }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once("error", reject)
        .end();
    });
    expect([path, status]).toEqual([path, 404]);
    expect(storefront.received).toEqual([]);
  });

  test.each(["POST", "PUT", "PATCH", "DELETE"])("by %s is not found", async (method) => {
    for (const path of ["/", "/products/cup"]) {
      const body = "{}";
      const { status, errors } = await router.send(path, {
        method,
        headers: { "content-type": "application/json" },
        body,
      });
      expect([status, errors[0]?.extensions.code]).toEqual([404, "NOT_FOUND"]);
    }
    expect(storefront.received).toEqual([]);
  });
});
