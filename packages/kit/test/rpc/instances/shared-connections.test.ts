/** Connections to an instance: shared fairly by sender, held by a stream to its end, and waited for within the deadline. */
import { createServer, type ServerResponse } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { deliver } from "../../../src/rpc/instances/delivery.ts";
import { type Deadline, exchange, passDeadline } from "../../../src/rpc/instances/exchange.ts";
import { openInstances } from "../../../src/rpc/instances/instances.ts";
import { requestStream, UnsendableRequestError } from "../../../src/rpc/instances/stream.ts";
import type { Sender } from "../../../src/runtime/fairness/sender.ts";
import { createLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { portOf } from "../../../testing/ports.ts";

const log = createLog("test", "silent");
const parts = { runtime: systemRuntime, log };
const sender = (id: string): Sender => ({ id, account: "" });

/** A service whose instance keeps its responses, by path, until the test ends them. */
async function open() {
  const held: { path: string; response: ServerResponse }[] = [];
  const server = createServer((request, response) => void held.push({ path: request.url ?? "", response }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const service = openInstances(parts, "service test", [`http://127.0.0.1:${portOf(server.address())}`]);
  onTestFinished(async () => {
    await service.close();
    server.close();
    server.closeAllConnections();
  });
  const [instance] = service.list;
  if (!instance) throw new Error("no instance");
  return { service, instance, held };
}

type Opened = Awaited<ReturnType<typeof open>>;

function send({ service }: Opened, who: Sender | undefined, path = "/work") {
  const deadline: Deadline = { isPassed: false, onPassed: undefined };
  const request = { method: "POST", path, headers: {}, body: "{}" } as const;
  const outcome = deliver(parts, service, {
    sender: who,
    isRepeatable: false,
    deadline,
    send: ({ pool }) => exchange(pool, request, { deadline, allowance: { bytes: 1_000 } }),
  });
  return { deadline, outcome };
}

test("a sender with 190 slow requests holds six connections, and a victim's request leaves at once", async () => {
  const opened = await open();
  const greedy = Array.from({ length: 190 }, () => send(opened, sender("greedy")));
  await expect.poll(() => opened.held.length).toBe(6);
  expect(opened.instance.places.size()).toEqual({ held: 6, waiting: 184 });
  const victim = send(opened, sender("victim"), "/victim");
  await expect.poll(() => opened.held.length).toBe(7);
  const last = opened.held.at(-1);
  expect(last?.path).toBe("/victim");
  last?.response.end("{}");
  expect(await victim.outcome).toMatchObject({ kind: "answered" });
  for (const { deadline } of greedy) passDeadline(deadline);
  for (const { outcome } of greedy) expect((await outcome).kind).toMatch(/^(late|unreachable)$/);
  expect(opened.instance.places.size()).toEqual({ held: 0, waiting: 0 });
});

test("a wait for a connection that was in vain reached nothing, and opens no breaker", async () => {
  const opened = await open();
  const all = Array.from({ length: 100 }, () => send(opened, sender("greedy")));
  await expect.poll(() => opened.held.length).toBe(6);
  for (const { deadline } of all.slice(6)) passDeadline(deadline);
  const cause = "no connection was free within the deadline";
  for (const { outcome } of all.slice(6))
    expect(await outcome).toEqual({ kind: "unreachable", cause, isRefused: false });
  expect(opened.instance.breaker.failures).toBe(0);
  for (const { deadline } of all) passDeadline(deadline);
  await Promise.all(all.map(({ outcome }) => outcome));
});

test("where senders are not told apart, all connections are used", async () => {
  const opened = await open();
  const all = Array.from({ length: 70 }, () => send(opened, undefined));
  await expect.poll(() => opened.held.length).toBe(64);
  for (const { deadline } of all) passDeadline(deadline);
  await Promise.all(all.map(({ outcome }) => outcome));
});

test("a stream holds its connection until it has been read: 64 slow readers of one sender leave most of them to others", async () => {
  const opened = await open();
  const request = () => ({ method: "GET", path: "/picture", signal: new AbortController().signal }) as const;
  const streams = Array.from({ length: 64 }, () =>
    requestStream(parts, opened.service, request(), { sender: sender("reader") }).catch(() => undefined),
  );
  await expect.poll(() => opened.held.length).toBe(6);
  for (const { response } of opened.held) response.write("the first part");
  const first = await streams[0];
  if (!first) throw new Error("no stream");
  expect(opened.instance.places.size()).toEqual({ held: 6, waiting: 58 });
  const victim = send(opened, sender("victim"), "/victim");
  await expect.poll(() => opened.held.at(-1)?.path).toBe("/victim");
  opened.held.at(-1)?.response.end("{}");
  await victim.outcome;
  opened.held[0]?.response.end("the last part");
  expect(await first.body.text()).toBe("the first partthe last part");
  await expect.poll(() => opened.instance.places.size()).toEqual({ held: 7, waiting: 56 });
});

test("a request with a path or a header that is none of HTTP is refused before it takes a place", async () => {
  const opened = await open();
  const { signal } = new AbortController();
  const unsendable = [
    ...["*", "http://evil.example/", "/a b", "/#top", "/\u0000", "/caf\u00e9", ""].map((path) => ({
      path,
      headers: {},
    })),
    { path: "/", headers: { accept: "a\nb" } },
    { path: "/", headers: { "a b": "c" } },
  ];
  for (let round = 0; round < 20; round += 1)
    for (const { path, headers } of unsendable)
      await expect(
        requestStream(parts, opened.service, { method: "GET", path, headers, signal }, { sender: undefined }),
      ).rejects.toThrow(UnsendableRequestError);
  const { places, pending, breaker, ended } = opened.instance;
  expect({ ...places.size(), pending, failures: breaker.failures, ended }).toEqual({
    ...{ held: 0, waiting: 0, pending: 0, failures: 0 },
    ended: { answered: 0, failed: 0 },
  });
  const victim = requestStream(parts, opened.service, { method: "GET", path: "/", signal }, { sender: undefined });
  await expect.poll(() => opened.held.length).toBe(1);
  opened.held[0]?.response.end("served");
  expect(await (await victim).body.text()).toBe("served");
});

test("a request that no connection takes ends at its signal, and leaves its place", async () => {
  const opened = await open();
  // A path that undici refuses takes its connection away from the pool for good.
  for (let taken = 0; taken < 66; taken += 1)
    await opened.instance.pool.request({ method: "GET", path: "*" }).catch(() => undefined);
  const ending = new AbortController();
  const request = { method: "GET", path: "/", signal: ending.signal } as const;
  const waiting = requestStream(parts, opened.service, request, { sender: undefined });
  expect(opened.instance.places.size()).toEqual({ held: 1, waiting: 0 });
  ending.abort(new Error("the visitor waits no longer"));
  await expect(waiting).rejects.toThrow("the visitor waits no longer");
  expect(opened.instance.places.size()).toEqual({ held: 0, waiting: 0 });
  expect(opened.instance.pending).toBe(0);
});
