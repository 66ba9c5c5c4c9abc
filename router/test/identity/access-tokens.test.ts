/** Access tokens: a valid one gives a viewer, an invalid one a 401 and never a guest, in every state of the keys. */

import { createHmac } from "node:crypto";
import { type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { newPair, tokenOf, validClaims } from "@hansa/kit/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startRouter, type TestRouter, unreachable } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";
import { startUsers, type TestUsers } from "../support/users.ts";

type Pair = Awaited<ReturnType<typeof newPair>>;
let subgraphs: TestSubgraph[];
let pair: Pair;
let users: TestUsers;
let router: TestRouter;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  pair = await newPair("key-1");
});
afterAll(async () => {
  for (const subgraph of subgraphs) await subgraph.stop();
});
afterEach(async () => {
  await router.close();
  await users.stop();
});

/** Its wall clock follows the system's, so that the subgraphs take the router's signatures; its durations are the test's. */
function testRuntime(): { runtime: Runtime; advance(ms: number): void } {
  let elapsed = 0;
  return {
    runtime: { ...systemRuntime, monotonic: () => elapsed },
    advance: (ms) => {
      elapsed += ms;
    },
  };
}
async function open(runtime: Runtime = systemRuntime): Promise<void> {
  users = await startUsers([pair]);
  const internalOrigins = { ...unreachable, users: [users.origin] };
  router = await startRouter(subgraphs, { internalOrigins }, { runtime });
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ask = (token: string) => router.ask("{ viewer }", {}, bearer(token));
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

test("a valid token gives a viewer with its role, scopes and session", async () => {
  await open();
  const { status, data } = await ask(await tokenOf(pair, Date.now()));
  expect(status).toBe(200);
  expect(data).toEqual({
    viewer: JSON.stringify({
      kind: "user",
      id: "user_1",
      role: "CUSTOMER",
      scopes: ["a:read", "b:write"],
      sessionId: "ses_1",
    }),
  });
});

test("a token is verified once, and its keys are fetched once, until it expires", async () => {
  const { runtime } = testRuntime();
  let at = Date.now();
  await open({ ...runtime, now: () => at });
  const token = await tokenOf(pair, at, { claims: { exp: Math.floor(at / 1_000) + 20 } });
  for (let turn = 0; turn < 5; turn += 1) expect((await ask(token)).status).toBe(200);
  expect(users.keyRequests()).toBe(1);
  at += 26_000;
  expect((await ask(token)).status).toBe(401);
});

describe("refused with 401 and never taken for a guest:", () => {
  const seconds = () => Math.floor(Date.now() / 1_000);
  const fresh = () => ({ exp: seconds() + 300 });
  const forged: [string, () => Promise<string>][] = [
    [
      "alg none",
      async () => `${encode({ alg: "none" })}.${encode({ ...validClaims, ...fresh(), iss: "hansa", aud: "hansa" })}.`,
    ],
    [
      "HMAC with the public key as its secret",
      async () => {
        const text = `${encode({ alg: "HS256", kid: pair.kid })}.${encode({ ...validClaims, ...fresh(), iss: "hansa", aud: "hansa" })}`;
        return `${text}.${createHmac("sha256", JSON.stringify(pair.publicJwk)).update(text).digest("base64url")}`;
      },
    ],
    ["a kid that tries to be a path", async () => tokenOf(await newPair("../../keys/1' OR 1=1"), Date.now())],
    [
      "a header that brings its own key",
      async () => {
        const own = await newPair("key-1");
        return tokenOf(own, Date.now(), { header: { jwk: own.publicJwk, jku: "http://127.0.0.1:9/jwks.json" } });
      },
    ],
    ["no end", () => tokenOf(pair, Date.now(), { claims: {} })],
    ["another issuer", () => tokenOf(pair, Date.now(), { issuer: "elsewhere" })],
    ["another audience", () => tokenOf(pair, Date.now(), { audience: "elsewhere" })],
    ["a beginning in the future", () => tokenOf(pair, Date.now(), { claims: { ...fresh(), nbf: seconds() + 600 } })],
    ["12 kB", async () => `${await tokenOf(pair, Date.now(), { claims: { ...fresh(), pad: "x".repeat(9_000) } })}`],
    ["an end in the past", () => tokenOf(pair, Date.now() - 600_000)],
    ["no role", () => tokenOf(pair, Date.now(), { claims: { ...fresh(), role: undefined } })],
    ["scopes that are a list", () => tokenOf(pair, Date.now(), { claims: { ...fresh(), scope: ["a"] } })],
    [
      "a changed payload",
      async () => (await tokenOf(pair, Date.now())).replace(/\.[^.]+\./, `.${encode({ ...validClaims, ...fresh() })}.`),
    ],
    ["no token at all", async () => "not-a-token"],
  ];
  test.each(forged)("%s", async (_name, make) => {
    await open();
    const received = subgraphs[0]?.contexts.length;
    const { status, data, errors, headers } = await ask(await make());
    expect([status, data]).toEqual([401, undefined]);
    expect(errors[0]?.extensions).toEqual({ code: "UNAUTHENTICATED", requestId: headers.get("x-request-id") });
    expect(subgraphs[0]?.contexts.length).toBe(received);
    // The same request with a good token is served: it was the token that was refused.
    expect((await ask(await tokenOf(pair, Date.now()))).status).toBe(200);
  });

  test.each(["Basic dXNlcjpwYXNz", "Bearer", "Bearer a b", ""])("the header %j", async (authorization) => {
    await open();
    expect((await router.ask("{ viewer }", {}, { authorization })).status).toBe(401);
  });
});

describe("keys", () => {
  test("that are unavailable give a 503, and not a guest", async () => {
    const { runtime, advance } = testRuntime();
    await open(runtime);
    users.publish(undefined);
    const token = await tokenOf(pair, Date.now());
    const { status, data, errors } = await ask(token);
    expect([status, data, errors[0]?.extensions.code]).toEqual([503, undefined, "SUBGRAPH_UNAVAILABLE"]);
    expect((await router.ask("{ viewer }")).status).toBe(200);
    users.publish([pair]);
    advance(600);
    expect((await ask(token)).status).toBe(200);
  });

  test("are kept while the users service is down", async () => {
    const { runtime, advance } = testRuntime();
    await open(runtime);
    const token = () => tokenOf(pair, Date.now());
    expect((await ask(await token())).status).toBe(200);
    users.publish(undefined);
    advance(10 * 60_000);
    expect((await ask(await token())).status).toBe(200);
  });

  test("that are new are fetched when a token names one, at most once in 30 seconds for all senders", async () => {
    const { runtime, advance } = testRuntime();
    await open(runtime);
    expect((await ask(await tokenOf(pair, Date.now()))).status).toBe(200);
    const next = await newPair("key-2");
    users.publish([pair, next]);
    expect((await ask(await tokenOf(next, Date.now()))).status).toBe(200);
    expect(users.keyRequests()).toBe(2);
    const unknown = await newPair("key-3");
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenOf(unknown, Date.now())));
    for (const token of tokens) expect((await ask(token)).status).toBe(401);
    expect(users.keyRequests()).toBe(2);
    advance(31_000);
    expect((await ask(await tokenOf(unknown, Date.now()))).status).toBe(401);
    expect(users.keyRequests()).toBeLessThanOrEqual(4);
  });

  test("that were removed become invalid within a minute, for tokens that were already verified too", async () => {
    const { runtime, advance } = testRuntime();
    await open(runtime);
    const next = await newPair("key-2");
    users.publish([pair, next]);
    const token = await tokenOf(pair, Date.now());
    expect((await ask(token)).status).toBe(200);
    users.publish([next]);
    expect((await ask(token)).status).toBe(200);
    advance(61_000);
    expect((await ask(token)).status).toBe(401);
    expect((await ask(await tokenOf(next, Date.now()))).status).toBe(200);
  });
});

test("a viewer assertion of the router is valid for one subgraph, one body and half a minute", async () => {
  await open();
  const [products, orders] = subgraphs;
  if (!products || !orders) throw new Error("two subgraphs are needed");
  products.headers.length = 0;
  await router.ask("{ viewer }");
  const [{ "hansa-claims": claims = "", "hansa-signature": signature = "", "hansa-viewer": viewer = "" } = {}] =
    products.headers;
  const body = JSON.stringify({ query: "{viewer}", variables: {} });
  const sendTo = (subgraph: TestSubgraph, text: string, headers: Record<string, string>) =>
    fetch(subgraph.url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: text });
  const signed = { "hansa-claims": String(claims), "hansa-signature": String(signature) };
  const captured = { ...signed, "hansa-viewer": String(viewer) };
  expect((await sendTo(products, body, captured)).status).toBe(200);
  expect((await sendTo(products, body, signed)).status).toBe(401);
  expect((await sendTo(orders, body, captured)).status).toBe(401);
  expect((await sendTo(products, body.replace("viewer", "secret"), captured)).status).toBe(401);
  for (const query of ["{ _service { sdl } }", "{ __typename }", "{ _entities(representations: []) { __typename } }"]) {
    const token = await tokenOf(pair, Date.now());
    expect((await sendTo(products, JSON.stringify({ query }), bearer(token))).status).toBe(401);
  }
});
