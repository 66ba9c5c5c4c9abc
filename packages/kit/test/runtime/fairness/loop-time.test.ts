/** The time of the event loop that a request took: divided among those in progress, told by a service, and the pace of its sender. */
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { deliver } from "../../../src/rpc/instances/delivery.ts";
import { type Deadline, exchange } from "../../../src/rpc/instances/exchange.ts";
import { openInstances } from "../../../src/rpc/instances/instances.ts";
import { openSenderPaces } from "../../../src/rpc/instances/sender-paces.ts";
import { loopTimeHeader, openLoopShares } from "../../../src/runtime/fairness/loop-time.ts";
import type { Sender } from "../../../src/runtime/fairness/sender.ts";
import { createLog } from "../../../src/runtime/log.ts";
import { portOf } from "../../../testing/ports.ts";
import { stillRuntime } from "../../../testing/still-runtime.ts";
import { bodyOf, hello, openBearerService } from "../../support/bearer-service.ts";

test("a request has the whole time in which it is alone, and its share of the rest", () => {
  let active = 0;
  const { begin } = openLoopShares(() => active);
  const first = begin();
  active += 60;
  const second = begin();
  active += 40;
  expect(first()).toBe(80);
  active += 10;
  expect(second()).toBe(30);
  active += 500;
  expect(begin()()).toBe(0);
});

test("a service tells the time of a request that took its event loop for long, and of no other", async () => {
  const { post } = await openBearerService();
  const busy = await post(bodyOf("{ busy(ms: 120) }"));
  expect(Number(busy.headers.get(loopTimeHeader))).toBeGreaterThanOrEqual(120);
  expect((await post(hello)).headers.get(loopTimeHeader)).toBeNull();
});

test("a sender whose request took the event loop of a service has two places there until others took little, and others have theirs", async () => {
  const log = createLog("test", "silent");
  const runtime = stillRuntime();
  const server = createServer((_request, response) => {
    response.setHeader(loopTimeHeader, "230").end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const service = openInstances({ runtime, log }, "service test", [`http://127.0.0.1:${portOf(server.address())}`]);
  onTestFinished(async () => {
    await service.close();
    server.close();
    server.closeAllConnections();
  });
  const [instance] = service.list;
  if (!instance) throw new Error("no instance");
  const [greedy, victim] = [
    { id: "greedy", account: "" },
    { id: "victim", account: "" },
  ];
  const deadline: Deadline = { isPassed: false, onPassed: undefined };
  const request = { method: "POST", path: "/", headers: {}, body: "{}" } as const;
  const outcome = await deliver({ runtime, log }, service, {
    sender: greedy,
    isRepeatable: true,
    deadline,
    send: ({ pool }) => exchange(pool, request, { deadline, allowance: { bytes: 1_000 } }),
  });
  expect(outcome).toMatchObject({ kind: "answered", loopMs: 230 });
  const placesOf = (sender: Sender) => {
    const tickets = Array.from({ length: 10 }, () => instance.places.enter(sender, { begin: () => {} }));
    const held = tickets.filter(({ state }) => state === "held").length;
    for (const ticket of tickets) instance.places.end(ticket);
    return held;
  };
  expect([placesOf(greedy), placesOf(victim)]).toEqual([2, 6]);
  for (const _quick of [1, 2, 3]) instance.paces.note(greedy.id, undefined);
  expect(placesOf(greedy)).toBe(5);
  instance.paces.note(greedy.id, 60);
  expect(placesOf(greedy)).toBe(3);
  runtime.pass(10_000);
  expect(placesOf(greedy)).toBe(6);
});

test("an instance remembers the paces of five thousand senders, and gives ten thousand others the first one", () => {
  const runtime = stillRuntime();
  const { note, mostOf } = openSenderPaces(runtime);
  note("slow", 400);
  for (let sender = 0; sender < 4_999; sender += 1) note(`sender ${sender}`, 400);
  expect([mostOf("slow"), mostOf("sender 4998")]).toEqual([2, 2]);
  for (let sender = 0; sender < 10_000; sender += 1) note(`other ${sender}`, undefined);
  expect([mostOf("slow"), mostOf("other 9999"), mostOf("unknown")]).toEqual([6, 7, 6]);
});
