/** Event consumers: events are delivered at least once, applied once, in order and atomically. */
import { expect, test } from "vitest";
import { consumeEvents } from "../../src/messaging/event-consumer.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { inboxCursor } from "../../src/store/tables.ts";
import { log, openConsumer, page, putOnShelf, ring, runtime, source, told } from "../support/event-source.ts";
import { addTin, gate, namesOf, openTins } from "../support/tins.ts";

test("everything that happened is applied, in order, and once, over several pages", async () => {
  const { tell, carry } = await source();
  const store = await openTins();
  const names = Array.from({ length: 450 }, (_, index) => `tin ${index}`);
  await tell(...names);
  await openConsumer(store, carry).catchUp();
  expect(await store.read(namesOf)).toEqual(names);
  await openConsumer(store, carry).catchUp();
  expect(await store.read(namesOf)).toEqual(names);
});

test("two followers of one service under names of their own each apply everything, in their own time", async () => {
  const { tell, carry } = await source();
  const store = await openTins();
  const peer = { callee: "products", ring, carry, runtime, metrics: createMetrics() } as const;
  const [shelf, window] = ["shelf", "window"].map((cursor) =>
    consumeEvents({
      peer,
      cursor,
      store,
      log,
      apply: (tx, { payload }) => addTin(tx, `${cursor} ${told.parse(payload).name}`),
    }),
  );
  await tell("peas");
  await shelf?.catchUp();
  await tell("beans");
  await window?.catchUp();
  await shelf?.catchUp();
  expect(await store.read(namesOf)).toEqual(["shelf peas", "window peas", "window beans", "shelf beans"]);
});

test("how far a follower is behind can be seen, also while it cannot go on", async () => {
  const { tell, carry } = await source();
  const metrics = createMetrics();
  let isBroken = true;
  const following = openConsumer(
    await openTins(),
    carry,
    async () => {
      if (isBroken) throw new Error("cannot go on");
    },
    { metrics },
  );
  const lag = async () =>
    /^hansa_follower_lag_events\{follower="products"\} (\d+)$/m.exec(await metrics.registry.metrics())?.[1];
  await tell("peas", "beans");
  await expect(following.catchUp()).rejects.toThrow("cannot go on");
  expect(await lag()).toBe("2");
  isBroken = false;
  await following.catchUp();
  expect(await lag()).toBe("0");
});

test("callers that catch up at the same time apply each event once", async () => {
  const { tell, carry } = await source();
  const store = await openTins();
  await tell("peas", "beans", "corn");
  const following = openConsumer(store, carry);
  const other = openConsumer(store, carry);
  await Promise.all([following.catchUp(), following.catchUp(), other.catchUp()]);
  expect(await store.read(namesOf)).toEqual(["peas", "beans", "corn"]);
});

test("an event that is delivered again changes nothing, even long after", async () => {
  const store = await openTins();
  const pages = [page([1, 1, 2]), page([1, 2, 3]), page([2, 3])];
  const following = openConsumer(store, async () => pages.shift() ?? page([3]));
  while (pages.length > 0) await following.catchUp();
  expect(await store.read(namesOf)).toEqual(["1", "2", "3"]);
});

test("a crash in the middle of an event leaves nothing of it, and the next pass goes on with it", async () => {
  const { tell, carry } = await source();
  const store = await openTins();
  await tell("peas", "beans", "corn");
  let crashes = 1;
  const following = openConsumer(store, carry, async (tx, event) => {
    await putOnShelf(tx, event);
    if (event.seq === 2 && crashes > 0) {
      crashes -= 1;
      throw new Error("power cut");
    }
  });
  await expect(following.catchUp()).rejects.toThrow("power cut");
  expect(await store.read(namesOf)).toEqual(["peas"]);
  await following.catchUp();
  expect(await store.read(namesOf)).toEqual(["peas", "beans", "corn"]);
});

test("an answer that was lost on the way is asked for again", async () => {
  const { tell, carry } = await source();
  const store = await openTins();
  await tell("peas");
  let lost = 1;
  const following = openConsumer(store, async (callee, request) => {
    const answer = await carry(callee, request);
    lost -= 1;
    if (lost === 0) throw new Error("connection reset");
    return answer;
  });
  await expect(following.catchUp()).rejects.toMatchObject({ extensions: { code: "SUBGRAPH_UNAVAILABLE" } });
  expect(await store.read(namesOf)).toEqual([]);
  await following.catchUp();
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test("an answer that is not a page of events is refused, and moves nothing", async () => {
  const store = await openTins();
  const good = page([1]);
  const following = openConsumer(store, async () => ({ ...good, body: good.body.replace('"seq":1', '"seq":"1"') }));
  await expect(following.catchUp()).rejects.toThrow();
  expect(await store.read(namesOf)).toEqual([]);
  await openConsumer(store, async () => page([1])).catchUp();
  expect(await store.read(namesOf)).toEqual(["1"]);
});

test("a source that has lost its events is not followed in silence: what it tells anew would be taken for old", async () => {
  const store = await openTins();
  await openConsumer(store, async () => page([1, 2, 3])).catchUp();
  for (const later of [page([], 0), page([], 2), page([1, 2])]) {
    await expect(openConsumer(store, async () => later).catchUp()).rejects.toThrow(/forgotten/);
  }
  expect(await store.read(namesOf)).toEqual(["1", "2", "3"]);
  await openConsumer(store, async () => page([4])).catchUp();
  expect(await store.read(namesOf)).toEqual(["1", "2", "3", "4"]);
});

test("two followers of one source, each with a cursor of its own, both apply everything", async () => {
  const { tell, carry } = await source();
  const store = await openTins();
  await tell("peas", "beans");
  await openConsumer(store, carry).catchUp();
  await openConsumer(store, carry, putOnShelf, { cursor: "second" }).catchUp();
  expect(await store.read(namesOf)).toEqual(["peas", "beans", "peas", "beans"]);
});

test("what was asked for before its cursor was set back is not applied: it would hide all that came before it", async () => {
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

test("a follower stops at once when it is told to, though the source still has it wait", async () => {
  const hasAsked = gate();
  const stopping = new AbortController();
  const silent = () => {
    hasAsked.open();
    return new Promise<never>(() => undefined);
  };
  const running = openConsumer(await openTins(), silent).run(stopping.signal);
  await hasAsked.opened;
  stopping.abort();
  await running;
});

test("a running follower applies what happens while it waits, and goes on after the source was away", async () => {
  const { tell, carry } = await source();
  const store = await openTins();
  let isAway = true;
  const hasFailed = gate();
  const stopping = new AbortController();
  const running = openConsumer(store, async (callee, request) => {
    if (isAway) {
      hasFailed.open();
      throw new Error("connection refused");
    }
    return carry(callee, request);
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
