/** API keys: a valid key gives a viewer with its scopes, any other a 401, and no key is forwarded or logged. */

import { createLog } from "@hansa/contracts/log";
import { hashApiKey } from "@hansa/kit/identity";
import { type Log, type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { newPair } from "@hansa/kit/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { verifyApiKey } from "../../src/identity/api-clients.ts";
import {
  expectNoLookups,
  formerKey,
  formerKeys,
  guess,
  key,
  networkAt,
  openClients,
  partner,
  registered,
  secondFormerKey,
  testRuntime,
  thirdFormerKey,
  unknown,
} from "../support/api-keys.ts";
import { startRouter, type TestRouter, unreachable } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";
import { startUsers, type TestUsers } from "../support/users.ts";

const lines: string[] = [];
const listening = createLog("router", "trace", { write: (line) => void lines.push(line) });

let subgraphs: TestSubgraph[];
let users: TestUsers;
let router: TestRouter;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
});
afterAll(async () => {
  for (const subgraph of subgraphs) await subgraph.stop();
});
afterEach(async () => {
  await router.close();
  await users.stop();
});

async function open(runtime: Runtime = systemRuntime, trustedProxies = 0, log: Log = listening): Promise<void> {
  users = await startUsers([await newPair("key-1")]);
  for (const issued of [key, ...formerKeys]) users.clients.set(hashApiKey(issued), partner);
  const internalOrigins = { ...unreachable, users: [users.origin] };
  router = await startRouter(subgraphs, { internalOrigins, trustedProxies }, { runtime, log });
}

const ask = (credential: string, headers: Record<string, string> = {}) =>
  router.ask("{ viewer }", {}, { authorization: `Bearer ${credential}`, ...headers });
const from = (address: string) => ({ "x-forwarded-for": address });
test("a key gives a viewer with the scopes of its program, and nothing else of it reaches a service", async () => {
  await open();
  const { status, data } = await ask(key);
  expect([status, data]).toEqual([200, { viewer: JSON.stringify({ kind: "client", ...partner }) }]);
  expect(users.requests).toEqual([JSON.stringify({ keyHash: hashApiKey(key) })]);
  expect(JSON.stringify(subgraphs[0]?.headers)).not.toContain(key);
  expect((await router.ask("{ secret }", {}, { authorization: `Bearer ${key}` })).data).toEqual({
    secret: "the vault's number",
  });
});

test.each([
  ["ALL", "/graphql"],
  ["PUBLIC", "/graphql/public"],
  ["PARTNER", "/graphql/partner"],
  // Of a users from before contracts.
  [undefined, "/graphql"],
] as const)("a key for %s is taken at %s alone, and refused elsewhere with that path", async (contract, path) => {
  await open();
  users.clients.set(hashApiKey(key), { ...partner, ...(contract ? { contract } : {}) });
  const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
  const sent = { method: "POST", headers, body: JSON.stringify({ query: "{ viewer }" }) };
  for (const asked of ["/graphql", "/graphql/public", "/graphql/partner"]) {
    const received = subgraphs[0]?.contexts.length;
    const { status, data, errors } = await router.send(asked, sent);
    if (asked === path) {
      expect([status, data]).toEqual([200, { viewer: JSON.stringify({ kind: "client", ...partner }) }]);
      continue;
    }
    const [error] = errors;
    expect([status, data, error?.message, error?.extensions.code]).toEqual([
      ...[403, undefined, `This key is for ${path}. Send its requests there.`, "FORBIDDEN"],
    ]);
    expect(subgraphs[0]?.contexts.length).toBe(received);
  }
});

test("unknown, revoked and misspelt keys are refused in the same words, and never treated as a guest", async () => {
  const { runtime, advance } = testRuntime();
  await open(runtime);
  expect((await ask(key)).status).toBe(200);
  users.clients.clear();
  advance(15_000);
  const received = subgraphs[0]?.contexts.length;
  const misspelt = `${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`;
  const responses = [];
  for (const invalid of [key, unknown, misspelt, "hansa_", "hansa_x_y", key.toUpperCase().replace("HANSA", "hansa")]) {
    const { status, errors } = await ask(invalid);
    responses.push([status, errors.map(({ message, extensions: { code } }) => ({ message, code }))]);
  }
  const refused = [401, [{ message: "This key is not valid.", code: "UNAUTHENTICATED" }]];
  expect(responses).toEqual(responses.map(() => refused));
  expect(subgraphs[0]?.contexts.length).toBe(received);
});

test("a misspelt key is detected by its checksum, without a request", async () => {
  await open();
  for (let at = 33; at < key.length; at += 1) {
    const other = key.charAt(at) === "a" ? "b" : "a";
    expect((await ask(key.slice(0, at) + other + key.slice(at + 1))).status).toBe(401);
  }
  expect(users.requests).toEqual([]);
});

test("a revoked key is refused after 15 seconds, and a valid one is looked up once in that time", async () => {
  const { runtime, advance } = testRuntime();
  await open(runtime);
  for (let turn = 0; turn < 5; turn += 1) expect((await ask(key)).status).toBe(200);
  expect(users.requests).toHaveLength(1);
  users.clients.clear();
  advance(14_999);
  expect((await ask(key)).status).toBe(200);
  advance(1);
  expect((await ask(key)).status).toBe(401);
});

test("many concurrent requests with one key cause one look-up", async () => {
  await open();
  const responses = await Promise.all(Array.from({ length: 20 }, () => ask(key)));
  expect(responses.map(({ status }) => status)).toEqual(responses.map(() => 200));
  expect(users.requests).toHaveLength(1);
});

test("an unknown key is looked up again after five seconds: it may just have been created", async () => {
  const { runtime, advance } = testRuntime();
  await open(runtime);
  for (let turn = 0; turn < 3; turn += 1) expect((await ask(unknown)).status).toBe(401);
  expect(users.requests).toHaveLength(1);
  users.clients.set(hashApiKey(unknown), partner);
  advance(5_000);
  expect((await ask(unknown)).status).toBe(200);
});

test("a network that guesses keys is told to wait, while others and valid keys from there are served", async () => {
  const { runtime } = testRuntime();
  await open(runtime, 1);
  for (let turn = 0; turn < 30; turn += 1) expect((await ask(guess(turn), from("203.0.113.5"))).status).toBe(401);
  const limited = await ask(guess(31), from("203.0.113.5"));
  expect([limited.status, limited.errors[0]?.extensions.code]).toEqual([429, "RATE_LIMITED"]);
  expect(limited.headers.get("retry-after")).toBe("2");
  expect(users.requests).toHaveLength(30);
  expect((await ask(formerKey, from("203.0.113.5"))).status).toBe(429);
  expect((await ask(formerKey, from("203.0.113.6"))).status).toBe(200);
  expect((await ask(key, from("203.0.113.5"))).status).toBe(200);
});

test.each([1, 100])("%i keys with a checksum of chance cost no lookup, and lower nobody's limit", expectNoLookups);

test("a flood of keys of the early form refuses only such keys, from unfamiliar networks, with one alarm", async () => {
  const { clients, advance, alarms } = openClients(async (hash) => (hashes.has(hash) ? registered : null));
  const hashes = new Set([key, ...formerKeys].map(hashApiKey));
  const verify = (sent: string, network: string) => verifyApiKey(clients, sent, network);
  const flood = async (start: number) => {
    const verdicts = [];
    for (let index = 0; index < 1_320; index += 1)
      verdicts.push(await verify(guess(start + index), networkAt(index % 44)));
    return verdicts;
  };
  expect(await verify(formerKey, "198.51.100.1")).toHaveProperty("viewer");
  const verdicts = await flood(0);
  expect(verdicts.filter((verdict) => "refused" in verdict)).toHaveLength(1_199);
  expect(verdicts.filter((verdict) => "limitedMs" in verdict)).toHaveLength(121);
  expect(await verify(secondFormerKey, "198.51.100.2")).toHaveProperty("limitedMs");
  expect(await verify(key, "198.51.100.2")).toHaveProperty("viewer");
  expect(await verify(secondFormerKey, "198.51.100.1")).toHaveProperty("viewer");
  expect(await verify(thirdFormerKey, "198.51.100.2")).toHaveProperty("viewer");
  expect(alarms()).toBe(1);
  advance(15 * 60_000);
  await flood(2_000);
  expect(alarms()).toBe(2);
});

test("a familiar network that guesses keys is told to wait as well", async () => {
  const { runtime } = testRuntime();
  await open(runtime, 1);
  expect((await ask(key, from("203.0.113.5"))).status).toBe(200);
  for (let turn = 0; turn < 30; turn += 1) expect((await ask(guess(turn), from("203.0.113.5"))).status).toBe(401);
  expect((await ask(guess(31), from("203.0.113.5"))).status).toBe(429);
});

test("while users is down no key is recognised, and no request is treated as a guest's", async () => {
  const { runtime, advance } = testRuntime();
  await open(runtime);
  expect((await ask(key)).status).toBe(200);
  users.clients.away = true;
  expect((await ask(key)).status).toBe(200);
  advance(15_000);
  const { status, errors } = await ask(key);
  expect([status, errors[0]?.extensions.code]).toEqual([503, "SUBGRAPH_UNAVAILABLE"]);
  users.clients.away = false;
  expect((await ask(key)).status).toBe(200);
});

test("no log contains a key", async () => {
  await open();
  users.clients.away = true;
  await ask(key);
  users.clients.away = false;
  for (const sent of [key, unknown, `${key}x`]) await ask(sent);
  const text = lines.join();
  expect(text).toContain('"viewer":"client"');
  for (const sent of [key, unknown]) expect(text).not.toContain(sent.slice(33));
});
