/** Browsers: pages of other origins, foreign host names that resolve to this machine, and addresses that a person opens. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const listed = "https://shop.example";
const own = ["http://localhost:5173", "http://127.0.0.1:3000", "http://[::1]:8080", "https://shop.localhost"];
const foreign = [
  "http://localhost.evil.example",
  "http://evil.example",
  "http://127.0.0.1.evil.example:5173",
  "http://10.0.0.1",
  "https://shop.example.evil.example",
  "http://shop.example",
  "null",
];

let subgraphs: TestSubgraph[];
let development: TestRouter;
let production: TestRouter;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  development = await startRouter(subgraphs, { corsOrigins: [listed] });
  production = await startRouter(subgraphs, { corsOrigins: [listed], production: true });
});
afterAll(async () => {
  await development.close();
  await production.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

/** The origin that a response allows, to the call itself and to the preflight before it. */
async function allowed(router: TestRouter, origin: string) {
  const call = await router.ask("{ __typename }", {}, { origin });
  expect(call.status).toBe(200);
  const preflight = await router.send("/graphql", {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,authorization",
    },
  });
  return [call, preflight].map(({ headers }) => headers.get("access-control-allow-origin"));
}

describe("a page of another origin", () => {
  test.each(own)("of this machine, %s, may call a shop in development, and not in production", async (origin) => {
    expect(await allowed(development, origin)).toEqual([origin, origin]);
    expect(await allowed(production, origin)).toEqual([null, null]);
  });

  test("on the list may call in both", async () => {
    expect(await allowed(development, listed)).toEqual([listed, listed]);
    expect(await allowed(production, listed)).toEqual([listed, listed]);
  });

  test.each(foreign)("such as %s may not call", async (origin) => {
    expect(await allowed(development, origin)).toEqual([null, null]);
    expect(await allowed(production, origin)).toEqual([null, null]);
  });
});

describe("a GET of a query without a header that needs a preflight", () => {
  const get = (headers: Record<string, string>, query = "{ __typename }") =>
    production.send(`/graphql?query=${encodeURIComponent(query)}`, { headers });

  test.each([
    ["the shop's own page", { "sec-fetch-site": "same-origin" }],
    ["an allowed origin", { origin: listed, "sec-fetch-site": "cross-site" }],
    ["an allowed origin, by an old browser", { origin: listed }],
  ])("of %s is answered", async (_page, headers) => {
    const response = await get(headers);
    expect([response.status, response.data]).toEqual([200, { __typename: "Query" }]);
  });

  test.each<[string, Record<string, string>]>([
    ["a foreign page without CORS", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }],
    ["a page below the shop's host without CORS", { "sec-fetch-site": "same-site" }],
    ["a foreign page with CORS", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    ["a page that hides its origin", { origin: "null", "sec-fetch-site": "cross-site" }],
    ["an address that a person opened", { "sec-fetch-site": "none" }],
    ["a program", {}],
  ])("of %s is refused, and the message names what urql needs", async (_page, headers) => {
    const { status, errors } = await get(headers);
    expect([status, errors[0]?.extensions.code]).toEqual([400, "CSRF_PREVENTED"]);
    expect(errors[0]?.message).toContain("`preferGetMethod: false`");
  });

  test("of the shop's own page executes no mutation", async () => {
    const { status, errors } = await get({ "sec-fetch-site": "same-origin" }, "mutation { failing }");
    expect([status, errors[0]?.extensions.code]).toEqual([405, "METHOD_NOT_ALLOWED"]);
  });
});

/** Posts an operation under this host name, as a page does whose name resolves to this machine. */
function askAs(router: TestRouter, host: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { host, "content-type": "application/json" };
    const call = request(`${router.url}/graphql`, { method: "POST", headers }, async (response) => {
      resolve({ status: response.statusCode, body: await text(response) });
    });
    call.once("error", reject);
    call.end('{"query":"{ __typename }"}');
  });
}

describe("a request under a name", () => {
  test.each(["evil.example:4000", "localhost.evil.example", "rebound.example"])(
    "that another host may own, %j, is refused in development",
    async (host) => {
      const { status, body } = await askAs(development, host);
      expect([status, JSON.parse(body).errors[0].extensions.code]).toEqual([403, "BAD_REQUEST"]);
    },
  );

  test.each(["localhost:4000", "127.0.0.1", "[::1]:4000", "192.168.1.5:4000", "shop.example"])(
    "of this machine or a listed one, %s, is answered",
    async (host) => {
      expect(await askAs(development, host)).toMatchObject({ status: 200 });
    },
  );

  test("is not checked in production, where the shop has names of its own", async () => {
    expect(await askAs(production, "graph.kontor.example")).toMatchObject({ status: 200 });
  });
});

describe("a person who opens", () => {
  const page = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

  test.each(["/graphql", "/graphql/"])("%s gets the playground in development", async (path) => {
    const { status, text, headers } = await development.send(path, { headers: page });
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(text).toContain("<title>Hansa playground</title>");
  });

  test.each([
    ["/graphql in production", () => production.send("/graphql", { headers: page })],
    ["an operation that a link carries", () => development.send("/graphql?query={viewer}", { headers: page })],
  ])("%s is refused as a forged request", async (_what, open) => {
    const { status, errors } = await open();
    expect([status, errors[0]?.extensions.code]).toEqual([400, "CSRF_PREVENTED"]);
  });

  test("/developers gets a page with the playground and, once the shop is seeded, the demo accounts", async () => {
    const { status, text, headers } = await development.send("/developers", { headers: page });
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const [, style = ""] = /<style>(.+)<\/style>/s.exec(text) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; /);
    expect(headers.get("content-security-policy")).toContain(`style-src 'sha256-${hash}'; `);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("vary")).toMatch(/\baccept-encoding$/);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(text).toContain("<h1>Hansa</h1>");
    expect(text).not.toContain("Password");
    const links = [...text.matchAll(/<a href="([^"]+)"/g)].map(([, address = ""]) => address);
    expect(links).toEqual(["/admin", "/playground", "/schema.graphql"]);
    for (const address of links) expect((await development.send(address)).status).toBe(200);

    const dataFolder = mkdtempSync(join(tmpdir(), "hansa-data-"));
    onTestFinished(() => rmSync(dataFolder, { recursive: true }));
    const accounts = [{ role: "CATALOG_MANAGER", email: "<b>@hansa.example", password: "demo-password" }];
    writeFileSync(join(dataFolder, "playground.json"), JSON.stringify({ accounts }));
    const seeded = await startRouter(subgraphs, { dataFolder });
    onTestFinished(() => seeded.close());
    expect((await seeded.send("/developers", { headers: page })).text).toContain(
      "<tr><td>catalog manager</td><td>&#60;b&#62;@hansa.example</td><td>demo-password</td></tr>",
    );
    const shop = await startRouter(subgraphs, { dataFolder, production: true });
    onTestFinished(() => shop.close());
    for (const path of ["/developers", "/developers/", "/"]) {
      const { text: plain, status: found } = await shop.send(path, { headers: page });
      expect([path, found]).toEqual([path, path === "/" ? 200 : 404]);
      expect(plain).not.toMatch(/playground|password|schema\.graphql|hansa\.example|developers/i);
    }
  });

  test("/ is sent to that page in development, and programs get a list of the addresses, as all do in production", async () => {
    const opened = (router: TestRouter, accept: string) =>
      router.send("/", { headers: { accept }, redirect: "manual" });
    for (const accept of [page.accept, "application/xhtml+xml,text/html;q=0.9"]) {
      const { status, headers } = await opened(development, accept);
      expect([status, headers.get("location"), headers.get("cache-control")]).toEqual([302, "/developers", "no-store"]);
      expect(headers.get("vary")).toMatch(/\baccept$/);
    }
    const addresses = { name: "Hansa", graphql: "/graphql", playground: "/playground", developers: "/developers" };
    for (const accept of ["*/*", "application/json", "text/htmlx"])
      expect(JSON.parse((await opened(development, accept)).text)).toEqual(addresses);
    for (const accept of [page.accept, "*/*", "application/json"])
      expect(JSON.parse((await opened(production, accept)).text)).toEqual({ name: "Hansa", graphql: "/graphql" });
  });
});
