/** Instances of a service: polls of readiness, host names with several addresses, and delivery to another instance. */
import { createServer, type RequestListener, type Server } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { type Delivery, deliver } from "../../../src/rpc/instances/delivery.ts";
import { type Deadline, exchange, failureOf } from "../../../src/rpc/instances/exchange.ts";
import { type Instances, openInstances, type Resolve } from "../../../src/rpc/instances/instances.ts";
import { createLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";

const log = createLog("test", "silent");

type TestServer = { server: Server; port: number; origin: string; received: string[]; answer: RequestListener };

/** A server that notes the paths that it receives. */
async function startServer(host = "127.0.0.1", wanted = 0): Promise<TestServer> {
  const server = createServer((request, response) => {
    started.received.push(request.url ?? "");
    started.answer(request, response);
  });
  const started: TestServer = {
    server,
    port: 0,
    origin: "",
    received: [],
    answer: (_, response) => response.end("{}"),
  };
  await new Promise<void>((resolve) => server.listen(wanted, host, resolve));
  const address = server.address();
  started.port = typeof address === "object" && address ? address.port : 0;
  started.origin = `http://${host}:${started.port}`;
  onTestFinished(() => void stopServer(started));
  return started;
}

function stopServer({ server }: TestServer): void {
  server.close();
  server.closeAllConnections();
}

function open(addresses: readonly string[], parts: { resolve?: Resolve; waits?: number[] } = {}): Instances {
  // Polls and look-ups follow each other at once.
  const sleep = (ms: number, signal?: AbortSignal) => {
    parts.waits?.push(ms);
    return systemRuntime.sleep(5, signal);
  };
  let time = 0;
  // Each look at the clock is six seconds later.
  const runtime = { ...systemRuntime, sleep, monotonic: () => (time += 6_000) };
  const { resolve } = parts;
  const service = openInstances({ runtime, log, ...(resolve ? { resolve } : {}) }, "service test", addresses);
  // Requests are sent at 0, by default: a budget that was filled later would owe retries then.
  for (const { retries } of service.list) retries.filledAt = 0;
  onTestFinished(() => service.close());
  return service;
}

/** Delivers at one moment, by default: a breaker that opens stays open. */
async function send(service: Instances, options: Partial<Delivery<{ bytes: Buffer }>> = {}, runtime = standing) {
  const deadline: Deadline = { isPassed: false, onPassed: undefined };
  const request = { method: "POST", path: "/work", headers: {}, body: "{}" } as const;
  return deliver({ runtime, log }, service, {
    sender: undefined,
    isRepeatable: false,
    deadline,
    send: ({ pool }) => exchange(pool, request, { deadline, allowance: { bytes: 1_000 } }),
    ...options,
  });
}

const standing = { ...systemRuntime, monotonic: () => 0 };

const works = ({ received }: TestServer) => received.filter((path) => path === "/work").length;

test("a single instance is not polled", async () => {
  const only = await startServer();
  open([only.origin]);
  await systemRuntime.sleep(50);
  expect(only.received).toEqual([]);
});

test("an instance that is not ready gets no request, and gets some again when it is", async () => {
  const [one, other] = [await startServer(), await startServer()];
  one.answer = ({ url }, response) => response.writeHead(url === "/ready" ? 503 : 200).end("{}");
  const waits: number[] = [];
  const service = open([one.origin, other.origin], { waits });
  await expect.poll(() => service.list.map(({ missedPolls }) => missedPolls > 0)).toEqual([true, false]);
  for (let count = 0; count < 20; count += 1) await send(service);
  expect([works(one), works(other)]).toEqual([0, 20]);
  expect(new Set(waits)).toEqual(new Set([1_000]));
  one.answer = (_, response) => response.end("{}");
  await expect.poll(() => service.list.map(({ missedPolls }) => missedPolls)).toEqual([0, 0]);
  for (let count = 0; count < 50; count += 1) await send(service);
  expect(works(one)).toBeGreaterThan(0);
});

test("a host name with several addresses is as many instances, which change with it", async () => {
  const one = await startServer("127.0.0.2");
  const other = await startServer("127.0.0.3", one.port);
  const third = await startServer("127.0.0.4", one.port);
  let addresses: readonly string[] | undefined = ["127.0.0.3", "127.0.0.2"];
  const resolve = async (host: string) => {
    expect(host).toBe("shop.test");
    if (!addresses) throw new Error("no name server");
    return addresses;
  };
  const service = open([`http://shop.test:${one.port}`], { resolve });
  const names = () => service.list.map(({ name }) => name.split(":")[0]);
  await expect.poll(names).toEqual(["127.0.0.2", "127.0.0.3"]);
  for (let count = 0; count < 40; count += 1) expect(await send(service)).toMatchObject({ kind: "answered" });
  expect(Math.min(works(one), works(other))).toBeGreaterThan(0);
  const [, kept] = service.list;
  addresses = ["127.0.0.3", "127.0.0.4"];
  await expect.poll(names).toEqual(["127.0.0.3", "127.0.0.4"]);
  expect(service.list[0]).toBe(kept);
  addresses = undefined;
  await systemRuntime.sleep(50);
  expect(names()).toEqual(["127.0.0.3", "127.0.0.4"]);
  for (let count = 0; count < 40; count += 1) await send(service);
  expect(works(third)).toBeGreaterThan(0);
});

test("a request that reached no instance goes to another one, though it may not be repeated", async () => {
  const [gone, there] = [await startServer(), await startServer()];
  const service = open([gone.origin, there.origin]);
  stopServer(gone);
  for (let count = 0; count < 20; count += 1) expect(await send(service)).toMatchObject({ kind: "answered" });
  expect(works(there)).toBe(20);
});

test("requests that reach no instance go to another one for as long as it is gone", async () => {
  const [gone, there] = [await startServer(), await startServer()];
  gone.answer = (_, response) => response.end("{}");
  const service = open([gone.origin, there.origin]);
  stopServer(gone);
  let time = 0;
  // Each delivery is two seconds after the one before, so that the breaker lets trial requests through.
  const runtime = { ...systemRuntime, monotonic: () => time };
  for (let count = 0; count < 100; count += 1) {
    time += 2_000;
    for (const instance of service.list) instance.missedPolls = 0;
    expect(await send(service, {}, runtime)).toMatchObject({ kind: "answered" });
  }
  expect(works(there)).toBe(100);
});

test("a service that may start later is answered as soon as it has started; once it has, refused connections open the breaker", async () => {
  const port = await freePort();
  const service = openInstances({ runtime: systemRuntime, log, mayStartLater: true }, "service test", [
    `http://127.0.0.1:${port}`,
  ]);
  onTestFinished(() => service.close());
  for (let count = 0; count < 20; count += 1) expect(await send(service)).toMatchObject({ kind: "unreachable" });
  const started = await startServer("127.0.0.1", port);
  expect(await send(service)).toMatchObject({ kind: "answered" });
  stopServer(started);
  for (let count = 0; count < 5; count += 1) expect(await send(service)).not.toMatchObject({ kind: "answered" });
  expect(await send(service)).toMatchObject({ kind: "unreachable", cause: "the circuit breaker is open" });
});

test("a service whose host is silent has its breaker opened, though it may start later", async () => {
  const service = openInstances({ runtime: systemRuntime, log, mayStartLater: true }, "service test", [
    "http://127.0.0.1:9",
  ]);
  onTestFinished(() => service.close());
  const timeout = Object.assign(new Error("connect timeout"), { code: "UND_ERR_CONNECT_TIMEOUT" });
  const silent = async () => failureOf(timeout, { isPassed: false, onPassed: undefined });
  for (let count = 0; count < 5; count += 1)
    expect(await send(service, { send: silent })).toMatchObject({ isRefused: false });
  expect(await send(service)).toMatchObject({ kind: "unreachable", cause: "the circuit breaker is open" });
});

/** A port at which nothing listens. */
async function freePort(): Promise<number> {
  const started = await startServer();
  stopServer(started);
  return started.port;
}

test("a request whose connection broke is repeated at another instance only if it is repeatable", async () => {
  const [broken, there] = [await startServer(), await startServer()];
  broken.answer = ({ url }, response) => (url === "/work" ? response.destroy() : response.end("{}"));
  const service = open([broken.origin, there.origin]);
  const [first] = service.list;
  if (!first) throw new Error("no instance");
  const kinds: string[] = [];
  // Below the threshold of its breaker.
  for (let count = 0; kinds.filter((kind) => kind === "broken").length < 2 && count < 100; count += 1)
    kinds.push((await send(service)).kind);
  expect(works(broken)).toBe(2);
  const before = works(there);
  for (let count = 0; works(broken) < 4 && count < 100; count += 1)
    expect(await send(service, { isRepeatable: true })).toMatchObject({ kind: "answered" });
  expect(works(broken)).toBe(4);
  expect(works(there)).toBeGreaterThan(before);
});

test("a connection that was reset before it was made has reached nothing, and one that was reset later may have", () => {
  const deadline: Deadline = { isPassed: false, onPassed: undefined };
  const fault = (syscall: string) => Object.assign(new Error(`${syscall} ECONNRESET`), { code: "ECONNRESET", syscall });
  const cause = "connect ECONNRESET";
  expect(failureOf(fault("connect"), deadline)).toEqual({ kind: "unreachable", cause, isRefused: true });
  expect(failureOf(fault("read"), deadline)).toEqual({ kind: "broken", cause: "read ECONNRESET" });
});

test("a request that finds no free connection within its deadline has reached nothing", async () => {
  const hung = await startServer();
  hung.answer = () => undefined;
  const service = open([hung.origin]);
  const deadlines = Array.from({ length: 65 }, (): Deadline => ({ isPassed: false, onPassed: undefined }));
  const request = { method: "POST", path: "/work", headers: {}, body: "{}" } as const;
  const sent = deadlines.map((deadline) =>
    send(service, {
      deadline,
      send: ({ pool }) => exchange(pool, request, { deadline, allowance: { bytes: 1_000 } }),
    }),
  );
  await expect.poll(() => works(hung)).toBe(64);
  const last = deadlines.at(-1);
  if (last) last.isPassed = true;
  last?.onPassed?.();
  const cause = "no connection was free within the deadline";
  expect(await sent.at(-1)).toEqual({ kind: "unreachable", cause, isRefused: false });
  for (const deadline of deadlines) deadline.onPassed?.();
  await Promise.all(sent);
});
