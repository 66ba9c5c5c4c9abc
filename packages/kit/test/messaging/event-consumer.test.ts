/** Event consumers: events are delivered at least once, applied once, in order and atomically. */
import { expect, test } from "vitest";
import { hasStopped } from "../../src/messaging/cursor.ts";
import { consumeEvents, resetConsumer } from "../../src/messaging/event-consumer.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { inboxCursor } from "../../src/store/tables.ts";
import { log, openConsumer, page, ring, runtime, source } from "../support/event-source.ts";
import { applyTin, tinPayload } from "../support/tin-events.ts";
import { addTin, gate, namesOf, openTins, openUnder } from "../support/tins.ts";

test("every event is applied once and in order, over several pages", async () => {
  const { publish: tell, transport } = await source();
  const store = await openTins();
  const names = Array.from({ length: 450 }, (_, index) => `tin ${index}`);
  await tell(...names);
  await openConsumer(store, transport).catchUp();
  expect(await store.read(namesOf)).toEqual(names);
  await openConsumer(store, transport).catchUp();
  expect(await store.read(namesOf)).toEqual(names);
});

test("two consumers of one service with different names each apply all events at their own pace", async () => {
  const { publish: tell, transport } = await source();
  const store = await openTins();
  const peer = { callee: "products", ring, transport, runtime, metrics: createMetrics() } as const;
  const [openShelf, window] = ["shelf", "window"].map((cursor) =>
    consumeEvents({
      peer,
      cursor,
      store,
      log,
      apply: (tx, { payload }) => addTin(tx, `${cursor} ${tinPayload.parse(payload).name}`),
    }),
  );
  await tell("peas");
  await openShelf?.catchUp();
  await tell("beans");
  await window?.catchUp();
  await openShelf?.catchUp();
  expect(await store.read(namesOf)).toEqual(["shelf peas", "window peas", "window beans", "shelf beans"]);
});

test("the lag of a consumer is visible, also while it fails", async () => {
  const { publish: tell, transport } = await source();
  const metrics = createMetrics();
  let isBroken = true;
  const consumer = openConsumer(
    await openTins(),
    transport,
    async () => {
      if (isBroken) throw new Error("cannot continue");
    },
    { metrics },
  );
  const gauge = async (name: string) =>
    new RegExp(`^${name}\\{consumer="products"\\} (\\S+)$`, "m").exec(await metrics.registry.metrics())?.[1];
  const lag = () => gauge("hansa_consumer_lag_events");
  const oldest = () => gauge("hansa_consumer_oldest_event_timestamp_seconds");
  const before = Date.now();
  await tell("peas", "beans");
  await expect(consumer.catchUp()).rejects.toThrow("cannot continue");
  expect(await lag()).toBe("2");
  expect(Number(await oldest()) * 1_000).toBeGreaterThanOrEqual(before);
  expect(Number(await oldest()) * 1_000).toBeLessThanOrEqual(Date.now());
  isBroken = false;
  await consumer.catchUp();
  expect([await lag(), await oldest()]).toEqual(["0", undefined]);
});

test("concurrent catch-up calls apply each event once", async () => {
  const { publish: tell, transport } = await source();
  const store = await openTins();
  await tell("peas", "beans", "corn");
  const consumer = openConsumer(store, transport);
  const other = openConsumer(store, transport);
  await Promise.all([consumer.catchUp(), consumer.catchUp(), other.catchUp()]);
  expect(await store.read(namesOf)).toEqual(["peas", "beans", "corn"]);
});

test("redelivery of an event changes nothing, even long afterwards", async () => {
  const store = await openTins();
  const pages = [page([1, 1, 2]), page([1, 2, 3]), page([2, 3])];
  const consumer = openConsumer(store, async () => pages.shift() ?? page([3]));
  while (pages.length > 0) await consumer.catchUp();
  expect(await store.read(namesOf)).toEqual(["1", "2", "3"]);
});

test.each(["once", "twice"] as const)(
  "a crash within an event leaves nothing of it, and the next pass continues with it (writes run %s)",
  async (writes) => {
    const { publish: tell, transport } = await source();
    const store = await openUnder({ writes });
    await tell("peas", "beans", "corn");
    let hasPower = false;
    const consumer = openConsumer(store, transport, async (tx, event) => {
      await applyTin(tx, event);
      if (event.seq === 2 && !hasPower) throw new Error("power cut");
    });
    await expect(consumer.catchUp()).rejects.toThrow("power cut");
    expect(await store.read(namesOf)).toEqual(["peas"]);
    hasPower = true;
    await consumer.catchUp();
    expect(await store.read(namesOf)).toEqual(["peas", "beans", "corn"]);
  },
);

test("a lost response is requested again", async () => {
  const { publish: tell, transport } = await source();
  const store = await openTins();
  await tell("peas");
  let lost = 1;
  const consumer = openConsumer(store, async (callee, request) => {
    const response = await transport(callee, request);
    lost -= 1;
    if (lost === 0) throw new Error("connection reset");
    return response;
  });
  await expect(consumer.catchUp()).rejects.toMatchObject({ extensions: { code: "SUBGRAPH_UNAVAILABLE" } });
  expect(await store.read(namesOf)).toEqual([]);
  await consumer.catchUp();
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test("a response that is not a page of events is refused and does not move the cursor", async () => {
  const store = await openTins();
  const valid = page([1]);
  const consumer = openConsumer(store, async () => ({ ...valid, body: valid.body.replace('"seq":1', '"seq":"1"') }));
  await expect(consumer.catchUp()).rejects.toThrow();
  expect(await store.read(namesOf)).toEqual([]);
  await openConsumer(store, async () => page([1])).catchUp();
  expect(await store.read(namesOf)).toEqual(["1"]);
});

test("a source that lost its events is refused, because its new events would be taken for applied ones", async () => {
  const store = await openTins();
  await openConsumer(store, async () => page([1, 2, 3])).catchUp();
  for (const later of [page([], 0), page([], 2), page([1, 2])]) {
    await expect(openConsumer(store, async () => later).catchUp()).rejects.toThrow(/has lost events/);
  }
  expect(await store.read(namesOf)).toEqual(["1", "2", "3"]);
});

test("a consumer of a source that has lost events stays stopped, with one alarm, until it begins anew", async () => {
  const store = await openTins();
  const metrics = createMetrics();
  await openConsumer(store, async () => page([1, 2, 3])).catchUp();
  expect(await store.read((db) => hasStopped(db, "products"))).toBe(false);
  await expect(openConsumer(store, async () => page([], 2), applyTin, { metrics }).catchUp()).rejects.toThrow();
  // The source has grown beyond the cursor: number 3 is another event now.
  const grown = openConsumer(store, async () => page([4]), applyTin, { metrics });
  await expect(grown.catchUp()).rejects.toThrow(/stopped/);
  expect(await store.read(namesOf)).toEqual(["1", "2", "3"]);
  expect(await store.read((db) => hasStopped(db, "products"))).toBe(true);
  expect(metrics.takeAlarms()).toEqual([{ name: "events_lost", subject: "products", count: 1 }]);
  await store.write("begin-anew", (tx) => resetConsumer(tx, "products"));
  await openConsumer(store, async () => page([4])).catchUp();
  expect(await store.read(namesOf)).toEqual(["1", "2", "3", "4"]);
});

test("two consumers of one source, each with its own cursor, both apply all events", async () => {
  const { publish: tell, transport } = await source();
  const store = await openTins();
  await tell("peas", "beans");
  await openConsumer(store, transport).catchUp();
  await openConsumer(store, transport, applyTin, { cursor: "second" }).catchUp();
  expect(await store.read(namesOf)).toEqual(["peas", "beans", "peas", "beans"]);
});

test("a page requested before the cursor was reset is not applied: it would skip all earlier events", async () => {
  const store = await openTins();
  await openConsumer(store, async () => page([1, 2])).catchUp();
  const late = openConsumer(store, async () => {
    await store.write("set-back", (tx) => tx.delete(inboxCursor));
    return page([3]);
  });
  await late.catchUp();
  expect(await store.read(namesOf)).toEqual(["1", "2"]);
  await openConsumer(store, async () => page([1, 2, 3])).catchUp();
  expect(await store.read(namesOf)).toEqual(["1", "2", "1", "2", "3"]);
});

test("a consumer stops at once, even during a long poll", async () => {
  const hasRequested = gate();
  const stopping = new AbortController();
  const silent = () => {
    hasRequested.open();
    return new Promise<never>(() => undefined);
  };
  const running = openConsumer(await openTins(), silent).run(stopping.signal);
  await hasRequested.opened;
  stopping.abort();
  await running;
});

test("a running consumer applies new events while it waits, and continues after an outage of the source", async () => {
  const { publish: tell, transport } = await source();
  const store = await openTins();
  let isAway = true;
  const hasFailed = gate();
  const stopping = new AbortController();
  const running = openConsumer(store, async (callee, request) => {
    if (isAway) {
      hasFailed.open();
      throw new Error("connection refused");
    }
    return transport(callee, request);
  }).run(stopping.signal);
  await tell("peas");
  await hasFailed.opened;
  expect(await store.read(namesOf)).toEqual([]);
  isAway = false;
  await expect.poll(() => store.read(namesOf)).toEqual(["peas"]);
  await tell("beans");
  await expect.poll(() => store.read(namesOf)).toEqual(["peas", "beans"]);
  stopping.abort();
  await running;
});
