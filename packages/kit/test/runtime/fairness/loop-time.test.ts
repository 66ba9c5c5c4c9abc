/** The time of the event loop that a request took: divided among those in progress, told by a service, and held against its sender. */
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { deliver } from "../../../src/rpc/instances/delivery.ts";
import { type Deadline, exchange } from "../../../src/rpc/instances/exchange.ts";
import { openInstances } from "../../../src/rpc/instances/instances.ts";
import { loopTimeHeader, openLoopShares } from "../../../src/runtime/fairness/loop-time.ts";
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

test("a sender whose request took the event loop of a service has fewer places there for as long, and others have theirs", async () => {
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
  const held = () => [instance.places.countOf(greedy), instance.places.countOf(victim)];
  expect(held()).toEqual([4, 0]);
  runtime.pass(229);
  expect(held()).toEqual([4, 0]);
  runtime.pass(1);
  expect(held()).toEqual([0, 0]);
});
