/** The paths that the router keeps: its list has every route, and each entry has one. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { isOwnPath, ownPaths, readPagePath } from "../../src/http/own-paths.ts";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let subgraphs: TestSubgraph[];
let development: TestRouter;
let production: TestRouter;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  const storefrontOrigins = ["http://127.0.0.1:9"];
  development = await startRouter(subgraphs, { storefrontOrigins });
  production = await startRouter(subgraphs, { storefrontOrigins, production: true });
});
afterAll(async () => {
  await development.close();
  await production.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

/** The paths of all routes, as Fastify prints its tree: each part follows the one that stands four characters before it, lines above. */
function routesOf({ app }: TestRouter): string[] {
  const parts: string[] = [];
  const routes: string[] = [];
  for (const line of app.printRoutes().split("\n")) {
    const [, indent = "", part = "", methods] = /^([│ ├└─]*)([^\s(]+)(?: \(([A-Z, ]+)\))?$/u.exec(line) ?? [];
    if (part === "") continue;
    const depth = indent.length / 4;
    parts.splice(depth);
    parts[depth] = part;
    if (methods !== undefined) routes.push(parts.join(""));
  }
  return routes;
}

/** The routes that are no path of the router's: the index, the pages of the storefront, and preflights of any path. */
const shared = new Set(["/", "/*", "*"]);

test.each([
  ["development", () => development],
  ["production", () => production],
])("every route in %s is on the list", (_where, router) => {
  const routes = routesOf(router());
  expect(routes).toEqual(
    expect.arrayContaining(["/", "/*", "/media/*", "/uploads/:token", "/session/refresh", "/ready"]),
  );
  expect(routes.filter((route) => !shared.has(route) && !isOwnPath(route))).toEqual([]);
});

test("every path of the list has a route, and the endpoint answers at its own", async () => {
  const routes = routesOf(development);
  const idle = ownPaths.filter((own) => !routes.some((route) => route === own || route.startsWith(`${own}/`)));
  expect(idle).toEqual([]);
  for (const path of ["/graphql", "/graphql/"]) {
    const { status } = await production.send(`${path}?query={viewer}`, {
      headers: { "apollo-require-preflight": "1" },
    });
    expect([path, status, isOwnPath(path)]).toEqual([path, 200, true]);
  }
});

test("a path belongs to the router with all below it, and no path that only begins alike", () => {
  for (const path of ["/media", "/media/a/b.png", "/developers", "/.well-known/jwks.json"])
    expect(isOwnPath(path)).toBe(true);
  for (const path of ["/", "/mediathek", "/products/media", "/robots.txt", "/sitemap.xml", "/favicon.ico", "/health"])
    expect(isOwnPath(path)).toBe(false);
  for (const path of ["/.well-known/security.txt", "/.well-known/change-password"]) expect(isOwnPath(path)).toBe(false);
});

test.each([
  ["/products/caf%C3%A9?a=%2F..%5C", "/products/café"],
  ["/products/50%25", "/products/50%"],
  ["/%6dedia/a.png", "/media/a.png"],
  ["/de/", "/de/"],
  ["/", "/"],
])("%s is a path without escapes", (url, path) => {
  expect(readPagePath(url)).toBe(path);
});

test.each([
  "/products/../internal",
  "/products/%2e%2E/internal",
  "/products/.%2e",
  "/./a",
  "/products/a%2Fb",
  "/products/a%5cb",
  "/products/a\\b",
  "/products//a",
  "//evil.example",
  "/products/%",
  "/products/%zz",
  "/products/%ff",
  "/products/%00",
  "/products/%0d%0a",
  "/products/é",
  "/a b",
  "*",
  "http://evil.example/",
  "",
])("%j is no path of a page", (url) => {
  expect(readPagePath(url)).toBeUndefined();
});
