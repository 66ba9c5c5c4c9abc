/** A storefront that is away, hangs or breaks: visitors get a plain page soon, and everything else of the router goes on. */
import { createHash } from "node:crypto";
import { request as sendRequest } from "node:http";
import { createLog } from "@hansa/contracts/log";
import { type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { stillRuntime } from "@hansa/kit/testing";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
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

const open = (path: string) => router.send(path, { headers: browser });

/** The style of a page, and whether its policy allows it and nothing else. */
function checkOwnPage(text: string, headers: Headers): void {
  const [, style = ""] = /<style>(.+)<\/style>/s.exec(text) ?? [];
  const hash = createHash("sha256").update(style).digest("base64");
  expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; /);
  expect(headers.get("content-security-policy")).toContain(`style-src 'sha256-${hash}';`);
  expect(text).not.toMatch(/<script|\bstyle=/);
}

/** A router with a storefront of its own, and the messages that it logs from warning upwards. */
async function openOwn(
  origins: readonly string[],
  overrides: Parameters<typeof startRouter>[1] = {},
  runtime: Runtime = systemRuntime,
) {
  const shown: string[] = [];
  const line = z.object({ level: z.number(), msg: z.string() });
  const log = createLog("router", "debug", {
    write: (text) => {
      const { level, msg } = line.parse(JSON.parse(text));
      if (level >= 40) shown.push(msg);
    },
  });
  const own = await startRouter(subgraphs, { storefrontOrigins: origins, ...overrides }, { log, runtime });
  onTestFinished(() => own.close());
  return { own, shown };
}

describe("a storefront that is away", () => {
  test("leaves a plain page for a person and a refusal for others, and one line in the log", async () => {
    const { own, shown } = await openOwn(["http://127.0.0.1:9"]);
    for (let count = 0; count < 8; count += 1) {
      const page = await own.send(count % 2 === 0 ? "/" : "/products/cup", { headers: browser });
      expect([page.status, page.headers.get("content-type")]).toEqual([503, "text/html; charset=utf-8"]);
      expect(page.text).toContain("<h1>The shop does not answer right now</h1>");
      expect(page.text).not.toMatch(/127\.0\.0\.1|ECONNREFUSED/);
      checkOwnPage(page.text, page.headers);
      const { status, errors, headers } = await own.send("/assets/a.js", { headers: { accept: "*/*" } });
      expect([status, errors[0]?.extensions.code]).toEqual([503, "SUBGRAPH_UNAVAILABLE"]);
      for (const each of [page.headers, headers])
        expect([each.get("retry-after"), each.get("cache-control")]).toEqual(["5", "no-store"]);
    }
    expect(shown).toEqual(["storefront: unavailable"]);
    expect((await own.ask("{ lastOrder { id } }")).data).toEqual({ lastOrder: { id: "ord_1" } });
  });

  test("is asked again once it is there, and its pages are counted by class of status", async () => {
    const late = await startStorefront();
    const { port } = new URL(late.origin);
    await late.stop();
    const { own, shown } = await openOwn([late.origin]);
    for (let count = 0; count < 6; count += 1) await own.send("/", { headers: browser });
    const started = await startStorefront(Number(port));
    onTestFinished(() => started.stop());
    await expect.poll(async () => (await own.send("/", { headers: browser })).status).toBe(200);
    started.behave((_request, response) => void response.writeHead(404, { "content-type": "text/html" }).end("none"));
    await own.send("/none", { headers: browser });
    expect(shown).toEqual(["storefront: unavailable", "storefront: available again"]);
    const count = (status: string) => own.counted("hansa_router_pages_total", { status });
    expect([await count("2xx"), await count("4xx")]).toEqual([1, 1]);
    expect(await count("5xx")).toBeGreaterThanOrEqual(6);
    expect(await own.counted("hansa_instance_requests_total", { service: "storefront", outcome: "answered" })).toBe(2);
  });

  test("with one of two instances costs no page", async () => {
    const { own } = await openOwn([storefront.origin, "http://127.0.0.1:9"]);
    for (let count = 0; count < 20; count += 1) expect((await own.send("/", { headers: browser })).status).toBe(200);
  });
});

describe("a storefront that hangs", () => {
  test("makes few of sixteen visitors wait three seconds, and is asked again once it answers", async () => {
    const hanging = await startStorefront();
    onTestFinished(() => hanging.stop());
    const { own } = await openOwn([hanging.origin]);
    expect((await own.send("/", { headers: browser })).status).toBe(200);
    hanging.behave(() => undefined);
    hanging.setReady(false);
    for (let count = 0; count < 16; count += 1)
      expect((await own.send("/products/cup", { headers: browser })).status).toBe(503);
    // Those that reached it have waited; the others were refused without a request.
    const waited = hanging.received.filter(({ url }) => url === "/products/cup").length;
    expect(waited).toBeGreaterThan(0);
    expect(waited).toBeLessThanOrEqual(2);
    hanging.behave();
    hanging.setReady(true);
    await expect.poll(async () => (await own.send("/", { headers: browser })).status).toBe(200);
  });

  test("at one page only has all others answered", async () => {
    const partly = await startStorefront();
    onTestFinished(() => partly.stop());
    const { own } = await openOwn([partly.origin]);
    partly.behave(({ url }, response) => {
      if (url !== "/hangs") response.writeHead(200, { "content-type": "text/html" }).end("page");
    });
    const hung = own.send("/hangs", { headers: browser });
    await expect.poll(() => partly.received.at(-1)?.url).toBe("/hangs");
    expect((await own.send("/", { headers: browser })).status).toBe(200);
    expect((await hung).status).toBe(503);
    for (let count = 0; count < 8; count += 1) expect((await own.send("/", { headers: browser })).status).toBe(200);
  });

  test("gets six requests of one visitor at once, though all of them have left", async () => {
    const held: (() => void)[] = [];
    const slow = await startStorefront();
    onTestFinished(() => slow.stop());
    const { own } = await openOwn([slow.origin], { connectionsPerAddress: 200 }, stillRuntime());
    slow.behave((_request, response) => {
      held.push(() => void response.writeHead(200, { "content-type": "text/html" }).end("page"));
    });
    const leaving = new AbortController();
    const all = Array.from({ length: 60 }, () =>
      own.send("/", { headers: browser, signal: leaving.signal }).catch(() => undefined),
    );
    await expect.poll(() => held.length).toBe(6);
    leaving.abort();
    await Promise.all(all);
    const pending = () => own.counted("hansa_instance_pending_requests", { service: "storefront" });
    expect(await pending()).toBeGreaterThanOrEqual(6);
    // A request that has begun keeps its place to its end. Those that waited for one are not sent.
    await expect
      .poll(async () => {
        for (const end of held.splice(0)) end();
        return pending();
      })
      .toBe(0);
    expect(slow.received.length).toBeLessThan(60);
    expect((await own.send("/", { headers: { accept: "application/json" } })).status).toBe(200);
    slow.behave();
    expect((await own.send("/", { headers: browser })).status).toBe(200);
  });
});

test("a storefront that says 503 with a page of its own is not away: the page comes back each time", async () => {
  const headers = { "content-type": "text/html", "retry-after": "9" };
  storefront.behave((_request, response) => void response.writeHead(503, headers).end("our own page"));
  for (let count = 0; count < 12; count += 1) {
    const { status, text, headers } = await open("/");
    expect([status, text, headers.get("retry-after")]).toEqual([503, "our own page", "9"]);
  }
});

test("a page that breaks off ends the connection, and the next one is whole", async () => {
  storefront.behave((_request, response) => {
    response.writeHead(200, { "content-type": "text/html", "content-length": "1000" });
    response.write("<p>the first part", () => response.destroy());
  });
  await expect(open("/")).rejects.toThrow();
  storefront.behave();
  expect((await open("/")).status).toBe(200);
});

test("a connection that breaks before its response is repeated once", async () => {
  let count = 0;
  storefront.behave((request, response) => {
    count += 1;
    if (count === 1) request.socket.destroy();
    else response.writeHead(200, { "content-type": "text/html" }).end("page");
  });
  expect((await open("/")).text).toBe("page");
  expect(count).toBe(2);
});

test("visitors who leave amid their pages free the places of these", async () => {
  const slow = await startStorefront();
  onTestFinished(() => slow.stop());
  const { own } = await openOwn([slow.origin], { connectionsPerAddress: 200 }, stillRuntime());
  slow.behave((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.write("the first part");
  });
  const leaving = Array.from({ length: 40 }, () => sendRequest(own.url, { path: "/", headers: browser }));
  for (const each of leaving)
    each
      .on("error", () => undefined)
      .on("response", (response) => response.resume())
      .end();
  await expect.poll(() => slow.received.length).toBe(6);
  slow.behave();
  const next = own.send("/next", { headers: browser });
  for (const each of leaving) each.destroy();
  expect((await next).status).toBe(200);
});

test("without a storefront a page is not found, as before", async () => {
  const { own } = await openOwn([], { production: true });
  for (const path of ["/products/cup", "/robots.txt", "/health"]) {
    const { status, errors } = await own.send(path, { headers: browser });
    expect([status, errors[0]?.extensions.code]).toEqual([404, "NOT_FOUND"]);
  }
});
