/** Silent instances: late responses open no breaker, the readiness request does, and its response closes it. */
import { createServer, type RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { isOpen } from "../../../src/rpc/instances/breaker.ts";
import { deliver } from "../../../src/rpc/instances/delivery.ts";
import { type Deadline, type Exchange, exchange, passDeadline } from "../../../src/rpc/instances/exchange.ts";
import { openInstances } from "../../../src/rpc/instances/instances.ts";
import { createLog } from "../../../src/runtime/log.ts";
import { portOf } from "../../../testing/ports.ts";
import { stillRuntime } from "../../../testing/still-runtime.ts";

const log = createLog("test", "silent");
const hang: RequestListener = () => undefined;
const answer: RequestListener = (_request, response) => void response.end("{}");

/** A service with one instance, whose answers and clock the test controls. */
async function open() {
  const responses = { work: hang, ready: answer };
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(request.url ?? "");
    (request.url === "/ready" ? responses.ready : responses.work)(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const runtime = stillRuntime();
  const service = openInstances({ runtime, log }, "service test", [`http://127.0.0.1:${portOf(server.address())}`]);
  onTestFinished(async () => {
    await service.close();
    server.close();
    server.closeAllConnections();
  });
  const [instance] = service.list;
  if (!instance) throw new Error("no instance");
  return { service, instance, runtime, responses, received };
}

/** The time for which the response to a request is waited for. */
const requestMs = 2_000;
/** The time for which a request waits for that response after the pause of the breaker. */
const trialWaitMs = 100;

type Opened = Awaited<ReturnType<typeof open>>;

/** Begins a request; gives its deadline and its outcome. */
function begin(
  { service, runtime }: Opened,
  isRead = true,
  isLongPoll = false,
): { deadline: Deadline; outcome: Promise<Exchange> } {
  const deadline: Deadline = { isPassed: false, onPassed: undefined };
  const request = { method: "POST", path: "/work", headers: {}, body: "{}" } as const;
  const outcome = deliver({ runtime, log }, service, {
    sender: { id: "one", account: "" },
    isRepeatable: isRead,
    isLongPoll,
    deadline,
    send: ({ pool }) => exchange(pool, request, { deadline, allowance: { bytes: 1_000 } }),
  });
  return { deadline, outcome };
}

/** Sends a request that is late after so many milliseconds. */
async function beLate(opened: Opened, ms: number, isRead = true): Promise<void> {
  const worked = opened.received.length;
  const { deadline, outcome } = begin(opened, isRead);
  await expect.poll(() => opened.received.length).toBeGreaterThan(worked);
  opened.runtime.pass(ms);
  passDeadline(deadline);
  expect(await outcome).toMatchObject({ kind: "late" });
}

const requests = ({ received }: Opened) => received.filter((path) => path === "/ready").length;

/** Makes the instance silent, and lets the request be in vain. */
async function fallSilent(opened: Opened): Promise<void> {
  opened.responses.ready = hang;
  await beLate(opened, 2_000);
  await expect.poll(() => requests(opened)).toBe(1);
  opened.runtime.pass(requestMs);
  await expect.poll(() => isOpen(opened.instance.breaker)).toBe(true);
}

test("late answers never open the breaker of an instance that says that it is ready", async () => {
  const opened = await open();
  for (let count = 0; count < 20; count += 1) {
    await beLate(opened, 2_000);
    await expect.poll(() => opened.instance.trial).toBeUndefined();
  }
  expect(requests(opened)).toBe(20);
  opened.responses.work = answer;
  expect(await begin(opened).outcome).toMatchObject({ kind: "answered" });
});

test("late mutations, and requests that are late soon, raise no request", async () => {
  const opened = await open();
  for (let count = 0; count < 10; count += 1) await beLate(opened, 8_000, false);
  for (let count = 0; count < 10; count += 1) await beLate(opened, 900);
  expect([requests(opened), isOpen(opened.instance.breaker)]).toEqual([0, false]);
});

test("an instance that answers others is not silent, however late one read is", async () => {
  const opened = await open();
  const slow = begin(opened);
  await expect.poll(() => opened.received.length).toBe(1);
  opened.runtime.pass(5_000);
  opened.responses.work = answer;
  expect(await begin(opened).outcome).toMatchObject({ kind: "answered" });
  await expect.poll(() => opened.instance.trial).toBeUndefined();
  const before = requests(opened);
  passDeadline(slow.deadline);
  expect(await slow.outcome).toMatchObject({ kind: "late" });
  expect(requests(opened)).toBe(before);
});

test("an instance that does not answer the request has its breaker opened, by one late read", async () => {
  const opened = await open();
  await fallSilent(opened);
  const worked = opened.received.length;
  expect(await begin(opened).outcome).toMatchObject({ cause: "the circuit breaker is open" });
  expect(opened.received).toHaveLength(worked);
});

test("a request that finds a long silence has the instance asked, also if only mutations wait", async () => {
  const opened = await open();
  const first = begin(opened, false);
  await expect.poll(() => opened.received.length).toBe(1);
  opened.runtime.pass(3_000);
  const second = begin(opened);
  await expect.poll(() => requests(opened)).toBe(1);
  for (const { deadline } of [first, second]) passDeadline(deadline);
  await Promise.all([first.outcome, second.outcome]);
});

test("after the pause one request is asked for all who come, and they are served once it is answered", async () => {
  const opened = await open();
  await fallSilent(opened);
  opened.responses.work = answer;
  opened.responses.ready = answer;
  opened.runtime.pass(1_000);
  const all = Array.from({ length: 10 }, () => begin(opened).outcome);
  for (const outcome of await Promise.all(all)) expect(outcome).toMatchObject({ kind: "answered" });
  expect(requests(opened)).toBe(2);
});

test("an instance that is silent or not ready after the pause gets no request", async () => {
  const opened = await open();
  await fallSilent(opened);
  opened.runtime.pass(1_000);
  const { outcome } = begin(opened);
  opened.runtime.pass(trialWaitMs);
  expect(await outcome).toMatchObject({ cause: "the circuit breaker is open" });
  opened.runtime.pass(requestMs);
  await expect.poll(() => opened.instance.trial).toBeUndefined();
  opened.responses.ready = (_request, response) => void response.writeHead(503).end();
  opened.runtime.pass(1_000);
  expect(await begin(opened).outcome).toMatchObject({ cause: "the circuit breaker is open" });
  expect(opened.received.filter((path) => path === "/work")).toHaveLength(1);
});

test("five faults in a row open the breaker: broken connections, and statuses of 500 and above", async () => {
  for (const fault of [
    (_request, response) => void response.destroy(),
    (_request, response) => void response.writeHead(500).end(),
  ] satisfies RequestListener[]) {
    const opened = await open();
    opened.responses.work = fault;
    for (let count = 0; count < 5; count += 1) await begin(opened, false).outcome;
    expect(isOpen(opened.instance.breaker)).toBe(true);
  }
});

test("long polls that are refused open no breaker, and one that waits is no silence", async () => {
  const opened = await open();
  opened.responses.work = (_request, response) => void response.writeHead(503).end();
  for (let count = 0; count < 20; count += 1) await begin(opened, true, true).outcome;
  expect(isOpen(opened.instance.breaker)).toBe(false);
  opened.responses.work = hang;
  const poll = begin(opened, true, true);
  await expect.poll(() => opened.received.length).toBe(21);
  opened.runtime.pass(25_000);
  opened.responses.work = answer;
  expect(await begin(opened).outcome).toMatchObject({ kind: "answered" });
  expect(requests(opened)).toBe(0);
  passDeadline(poll.deadline);
  await poll.outcome;
  expect(requests(opened)).toBe(0);
});

test("connections that take no request any more are replaced after five seconds, and the requests that wait go on", async () => {
  const opened = await open();
  const { instance, runtime, responses } = opened;
  responses.work = answer;
  // Each request that undici refuses itself costs the pool one connection for good.
  for (let count = 0; count < 66; count += 1) await instance.pool.request({ method: "GET", path: "*" }).catch(() => {});
  const waiting = [begin(opened)];
  for (const [ms, replaced] of [
    [2_500, 0],
    [4_999, 0],
    [1, 1],
  ] as const) {
    await expect.poll(() => instance.pool.stats.queued).toBe(waiting.length);
    await expect.poll(() => instance.trial).toBeUndefined();
    runtime.pass(ms);
    waiting.push(begin(opened));
    expect(instance.replacedPools).toBe(replaced);
  }
  for (const { outcome } of waiting) expect(await outcome).toMatchObject({ kind: "answered", status: 200 });
});
