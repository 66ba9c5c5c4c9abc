/** The back office as the router serves it, in development and production: its document at each place, and its files. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repository } from "../../src/graph/composition/sources.ts";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

/** The set-up has built it. */
const assets = readdirSync(join(repository, "apps/admin/dist/assets"));
const fileThat = (ends: string) => assets.find((name) => name.endsWith(ends)) ?? "";

let subgraphs: TestSubgraph[];
const routers: Record<string, TestRouter> = {};

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  routers.development = await startRouter(subgraphs);
  routers.production = await startRouter(subgraphs, { production: true });
});
afterAll(async () => {
  for (const router of Object.values(routers)) await router.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

describe.each(["development", "production"])("in %s", (where) => {
  const send = (path: string, headers: Record<string, string> = {}) => {
    const router = routers[where];
    if (!router) throw new Error(`there is no router in ${where}`);
    return router.send(path, { headers });
  };

  test.each(["/admin", "/admin/", "/admin/orders?view=on-hold", "/admin/orders/100149-3125"])(
    "%s is the document, which no cache keeps and which has nothing inline",
    async (path) => {
      const { status, headers, text } = await send(path);
      expect([status, headers.get("content-type"), headers.get("cache-control"), headers.get("x-robots-tag")]).toEqual([
        ...[200, "text/html; charset=utf-8", "no-store", "noindex"],
      ]);
      expect(headers.get("content-security-policy")).toContain("script-src 'self'; style-src 'self'; ");
      expect(text).toContain('<div id="office">');
      expect(text).not.toMatch(/<style|<script(?![^>]* src=)|style=|\son\w+=/);
    },
  );

  test("all files that the document names are there, compressed, to be kept for ever", async () => {
    const { text } = await send("/admin");
    const named = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = ""]) => address);
    expect(named.length).toBeGreaterThanOrEqual(3);
    for (const address of named) {
      expect(address).toMatch(/^\/admin\/assets\/[\w-]+\.\w+$/);
      const { status, headers } = await send(address, { "accept-encoding": "br" });
      expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
    }
    const script = await send(`/admin/assets/${fileThat(".js")}`, { "accept-encoding": "gzip" });
    expect(script.headers.get("content-encoding")).toBe("gzip");
    expect(script.headers.get("content-security-policy")).toContain("script-src 'self'; ");
  });

  test("a missing file is missing, and no path leads out of the folder", async () => {
    const gone = ["/admin/assets/page-gone.js", "/admin/assets/", "/admin/assets/../../package.json"];
    for (const path of [...gone, "/admin/assets/..%2findex.html", "/admin/%2e%2e/secret", "/admin//orders"]) {
      const { status, text } = await send(path);
      expect([path, status]).toEqual([path, 404]);
      expect(text).not.toContain("office");
    }
  });
});

test("it is absent beside a foreign graph", async () => {
  const foreign = await startRouter(subgraphs, { ring: undefined });
  expect((await foreign.send("/admin")).status).toBe(404);
  await foreign.close();
});
