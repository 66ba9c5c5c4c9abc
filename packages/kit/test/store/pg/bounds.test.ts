/** Bounds of a database's work: the time of a write, that of a request's reads, and the connections that one sender has. */
import { sql } from "drizzle-orm";
import { expect, onTestFinished, test, vi } from "vitest";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { openBudget, requestLimits } from "../../../src/runtime/request-budget.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { withTrace } from "../../../src/runtime/trace.ts";
import { openStore, type Reader, type Store, type Tx } from "../../../src/store/store.ts";
import { openLossyProxy } from "../../support/pg/proxy.ts";
import { newSchema, openTinsIn } from "../../support/pg/tins.ts";
import { addTin, namesOf, tinMigrations } from "../../support/shelf.ts";

const waitFor = (seconds: number) => (db: Reader) =>
  db.select({ waited: sql`pg_sleep(${sql.raw(String(seconds))})` }).from(sql`(SELECT 1) AS single`);

/** A read of a request of this sender. */
function ask<T>(store: Store, id: string, read: (db: Reader) => Promise<T>, timeoutMs?: number): Promise<T> {
  const budget = openBudget(systemRuntime, requestLimits, { timeoutMs });
  return withTrace({ requestId: "req_1", entry: "graphql", sender: { id, account: "" }, budget }, () =>
    store.read(read),
  );
}

async function durationOf(work: Promise<unknown>): Promise<number> {
  const started = systemRuntime.monotonic();
  await work;
  return systemRuntime.monotonic() - started;
}

test.for(["BEGIN", 'insert into "tins"', "COMMIT\0"])(
  "a write to a server that falls silent at %j ends at its time, or looks for its commit for as long again",
  async (text, context) => {
    const proxy = await openLossyProxy(await newSchema(context));
    const store = await openTinsIn(proxy.place);
    proxy.loseAt("silent", text);
    const write = store.write("add", async (tx) => {
      await addTin(tx, "peas");
      await namesOf(tx);
    });
    const code = text.startsWith("COMMIT") ? "OUTCOME_UNKNOWN" : "STORE_UNAVAILABLE";
    const took = await durationOf(expect(write).rejects.toMatchObject({ extensions: { code } }));
    expect(took).toBeLessThan(code === "OUTCOME_UNKNOWN" ? 10_000 : 6_000);
  },
);

test("a statement of a write that takes too long is cancelled by the server at the time of the write", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const write = store.write("wait", (tx: Tx) => waitFor(60)(tx));
  const took = await durationOf(expect(write).rejects.toMatchObject({ extensions: { code: "STORE_UNAVAILABLE" } }));
  expect(took).toBeLessThan(6_000);
  await store.write("add", (tx) => addTin(tx, "beans"));
});

test("a request's time bounds all statements of its read together, not each of them", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const slow = async (db: Reader) => {
    for (let turn = 0; turn < 20; turn += 1) await waitFor(0.2)(db);
  };
  const read = ask(store, "one", slow, 1_000);
  const took = await durationOf(expect(read).rejects.toMatchObject({ extensions: { code: "DEADLINE_EXCEEDED" } }));
  expect(took).toBeLessThan(2_000);
});

test("slow and countless reads of one sender leave connections to others", async (context) => {
  const store = await openTinsIn({ ...(await newSchema(context)), pool: 5 });
  await store.write("add", (tx) => addTin(tx, "peas"));
  const slow = Array.from({ length: 4 }, () => ask(store, "greedy", waitFor(3)));
  let served = 0;
  const countless = Array.from({ length: 10_000 }, () =>
    ask(store, "countless", namesOf).then(() => {
      served += 1;
    }),
  );
  const taken = await durationOf(ask(store, "victim", namesOf));
  expect(taken).toBeLessThan(2_000);
  expect(served).toBeLessThan(10_000);
  await Promise.allSettled([...slow, ...countless]);
});

test.for(["idle", "within a read"])(
  "a store closes in time beside a server that fell silent: %s",
  async (when, context) => {
    const proxy = await openLossyProxy(await newSchema(context));
    const options = { place: proxy.place, migrations: tinMigrations, runtime: systemRuntime, metrics: createMetrics() };
    const store = await openStore(options);
    await store.read(namesOf);
    // A connection that is ended says so with these bytes.
    proxy.loseAt("silent", when === "idle" ? "X\0\0\0\x04" : "BEGIN ISOLATION LEVEL REPEATABLE READ");
    const read = when === "idle" ? undefined : store.read(namesOf).catch(() => undefined);
    await systemRuntime.sleep(100);
    expect(await durationOf(store.close())).toBeLessThan(3_000);
    await read;
  },
);

test("a store that holds no facts gives its opening up in time where the server falls silent", async (context) => {
  const proxy = await openLossyProxy(await newSchema(context));
  proxy.loseAt("silent", "server_encoding");
  const options = { place: proxy.place, migrations: tinMigrations, runtime: systemRuntime, metrics: createMetrics() };
  const opened = openStore({ ...options, isReplaceable: true });
  const took = await durationOf(expect(opened).rejects.toThrow("timeout"));
  expect(took).toBeLessThan(7_000);
});

test("a read of a request ends at its time where the server cannot be reached, also one that waits for a connection", async (context) => {
  const proxy = await openLossyProxy(await newSchema(context));
  const store = await openTinsIn(proxy.place);
  await store.read(namesOf);
  proxy.loseAt("silent", "READ ONLY");
  const reads = Array.from({ length: 8 }, (_, sender) => ask(store, `one ${sender % 4}`, namesOf, 500).catch(String));
  const took = await durationOf(Promise.all(reads));
  expect(took).toBeLessThan(6_000);
});

test("the server ends a session that does not take its response", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const setting = (db: Reader) =>
    db.select({ time: sql`current_setting('tcp_user_timeout')` }).from(sql`(SELECT 1) AS single`);
  expect(await store.read(setting)).toEqual([{ time: "5000" }]);
});

test("a store gives its opening up after 70 seconds where the server falls silent", async (context) => {
  const proxy = await openLossyProxy(await newSchema(context));
  proxy.loseAt("silent", "server_encoding");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  let passedMs = 0;
  const runtime = { ...systemRuntime, monotonic: () => systemRuntime.monotonic() + passedMs };
  const options = { place: proxy.place, migrations: tinMigrations, runtime, metrics: createMetrics() };
  let end: unknown;
  openStore(options).catch((error: unknown) => {
    end = error;
  });
  // A poll would move the timers.
  while (!proxy.isSilent()) await systemRuntime.yieldToEventLoop();
  passedMs = 69_000;
  await vi.advanceTimersByTimeAsync(passedMs);
  expect(end).toBeUndefined();
  // Its connections end in a second more.
  for (let step = 0; step < 30; step += 1) {
    await vi.advanceTimersByTimeAsync(100);
    await systemRuntime.yieldToEventLoop();
  }
  expect(end).toMatchObject({ message: expect.stringContaining("timeout") });
});

test("the server ends a read that no request waits for after a minute, and one of a mutation in seconds", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const setting = (db: Reader) =>
    db.select({ time: sql`current_setting('statement_timeout')` }).from(sql`(SELECT 1) AS single`);
  expect(await store.read(setting)).toEqual([{ time: "1min" }]);
  const budget = { ...openBudget(systemRuntime), isChanging: true };
  const ofMutation = withTrace({ requestId: "req_1", entry: "graphql", budget }, () => store.read(setting));
  expect(await ofMutation).toEqual([{ time: "11750ms" }]);
});

test("a read that no request waits for has more time than a silent server", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  await store.read(waitFor(13));
});

test("a read that no request waits for leaves a silent server in seconds", async (context) => {
  const proxy = await openLossyProxy(await newSchema(context));
  const store = await openTinsIn(proxy.place);
  proxy.loseAt("silent", "BEGIN ISOLATION LEVEL REPEATABLE READ");
  const took = await durationOf(
    expect(store.read(namesOf)).rejects.toMatchObject({ extensions: { code: "STORE_UNAVAILABLE" } }),
  );
  expect(took).toBeLessThan(20_000);
});
