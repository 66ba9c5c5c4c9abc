/** Cross-site request forgery with session cookies: which requests are refused, and to which pages browsers may send cookies from. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestRouter } from "../support/router.ts";
import {
  call,
  json,
  local,
  me,
  openSessionShop,
  page,
  type SessionShop,
  signIn,
  storefront,
} from "../support/session-shop.ts";

let shop: SessionShop;
beforeAll(async () => {
  shop = await openSessionShop();
});
beforeEach(() => shop.reset());
afterAll(() => shop.close());

const forged: [string, Record<string, string>][] = [
  ["a foreign page", { ...json, origin: "https://evil.example" }],
  ["a page below a listed host", { ...json, origin: "https://evil.shop.example", "sec-fetch-site": "same-site" }],
  ["a page without an origin", { ...json, origin: "null" }],
  ["a page of another site that hides its origin", { ...json, "sec-fetch-site": "cross-site" }],
  ["a page of this machine, in production", { ...json, origin: local }],
  ["a request without an origin header", json],
];
/** Bodies that a browser sends without asking first, from any page. */
const forms: [string, Record<string, string>][] = [
  ["text/plain", { "content-type": "text/plain" }],
  ["a form", { "content-type": "application/x-www-form-urlencoded" }],
  ["an upload", { "content-type": "multipart/form-data; boundary=x" }],
];

describe("a request that could be forged is refused", () => {
  test.each(forged)("from %s, at the graph and at every session endpoint", async (_who, headers) => {
    const cookie = await signIn(shop.production);
    shop.accounts.requested.length = 0;
    const received = shop.accounts.contexts.length;
    const responses = [
      await me(shop.production, { ...headers, cookie }),
      await shop.production.send("/graphql?query={me{id}}", {
        headers: { ...headers, cookie, "x-requested-with": "x" },
      }),
      await call(shop.production, "POST /session", { ...headers, cookie }, { email: "x@x.example", password: "x" }),
      await call(shop.production, "POST /session/refresh", { ...headers, cookie }),
      await call(shop.production, "DELETE /session", { ...headers, cookie }),
    ];
    expect(responses.map(({ status, errors }) => [status, errors[0]?.extensions.code])).toEqual(
      responses.map(() => [403, "CSRF_PREVENTED"]),
    );
    expect(responses.flatMap((response) => response.headers.getSetCookie())).toEqual([]);
    expect([shop.accounts.requested, shop.accounts.contexts.length, shop.accounts.sessions.has("ada")]).toEqual([
      [],
      received,
      true,
    ]);
  });

  test.each(forms)("as %s, even from an allowed origin", async (_what, type) => {
    const cookie = await signIn(shop.production);
    shop.accounts.requested.length = 0;
    const headers = { ...type, origin: storefront, cookie };
    const graph = await shop.production.send("/graphql", {
      method: "POST",
      headers,
      body: '{"query":"{ me { id } }"}',
    });
    expect(graph.status).toBe(415);
    for (const endpoint of ["POST /session", "POST /session/refresh"] as const)
      expect((await call(shop.production, endpoint, headers)).errors[0]?.extensions.code).toBe("CSRF_PREVENTED");
    const bare = await shop.production.send("/session/refresh", {
      method: "POST",
      headers: { origin: storefront, cookie },
    });
    expect(bare.errors[0]?.extensions.code).toBe("CSRF_PREVENTED");
    expect(shop.accounts.requested).toEqual([]);
  });

  test("and one of the shop's own page is not, nor one of this machine in development", async () => {
    const cookie = await signIn(shop.production);
    const own = { ...json, cookie, "sec-fetch-site": "same-origin" };
    expect((await me(shop.production, own)).data).toEqual({ me: { id: "ada" } });
    const inDevelopment = await signIn(shop.development);
    const response = await me(shop.development, { ...json, cookie: inDevelopment, origin: local });
    expect(response.data).toEqual({ me: { id: "ada" } });
  });
});

describe("a GET of a query with a session cookie", () => {
  const get = (router: TestRouter, headers: Record<string, string>) =>
    router.send("/graphql?query={me{id}}", { headers });

  test.each<[string, Record<string, string>]>([
    ["the shop's own page", { "sec-fetch-site": "same-origin" }],
    ["an allowed origin", { origin: storefront, "sec-fetch-site": "same-site" }],
  ])("of %s is answered for the person, without a header that needs a preflight", async (_page, headers) => {
    const cookie = await signIn(shop.production);
    expect((await get(shop.production, { ...headers, cookie })).data).toEqual({ me: { id: "ada" } });
  });

  test.each<[string, Record<string, string>]>([
    ["a foreign page without CORS", { "sec-fetch-site": "cross-site" }],
    ["a page below the shop's host without CORS", { "sec-fetch-site": "same-site" }],
    ["a foreign page with CORS", { origin: "https://evil.example" }],
    ["a page that hides its origin", { origin: "null" }],
    ["a program", {}],
  ])("of %s is refused", async (_page, headers) => {
    const cookie = await signIn(shop.production);
    const received = shop.accounts.contexts.length;
    const { status, errors } = await get(shop.production, { ...headers, cookie });
    expect([status, errors[0]?.extensions.code]).toEqual([400, "CSRF_PREVENTED"]);
    expect(shop.accounts.contexts.length).toBe(received);
  });
});

test("a cookie that a page of another host can plant is not read: without the session's own the request is a guest's", async () => {
  const [ada, bea] = [await signIn(shop.production, "ada"), await signIn(shop.production, "bea")];
  // Of a page below the same domain, which cannot set names that begin so.
  const planted = ada.replaceAll("__Host-", "");
  expect(planted).toMatch(/^hansa-access=/);
  expect((await me(shop.production, { ...page, cookie: planted })).data).toEqual({ me: null });
  expect((await me(shop.production, { ...page, cookie: `${planted}; ${bea}` })).data).toEqual({ me: { id: "bea" } });
});

describe("browsers may send cookies", () => {
  const preflight = (router: TestRouter, origin: string) =>
    router.send("/session", { method: "OPTIONS", headers: { origin, "access-control-request-method": "DELETE" } });
  const corsHeaders = ({ headers }: { headers: Headers }) =>
    ["access-control-allow-origin", "access-control-allow-credentials"].map((name) => headers.get(name));

  test("from the origins that may call the shop, each by its name, and from no other", async () => {
    for (const origin of [storefront, local, "https://evil.example", "null", "*"]) {
      const isLoopback = origin === local;
      const allowed = [origin, "true"];
      const inProduction = origin === storefront ? allowed : [null, null];
      expect(corsHeaders(await preflight(shop.production, origin))).toEqual(inProduction);
      expect(corsHeaders(await me(shop.production, { origin }))).toEqual(inProduction);
      expect(corsHeaders(await preflight(shop.development, origin))).toEqual(isLoopback ? allowed : inProduction);
    }
    const { headers } = await preflight(shop.production, storefront);
    expect(headers.get("access-control-allow-methods")).toContain("DELETE");
  });
});
