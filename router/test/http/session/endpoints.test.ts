/** Browser sessions: the cookies that carry them, the requests that they authenticate, and their end. */

import { hashApiKey } from "@hansa/kit/identity";
import { developmentApiKey, tokenOf } from "@hansa/kit/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { rightPassword } from "../../support/accounts.ts";
import { startRouter } from "../../support/router.ts";
import {
  call,
  cookiesOf,
  json,
  local,
  me,
  openSessionShop,
  originsOf,
  page,
  type SessionShop,
  signIn,
  storefront,
} from "../../support/session-shop.ts";

let shop: SessionShop;
beforeAll(async () => {
  shop = await openSessionShop();
});
beforeEach(() => shop.reset());
afterAll(() => shop.close());

describe("the cookies of a session", () => {
  const input = { email: "ada@shop.example", password: rightPassword };
  const life = expect.stringMatching(/^Max-Age=(3599|3600)$/);
  const attributes = (headers: Headers) =>
    headers.getSetCookie().map((line) => [line.split("=", 1).join(""), ...line.split("; ").slice(1)].sort());

  test("are httpOnly and strict, in production for HTTPS and this very host, and no cache stores them", async () => {
    const { headers, text } = await call(shop.production, "POST /session", page, input);
    const rest = ["HttpOnly", life, "Path=/", "SameSite=Strict", "Secure"];
    expect(attributes(headers)).toEqual([
      [...rest, "__Host-hansa-access"],
      [...rest, "__Host-hansa-refresh"],
    ]);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(JSON.parse(text)).toEqual({
      data: {
        login: {
          __typename: "Session",
          expiresAt: expect.any(String),
          refreshExpiresAt: expect.any(String),
          user: { id: "ada", displayName: "ada" },
        },
      },
    });
  });

  test("work over HTTP in development, under the name of the port, the refresh token for /session only", async () => {
    const { headers } = await call(shop.development, "POST /session", { ...json, origin: local }, input);
    expect(attributes(headers)).toEqual([
      ["HttpOnly", life, "Path=/", "SameSite=Strict", "hansa-access-4000"],
      ["HttpOnly", life, "Path=/session", "SameSite=Strict", "hansa-refresh-4000"],
    ]);
  });

  test("are not set by a refused sign-in, whose response is that of the mutation", async () => {
    const refused = await call(shop.production, "POST /session", page, { ...input, password: "wrong" });
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([200, []]);
    expect(refused.data).toEqual({
      login: {
        __typename: "InvalidCredentialsError",
        code: "INVALID_CREDENTIALS",
        message: "Not with this.",
        path: null,
      },
    });
    const malformed = await call(shop.production, "POST /session", page, { email: 1, surname: "x" });
    expect([malformed.status, malformed.errors[0]?.extensions.code]).toEqual([400, "BAD_USER_INPUT"]);
    expect(malformed.headers.getSetCookie()).toEqual([]);
  });

  test("stay in the router: no subgraph receives them", async () => {
    const cookie = await signIn(shop.production);
    expect((await me(shop.production, { ...page, cookie })).data).toEqual({ me: { id: "ada" } });
    expect(shop.accounts.headers.length).toBeGreaterThan(0);
    for (const headers of shop.accounts.headers) expect(headers).not.toHaveProperty("cookie");
  });
});

describe("a request that needs a session", () => {
  const required = { "hansa-session": "required" };

  test("is no guest's without one, and is the person's with a cookie or a token", async () => {
    const refused = await me(shop.production, { ...page, ...required });
    expect([refused.status, refused.data, refused.errors[0]?.extensions.code]).toEqual([
      ...[401, undefined, "UNAUTHENTICATED"],
    ]);
    const guest = await me(shop.production, { ...page, ...required, "hansa-guest": "chk_1" });
    expect(guest.status).toBe(401);
    const cookie = await signIn(shop.production);
    expect((await me(shop.production, { ...page, ...required, cookie })).data).toEqual({ me: { id: "ada" } });
    const authorization = `Bearer ${await tokenOf(shop.pair, Date.now(), { claims: { sub: "bea", exp: Date.now() / 1_000 + 60 } })}`;
    expect((await me(shop.production, { ...required, authorization })).data).toEqual({ me: { id: "bea" } });
  });

  test("is a guest's where it does not say so", async () => {
    for (const headers of [page, { ...page, "hansa-session": "optional" }])
      expect((await me(shop.production, headers)).data).toEqual({ me: null });
  });
});

describe("a request with a session cookie", () => {
  test("is answered for its own viewer, also when others send the same", async () => {
    const [ada, bea] = [await signIn(shop.production, "ada"), await signIn(shop.production, "bea")];
    const ask = async (headers: Record<string, string>) => (await me(shop.production, { ...page, ...headers })).data;
    const requests = [{ cookie: ada }, { cookie: bea }, {}, { cookie: ada }];
    expect(await Promise.all(requests.map(ask))).toEqual([
      { me: { id: "ada" } },
      { me: { id: "bea" } },
      { me: null },
      { me: { id: "ada" } },
    ]);
  });

  test("is identified by its authorization header alone if it has one", async () => {
    const cookie = await signIn(shop.production);
    const authorization = `Bearer ${await tokenOf(shop.pair, Date.now(), { claims: { sub: "bea", exp: Date.now() / 1_000 + 60 } })}`;
    // Without an origin, as programs ask: a token in a header cannot be forged.
    expect((await me(shop.production, { cookie, authorization })).data).toEqual({ me: { id: "bea" } });
    expect((await me(shop.production, { ...page, cookie, authorization: "Bearer nonsense" })).status).toBe(401);
  });

  test("whose access token has expired is not a guest's: a refresh makes it valid again", async () => {
    shop.accounts.shiftAccess(-600_000);
    const ended = await signIn(shop.production);
    const { status, errors } = await me(shop.production, { ...page, cookie: ended });
    expect([status, errors[0]?.extensions.code]).toEqual([401, "UNAUTHENTICATED"]);
    shop.accounts.shiftAccess(0);
    const refreshed = await call(shop.production, "POST /session/refresh", { ...page, cookie: ended });
    expect([refreshed.data, refreshed.text.includes("oken")]).toEqual([
      { refreshSession: expect.objectContaining({ __typename: "Session" }) },
      false,
    ]);
    const cookie = cookiesOf(refreshed);
    expect(cookie).toContain("refresh-ada-");
    expect(cookie).not.toBe(ended);
    expect((await me(shop.production, { ...page, cookie })).data).toEqual({ me: { id: "ada" } });
  });

  test("is refused if the cookie is invalid, or contains a program's key, which belongs in a header", async () => {
    const key = developmentApiKey("cli_01k0abcdefghjkmnpqrstvwxyz", Buffer.alloc(32, 7));
    shop.users.clients.set(hashApiKey(key), { id: "cli_1", scopes: [] });
    expect((await me(shop.production, { authorization: `Bearer ${key}` })).status).toBe(200);
    for (const value of [key, ""])
      expect((await me(shop.production, { ...page, cookie: `__Host-hansa-access=${value}` })).status).toBe(401);
  });
});

describe("a session ends", () => {
  const cleared = [expect.stringMatching(/-access=; Max-Age=0;/), expect.stringMatching(/-refresh=; Max-Age=0;/)];

  test("by signing out, also after the access token has expired; the cookies are removed", async () => {
    shop.accounts.shiftAccess(-600_000);
    const cookie = await signIn(shop.production);
    shop.accounts.shiftAccess(0);
    const response = await call(shop.production, "DELETE /session", { ...page, cookie });
    expect(response.data).toEqual({ logout: { __typename: "LoggedOut", sessionsEnded: 1 } });
    expect([response.headers.getSetCookie(), shop.accounts.sessions.size]).toEqual([cleared, 0]);
    const again = await call(shop.production, "DELETE /session", { ...page, cookie });
    expect(again.data).toEqual({ logout: { __typename: "LoggedOut", sessionsEnded: 0 } });
  });

  test("of both cookies, where they are of different sessions, and of the access cookie alone", async () => {
    const named = (cookie: string, name: string) =>
      cookie.split("; ").find((pair) => pair.includes(`-${name}=`)) ?? "none";
    const [ada, bob] = [await signIn(shop.production, "ada"), await signIn(shop.production, "bob")];
    const mixed = `${named(ada, "access")}; ${named(bob, "refresh")}`;
    const response = await call(shop.production, "DELETE /session", { ...page, cookie: mixed });
    expect(response.data).toEqual({ logout: { __typename: "LoggedOut", sessionsEnded: 2 } });
    expect([response.headers.getSetCookie(), [...shop.accounts.sessions]]).toEqual([cleared, []]);
    const access = named(await signIn(shop.production, "ada"), "access");
    const alone = await call(shop.production, "DELETE /session", { ...page, cookie: access });
    expect(alone.data).toEqual({ logout: { __typename: "LoggedOut", sessionsEnded: 1 } });
    expect([...shop.accounts.sessions]).toEqual([]);
  });

  test("also where the access token's session has ended already", async () => {
    const cookie = await signIn(shop.production);
    shop.accounts.sessions.clear();
    let asked = 0;
    shop.accounts.misbehave(async (_request, reply) => {
      asked += 1;
      const errors = [{ message: "It has ended.", path: ["logout"], extensions: { code: "UNAUTHENTICATED" } }];
      // The first one is about the refresh token.
      if (asked === 2) await reply.send({ data: null, errors });
    });
    const response = await call(shop.production, "DELETE /session", { ...page, cookie });
    expect(response.data).toEqual({ logout: { __typename: "LoggedOut", sessionsEnded: 0 } });
    expect(response.headers.getSetCookie()).toEqual(cleared);
  });

  test("when its refresh token is refused: the cookies are removed, so that the page continues as a guest", async () => {
    const cookie = await signIn(shop.production);
    shop.accounts.sessions.clear();
    const response = await call(shop.production, "POST /session/refresh", { ...page, cookie });
    expect(response.data).toMatchObject({ refreshSession: { __typename: "InvalidTokenError" } });
    expect(response.headers.getSetCookie()).toEqual(cleared);
    const without = await call(shop.production, "POST /session/refresh", page);
    expect(without.data).toMatchObject({ refreshSession: { __typename: "InvalidTokenError" } });
  });

  test("not while users is down: the cookies stay, and the error is coded", async () => {
    const cookie = await signIn(shop.production);
    shop.accounts.misbehave(async (_request, reply) => reply.status(500).send("broken"));
    for (const endpoint of ["POST /session/refresh", "DELETE /session"] as const) {
      const { data, errors, headers } = await call(shop.production, endpoint, { ...page, cookie });
      expect([data, errors[0]?.extensions.code]).toEqual([null, expect.stringMatching(/SUBGRAPH_|OUTCOME_/)]);
      expect(headers.getSetCookie()).toEqual([]);
    }
  });
});

test("attempts count by the client's address, like those of the mutations", async () => {
  const limited = await startRouter([shop.accounts], {
    internalOrigins: originsOf(shop.users),
    requestsPerMinute: 12,
    corsOrigins: [storefront],
  });
  try {
    const input = { email: "ada@shop.example", password: "wrong" };
    const attempts = [1, 2, 3].map(() => call(limited, "POST /session", page, input));
    const responses = await Promise.all(attempts);
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    expect(responses.find(({ status }) => status === 429)?.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(shop.accounts.contexts.at(-1)?.from.address).toBe("127.0.0.1");
  } finally {
    await limited.close();
  }
});

test("no log line holds a cookie, a token or a password", async () => {
  const cookie = await signIn(shop.production);
  await me(shop.production, { ...page, cookie });
  await me(shop.production, { ...page, cookie: `${cookie}x` });
  shop.accounts.misbehave(async (_request, reply) => reply.status(500).send("broken"));
  await call(shop.production, "POST /session/refresh", { ...page, cookie });
  await call(shop.production, "DELETE /session", { ...page, cookie });
  const text = shop.lines.join();
  expect(text).toContain("POST /session/refresh");
  for (const secret of [rightPassword, "hansa-access=", "refresh-ada-", cookie.split(/[=;]/)[1] ?? cookie])
    expect(text).not.toContain(secret);
});
