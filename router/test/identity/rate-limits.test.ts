/** Rate limits by person, program or network, and the origin of a request, which a client cannot forge. */

import { createLog } from "@hansa/contracts/log";
import { clientAddressReader, originOf, type TrustedProxies } from "@hansa/kit/identity";
import { type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { openUnsent, usualUnsentLimits } from "@hansa/kit/server";
import { newPair, tokenOf } from "@hansa/kit/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { openConnectionLimit, openRequestLimit } from "../../src/http/connections.ts";
import { openPublicListener } from "../../src/http/public-listener.ts";
import { startRouter, type TestRouter, unreachable } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";
import { startUsers, type TestUsers } from "../support/users.ts";

type Pair = Awaited<ReturnType<typeof newPair>>;
let subgraphs: TestSubgraph[];
let pair: Pair;
let users: TestUsers;
let router: TestRouter | undefined;
let elapsed = 0;
const runtime: Runtime = { ...systemRuntime, monotonic: () => elapsed };
const silent = createLog("router", "silent");

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  pair = await newPair("key-1");
  users = await startUsers([pair]);
});
afterAll(async () => {
  for (const subgraph of subgraphs) await subgraph.stop();
  await users.stop();
});
afterEach(async () => {
  await router?.close();
  router = undefined;
});

async function open(requestsPerMinute: number, trustedProxies: number): Promise<TestRouter> {
  const internalOrigins = { ...unreachable, users: [users.origin] };
  router = await startRouter(subgraphs, { internalOrigins, requestsPerMinute, trustedProxies }, { runtime });
  return router;
}
const from = (address: string) => ({ "x-forwarded-for": address });
const proxies = (trusted: TrustedProxies) => ({ trusted, log: silent, warned: false });

/** The origin that a real listener finds for a request with these headers, from this peer, by both ways to read the client's address. */
async function originAt(trustedProxies: TrustedProxies, headers: Record<string, string>, remoteAddress = "192.0.2.1") {
  const app = await openPublicListener({
    runtime,
    log: silent,
    isReady: () => true,
    isAllowedOrigin: () => false,
    trustsHost: undefined,
    trustedProxies,
    addressOf: clientAddressReader(trustedProxies),
    connectionLimit: openConnectionLimit(runtime, 0, trustedProxies),
    requestLimit: openRequestLimit(0),
    unsent: openUnsent(usualUnsentLimits),
    securityHeaders: {},
    begin: () => () => {},
    endpoint: () => false,
  });
  const addressOf = clientAddressReader(trustedProxies);
  app.get("/origin", async ({ ip, headers, socket, raw }) =>
    [ip, addressOf(raw)].map((address) => originOf(proxies(trustedProxies), { ip: address, headers, socket })),
  );
  const { body } = await app.inject({ url: "/origin", headers, remoteAddress });
  await app.close();
  const origin = z.object({ address: z.string().nullable(), agent: z.string().nullable() });
  const [byFastify, byEndpoint] = z.tuple([origin, origin]).parse(JSON.parse(body));
  expect(byEndpoint).toEqual(byFastify);
  return byFastify;
}

test("a guest's network that sends too many requests is told how long to wait; another network is not limited", async () => {
  const opened = await open(60, 1);
  const ask = (address: string) => opened.ask("{ viewer }", {}, from(address));
  for (let turn = 0; turn < 10; turn += 1) expect((await ask("203.0.113.5")).status).toBe(200);
  const refused = await ask("203.0.113.5");
  expect([refused.status, refused.errors[0]?.extensions.code]).toEqual([429, "RATE_LIMITED"]);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect((await ask("203.0.113.6")).status).toBe(200);
  elapsed += 1_000;
  expect((await ask("203.0.113.5")).status).toBe(200);
});

test("people are limited by account, not by network; forged tokens are limited by network", async () => {
  const opened = await open(60, 1);
  const ask = (token: string) =>
    opened.ask("{ viewer }", {}, { ...from("203.0.113.7"), authorization: `Bearer ${token}` });
  const ada = await tokenOf(pair, Date.now());
  const bob = await tokenOf(pair, Date.now(), { claims: { sub: "user_2", exp: Math.floor(Date.now() / 1_000) + 300 } });
  for (let turn = 0; turn < 10; turn += 1) expect((await ask(ada)).status).toBe(200);
  expect((await ask(ada)).status).toBe(429);
  expect((await ask(bob)).status).toBe(200);
  for (let turn = 0; turn < 10; turn += 1) expect((await ask("not-a-token")).status).toBe(401);
  expect((await ask("not-a-token")).status).toBe(429);
  expect((await ask(bob)).status).toBe(200);
});

test("the accounts of one network have together what four of them have", async () => {
  const opened = await open(60, 1);
  const exp = Math.floor(Date.now() / 1_000) + 300;
  const statuses: number[] = [];
  for (const sub of ["user_1", "user_2", "user_3", "user_4", "user_5"]) {
    const authorization = `Bearer ${await tokenOf(pair, Date.now(), { claims: { sub, exp } })}`;
    for (let turn = 0; turn < 10; turn += 1)
      statuses.push((await opened.ask("{ viewer }", {}, { ...from("203.0.113.8"), authorization })).status);
  }
  expect(statuses).toEqual([...Array(40).fill(200), ...Array(10).fill(429)]);
});

test("behind an undeclared proxy every client counts as the proxy: no header lifts a limit", async () => {
  const opened = await open(60, 0);
  const askFrom = async (last: number) => (await opened.ask("{ viewer }", {}, from(`203.0.113.${last}`))).status;
  const statuses: number[] = [];
  for (let turn = 0; turn < 30; turn += 1) statuses.push(await askFrom(turn));
  expect(statuses.filter((status) => status === 200)).toHaveLength(10);
  expect(statuses.filter((status) => status === 429)).toHaveLength(20);
});

test("services receive the origin of a request and the client's name", async () => {
  const opened = await open(0, 1);
  await opened.ask("{ viewer }", {}, { ...from("198.51.100.1, 203.0.113.9"), "user-agent": "Teapot/1.0" });
  expect(subgraphs[0]?.contexts.at(-1)?.from).toEqual({ address: "203.0.113.9", agent: "Teapot/1.0" });
});

test.each([
  {
    name: "no proxy, from the outside: the header is made up",
    trusted: 0,
    headers: { "x-forwarded-for": "10.0.0.1" },
    remote: "192.0.2.1",
    address: "192.0.2.1",
  },
  {
    name: "no proxy, from inside: the peer",
    trusted: 0,
    headers: { "x-forwarded-for": "203.0.113.1" },
    remote: "172.17.0.1",
    address: "172.17.0.1",
  },
  {
    name: "no proxy, from a carrier's network: the peer",
    trusted: 0,
    headers: { "x-forwarded-for": "1.1.1.1" },
    remote: "100.64.0.1",
    address: "100.64.0.1",
  },
  { name: "no proxy and no header: the peer", trusted: 0, headers: {}, remote: "127.0.0.1", address: "127.0.0.1" },
  {
    name: "one proxy: the last that it saw",
    trusted: 1,
    headers: { "x-forwarded-for": "6.6.6.6, 203.0.113.1" },
    remote: "10.0.0.9",
    address: "203.0.113.1",
  },
  {
    name: "two proxies: the last but one",
    trusted: 2,
    headers: { "x-forwarded-for": "6.6.6.6, 203.0.113.1, 10.0.0.8" },
    remote: "10.0.0.9",
    address: "203.0.113.1",
  },
  {
    name: "more proxies than addresses: the first there is",
    trusted: 3,
    headers: { "x-forwarded-for": "203.0.113.1" },
    remote: "10.0.0.9",
    address: "203.0.113.1",
  },
  {
    name: "one proxy, and a client from outside that claims to be it",
    trusted: 1,
    headers: { "x-forwarded-for": "1.1.1.1" },
    remote: "192.0.2.1",
    address: "192.0.2.1",
  },
  {
    name: "a proxy named by its network",
    trusted: ["192.0.2.0/24"],
    headers: { "x-forwarded-for": "6.6.6.6, 1.1.1.1" },
    remote: "192.0.2.1",
    address: "1.1.1.1",
  },
  {
    name: "not the proxy that was named",
    trusted: ["192.0.2.0/24"],
    headers: { "x-forwarded-for": "1.1.1.1" },
    remote: "10.0.0.9",
    address: "10.0.0.9",
  },
  {
    name: "a proxy that writes no address: the peer",
    trusted: 1,
    headers: { "x-forwarded-for": "unknown" },
    remote: "10.0.0.9",
    address: "10.0.0.9",
  },
  {
    name: "a proxy that writes a port",
    trusted: 1,
    headers: { "x-forwarded-for": "203.0.113.1:5555" },
    remote: "10.0.0.9",
    address: "203.0.113.1",
  },
  {
    name: "a proxy that writes IPv6 with a port",
    trusted: 1,
    headers: { "x-forwarded-for": "[2001:db8::1]:5555" },
    remote: "10.0.0.9",
    address: "2001:db8::1",
  },
  {
    name: "a declared proxy without the header: the peer",
    trusted: 1,
    headers: {},
    remote: "10.0.0.9",
    address: "10.0.0.9",
  },
  { name: "IPv4 in IPv6", trusted: 0, headers: {}, remote: "::ffff:203.0.113.1", address: "203.0.113.1" },
  { name: "IPv4 in IPv6, in hexadecimal", trusted: 0, headers: {}, remote: "::ffff:cb00:7101", address: "203.0.113.1" },
])("$name", async ({ trusted, headers, remote, address }) => {
  expect((await originAt(trusted, { ...headers }, remote)).address).toBe(address);
});

test("the client's name is one line of at most 200 characters", () => {
  const agentOf = (agent: string) =>
    originOf(proxies(0), { ip: "192.0.2.1", headers: { "user-agent": agent }, socket: {} }).agent;
  expect(agentOf("x".repeat(9_000))).toBe("x".repeat(200));
  expect(agentOf("a\u0000b\u202ec\u2028d\u007f")).toBe("abcd");
  expect(agentOf("  ")).toBeNull();
});
