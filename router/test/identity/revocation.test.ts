/** Revoked sessions at the router: refused by name, and unverifiable ones refused for writes and staff only. */

import { hashApiKey } from "@hansa/kit/identity";
import type { Revocation } from "@hansa/kit/sessions";
import { developmentApiKey, newPair, tokenOf, validClaims } from "@hansa/kit/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startRouter, type TestRouter, unreachable } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";
import { startUsers, type TestUsers } from "../support/users.ts";

const key = developmentApiKey("cli_01kf0rdqg0jcg4634zvmyzvdv6", new Uint8Array(32).fill(7));
let pair: Awaited<ReturnType<typeof newPair>>;
let subgraphs: TestSubgraph[];
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

async function open(): Promise<void> {
  users = await startUsers([pair]);
  users.clients.set(hashApiKey(key), { id: "cli_1", scopes: ["orders:read"] });
  const internalOrigins = { ...unreachable, users: [users.origin] };
  router = await startRouter(subgraphs, { internalOrigins });
}

const read = "{ viewer }";
const write = `mutation { place(productId: "1") { id } }`;
const customer = () => token({ scope: "" });
const staff = () => token({ role: "SUPPORT", scope: "orders:read" });

function token(claims: object): Promise<string> {
  const iat = Math.floor(Date.now() / 1_000);
  return tokenOf(pair, Date.now(), { claims: { ...validClaims, iat, exp: iat + 300, ...claims } });
}

async function ask(credential: string | undefined, query: string) {
  const headers: Record<string, string> = credential ? { authorization: `Bearer ${credential}` } : {};
  const response = await router.ask(query, {}, headers);
  return {
    status: response.status,
    code: response.errors?.[0]?.extensions.code,
    retryAfter: response.headers.get("retry-after"),
  };
}

const served = { status: 200, code: undefined };
const unverifiable = { status: 503, code: "SESSION_UNVERIFIABLE", retryAfter: "1" };

test.each<[string, Revocation, () => Promise<string>]>([
  ["session", { kind: "session", sessionId: "ses_1" }, customer],
  ["role", { kind: "role", userId: "user_1", role: "CUSTOMER" }, staff],
  ["API client", { kind: "client", clientId: "cli_1" }, async () => key],
])("a revoked %s is refused with 401 before any subgraph is asked", async (_name, revocation, credential) => {
  await open();
  const shown = await credential();
  expect(await ask(shown, read)).toMatchObject(served);
  users.revoked.push(revocation);
  await expect.poll(() => ask(shown, read)).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
  const received = subgraphs.map((subgraph) => subgraph.contexts.length);
  expect(await ask(shown, write)).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
  expect(subgraphs.map((subgraph) => subgraph.contexts.length)).toEqual(received);
});

test("without a fresh feed, writes and staff get 503 with retry-after; queries of customers and all requests of guests are served", async () => {
  await open();
  const [shopper, clerk] = [await customer(), await staff()];
  for (const credential of [shopper, clerk, key]) expect(await ask(credential, read)).toMatchObject(served);
  users.revoked.away = true;
  await expect.poll(() => ask(clerk, read)).toMatchObject(unverifiable);
  expect(await ask(key, read)).toMatchObject(unverifiable);
  for (const credential of [shopper, clerk, key]) expect(await ask(credential, write)).toMatchObject(unverifiable);
  expect(await ask(shopper, read)).toMatchObject(served);
  expect(await ask(undefined, read)).toMatchObject(served);
  expect((await ask(undefined, write)).status).toBe(200);
  users.revoked.away = false;
  await expect.poll(() => ask(clerk, read)).toMatchObject(served);
});
