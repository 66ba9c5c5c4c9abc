/** Responses of the storefront: only what a page needs comes back, under the router's own policy. */
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startRouter, type TestRouter } from "../../support/router.ts";
import { browser, startStorefront, type TestStorefront } from "../../support/storefront.ts";
import { startOrders, startProducts, type TestSubgraph } from "../../support/subgraphs.ts";

const publicOrigin = "https://shop.example";

let subgraphs: TestSubgraph[];
let storefront: TestStorefront;
let router: TestRouter;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  storefront = await startStorefront();
  router = await startRouter(subgraphs, { storefrontOrigins: [storefront.origin], production: true, publicOrigin });
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

/** Has the storefront answer everything with these headers and this status. */
function answerWith(headers: Record<string, string | string[]>, status = 200, body = "<p>"): void {
  storefront.behave((_request, response) => void response.writeHead(status, headers).end(body));
}

describe("a response of the storefront", () => {
  test("keeps what caches and robots need, and loses everything else", async () => {
    const kept = {
      "content-type": "text/html; charset=utf-8",
      "content-language": "de",
      "cache-control": "public, max-age=30, stale-while-revalidate=300",
      etag: '"abc"',
      "last-modified": "Fri, 27 Nov 2026 10:00:00 GMT",
      link: "</assets/a.css>; rel=preload; as=style",
      "retry-after": "7",
      "x-robots-tag": "noindex",
    };
    const lost = {
      "set-cookie": ["a=b", "c=d"],
      "access-control-allow-origin": "*",
      "hansa-visitor": "x",
      "x-powered-by": "storefront",
      refresh: "0; url=https://evil.example",
      "clear-site-data": '"*"',
      "www-authenticate": "Basic",
    };
    const policy = { "content-security-policy": "default-src *", "strict-transport-security": "max-age=0" };
    answerWith({ ...kept, ...lost, ...policy, vary: "accept-language, accept-encoding" }, 404);
    const { status, headers } = await open("/products/none");
    expect(status).toBe(404);
    for (const [name, value] of Object.entries(kept)) expect([name, headers.get(name)]).toEqual([name, value]);
    for (const name of Object.keys(lost)) expect([name, headers.get(name)]).toEqual([name, null]);
    expect(headers.get("vary")).toBe("Origin, accept-language, accept-encoding");
    expect(headers.get("strict-transport-security")).toContain("max-age=31536000");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("has a policy by which nothing inline runs or styles, and no other host is called", async () => {
    answerWith({ "content-type": "text/html", "content-security-policy": "script-src *" });
    const policy = (await open("/")).headers.get("content-security-policy") ?? "";
    expect(Object.fromEntries(policy.split("; ").map((each) => each.split(/ (.*)/).slice(0, 2)))).toEqual({
      "default-src": "'self'",
      "script-src": "'self'",
      "style-src": "'self'",
      "img-src": "'self' data: https:",
      "connect-src": "'self'",
      "object-src": "'none'",
      "base-uri": "'none'",
      "form-action": "'self'",
      "frame-ancestors": "'none'",
    });
  });

  test("stays compressed as it came", async () => {
    const compressed = gzipSync("<p>ü</p>".repeat(500));
    storefront.behave((_request, response) => {
      response
        .writeHead(200, { "content-type": "text/html; charset=utf-8", "content-encoding": "gzip" })
        .end(compressed);
    });
    const { text, headers } = await open("/", { ...browser, "accept-encoding": "gzip" });
    expect(headers.get("content-encoding")).toBe("gzip");
    expect(text).toBe("<p>ü</p>".repeat(500));
  });

  test("that says that nothing has changed is a 304", async () => {
    answerWith({ etag: '"abc"', "cache-control": "max-age=30" }, 304, "");
    const { status, text, headers } = await open("/", { ...browser, "if-none-match": '"abc"' });
    expect([status, text, headers.get("etag")]).toEqual([304, "", '"abc"']);
  });

  test.each([
    "text/html",
    "text/css; charset=utf-8",
    "text/javascript;charset=utf-8",
    "application/javascript; charset=utf-8",
    "image/svg+xml",
    "image/vnd.microsoft.icon",
    "font/woff2",
    "application/manifest+json",
    "application/xml",
    "text/plain; charset=UTF-8",
  ])("may be %s", async (type) => {
    answerWith({ "content-type": type }, 200, "{}");
    const { status, headers } = await open("/assets/a");
    expect([status, headers.get("content-type")]).toEqual([200, type]);
  });

  test.each([
    [200, "application/octet-stream"],
    [200, "text/html, application/pdf"],
    [200, "text/html; charset=utf-7"],
    [200, "multipart/x-mixed-replace"],
    [404, "application/x-shockwave-flash"],
    [206, "text/html"],
    [226, "text/html"],
    [304, "application/pdf"],
    [300, "text/html"],
    [305, "text/html"],
  ])("with the status %i as %s is refused", async (status, type) => {
    answerWith({ "content-type": type, location: "/a" }, status, status === 304 ? "" : "<p>");
    const refused = await open("/assets/a", { accept: "*/*" });
    expect([refused.status, refused.errors[0]?.extensions.code]).toEqual([502, "SUBGRAPH_INVALID"]);
    const page = await open("/assets/a");
    expect([page.status, page.headers.get("content-type")]).toEqual([502, "text/html; charset=utf-8"]);
    expect(page.text).not.toContain("<p></");
  });

  test.each([301, 302, 303, 307, 308])("may lead to another place of the shop, with %i", async (status) => {
    for (const [location, place] of [
      ["/products/new?a=b#c", "/products/new?a=b#c"],
      [`${publicOrigin}/de/`, "/de/"],
      ["/products/caf%C3%A9", "/products/caf%C3%A9"],
    ] as const) {
      answerWith({ location }, status, "");
      const { headers, ...response } = await open("/old");
      expect([response.status, headers.get("location")]).toEqual([status, place]);
    }
  });

  test.each([
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/\t/evil.example/",
    "\\\\evil.example",
    "/.//evil.example",
    "http://shop.example/",
    "https://shop.example:8443/",
    "https://shop.example@evil.example/",
    "javascript:alert(1)",
    "",
  ])("may not lead to %j", async (location) => {
    answerWith(location === "" ? {} : { location }, 302, "");
    const { status, headers } = await open("/old");
    expect([status, headers.get("location")]).toEqual([502, null]);
  });
});

test("a file of a build comes from the instance that has it, and a page that none has is asked for once", async () => {
  const other = await startStorefront();
  const own = await startRouter(subgraphs, { storefrontOrigins: [storefront.origin, other.origin], production: true });
  onTestFinished(async () => {
    await own.close();
    await other.stop();
  });
  for (const [build, each] of [storefront, other].entries())
    each.behave(({ url }, response) => {
      const isHere = url === `/assets/build${build}/main.js`;
      response.writeHead(isHere ? 200 : 404, { "content-type": "text/javascript" }).end(`build ${build}`);
    });
  const ask = (path: string) => own.send(path, { headers: { accept: "*/*" } });
  for (let count = 0; count < 8; count += 1)
    for (const build of [0, 1])
      expect(await ask(`/assets/build${build}/main.js`)).toMatchObject({ status: 200, text: `build ${build}` });
  expect((await ask("/assets/build2/main.js")).status).toBe(404);
  const before = storefront.received.length + other.received.length;
  expect((await ask("/products/none")).status).toBe(404);
  expect(storefront.received.length + other.received.length).toBe(before + 1);
});
