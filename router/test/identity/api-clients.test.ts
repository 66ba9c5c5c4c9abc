/** API keys: a valid key gives a viewer with its scopes, any other a 401, and no key is forwarded or logged. */

import { createLog } from "@hansa/contracts/log";
import { processes } from "@hansa/contracts/processes";
import { developmentRing, hashApiKey } from "@hansa/kit/identity";
import { type Log, type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { developmentApiKey, formerApiKey, newPair } from "@hansa/kit/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { newApiClients, verifyApiKey } from "../../src/identity/api-clients.ts";
import { startRouter, type TestRouter, unreachable } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";
import { startUsers, type TestUsers } from "../support/users.ts";

const partner = { id: "cli_01kf0rdqg0jcg4634zvmyzvdv6", scopes: ["orders:read"] };
const key = developmentApiKey(partner.id, new Uint8Array(32).fill(7));
const unknown = developmentApiKey(partner.id, new Uint8Array(32).fill(8));
/** Keys of partners as early versions issued them. */
const formerKeys = [7, 8, 9].map((byte) => formerApiKey(partner.id, new Uint8Array(32).fill(byte)));
const [formerKey = "", secondFormerKey = "", thirdFormerKey = ""] = formerKeys;
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

/** Its durations are the test's; a call has a minute at least, in which a busy machine answers it. */
function testRuntime(): { runtime: Runtime; advance(ms: number): void } {
  let elapsed = 0;
  const deadline = (ms: number) => systemRuntime.deadline(Math.max(ms, 60_000));
  return {
    runtime: { ...systemRuntime, monotonic: () => elapsed, deadline },
    advance: (ms) => {
      elapsed += ms;
    },
  };
}
const ask = (credential: string, headers: Record<string, string> = {}) =>
  router.ask("{ viewer }", {}, { authorization: `Bearer ${credential}`, ...headers });
const from = (address: string) => ({ "x-forwarded-for": address });
const fail = () => expect.unreachable();
const networkAt = (index: number) => `203.0.${(index % 400) >> 8}.${index % 256}`;
/** 32 bytes that no key of a client has. */
const guessed = (index: number) => {
  const bytes = new Uint8Array(32).fill(1);
  new DataView(bytes.buffer).setUint32(0, index);
  return bytes;
};
/** A key of the form of early versions that was never given out: anybody can compute its checksum. */
const guess = (index: number) => formerApiKey(partner.id, guessed(index));
/** A key of the right form with a checksum of chance. */
const randomKey = (index: number) => `${guess(index).slice(0, -6)}${guess(index + 1).slice(-6)}`;

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

test.each([1, 10_000])("%i keys with a checksum of chance cost no lookup, and lower nobody's limit", async (count) => {
  let lookups = 0;
  const ask = async () => {
    lookups += 1;
    return partner;
  };
  const log = createLog("router", "silent");
  const ring = developmentRing("router", processes);
  const clients = newApiClients({ runtime: testRuntime().runtime, log, metrics: { countAlarm: fail }, ring, ask });
  for (let index = 0; index < count; index += 1) {
    expect(await verifyApiKey(clients, randomKey(index), networkAt(index))).toEqual({ refused: "invalid" });
  }
  expect([lookups, clients.invalid.size, clients.guessesByNetwork.levels.size]).toEqual([0, 0, 0]);
  expect(await verifyApiKey(clients, formerKey, networkAt(0))).toHaveProperty("viewer");
  expect(lookups).toBe(1);
});

test("a flood of keys of the early form from many networks refuses only such keys, from unfamiliar networks, with one alarm", async () => {
  const { runtime, advance } = testRuntime();
  lines.length = 0;
  await open(runtime, 1);
  expect((await ask(formerKey, from("198.51.100.1"))).status).toBe(200);
  // In parts: a busy machine does not open all of their connections in the ten seconds that fetch has for one.
  const flood = async (start: number) => {
    const responses: Awaited<ReturnType<typeof ask>>[] = [];
    for (let part = 0; part < 1_320; part += 132) {
      const keys = Array.from({ length: 132 }, (_, index) => guess(start + part + index));
      responses.push(...(await Promise.all(keys.map((key, index) => ask(key, from(networkAt(index % 44)))))));
    }
    return responses;
  };
  const responses = await flood(0);
  expect(responses.filter(({ status }) => status === 401)).toHaveLength(1_199);
  expect(responses.filter(({ status }) => status === 429)).toHaveLength(121);
  expect(users.requests).toHaveLength(1_200);

  // The router has not seen these keys yet. Only the former key is refused, and only where no valid key came from.
  expect((await ask(secondFormerKey, from("198.51.100.2"))).status).toBe(429);
  expect((await ask(key, from("198.51.100.2"))).status).toBe(200);
  expect((await ask(secondFormerKey, from("198.51.100.1"))).status).toBe(200);
  // One that was found valid is looked up again without a limit, from any network.
  advance(15_000);
  await flood(2_000);
  expect((await ask(formerKey, from("198.51.100.3"))).status).toBe(200);
  // The network of a valid key is familiar from then on.
  expect((await ask(thirdFormerKey, from("198.51.100.2"))).status).toBe(200);

  expect(lines.filter((line) => line.includes('"alarm":"many_unknown_api_keys"'))).toHaveLength(1);
  expect(await router.counted("hansa_alarms_total", { alarm: "many_unknown_api_keys" })).toBe(1);
  advance(15 * 60_000);
  await flood(4_000);
  expect(await router.counted("hansa_alarms_total", { alarm: "many_unknown_api_keys" })).toBe(2);
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
