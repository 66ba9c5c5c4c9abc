/** Bounds of a database's work: the time of a write, that of a request's reads, and the connections that one sender has. */
import { expect, onTestFinished, test, vi } from "vitest";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { openBudget, requestLimits } from "../../../src/runtime/request-budget.ts";
import { type Runtime, systemRuntime } from "../../../src/runtime/runtime.ts";
import { withTrace } from "../../../src/runtime/trace.ts";
import { codeOfFault } from "../../../src/store/engine/pg/faults.ts";
import { awaitStatements } from "../../../src/store/engine/statement-run.ts";
import { openStore, type Reader, type Store } from "../../../src/store/store.ts";
import { openLossyProxy } from "../../support/pg/proxy.ts";
import { inRequest, selecting } from "../../support/pg/requests.ts";
import { newSchema, openSession, openTinsIn } from "../../support/pg/tins.ts";
import { addTin, namesOf, tinMigrations } from "../../support/shelf.ts";

let stoppedAt: number | undefined;
/** The system's runtime, whose clock stands still once `stopTimers` was called. */
const runtime: Runtime = { ...systemRuntime, monotonic: () => stoppedAt ?? systemRuntime.monotonic() };
const stepMs = 100;

function goOn(): void {
  stoppedAt = undefined;
  vi.useRealTimers();
}

/** A read of a request of this sender. */
function ask<T>(store: Store, id: string, read: (db: Reader) => Promise<T>, timeoutMs?: number): Promise<T> {
  return inRequest(id, openBudget(runtime, requestLimits, { timeoutMs }), () => store.read(read));
}

/** Resolves once the server has answered all statements: until then the system's timer waits for it. */
async function untilAnswered(): Promise<void> {
  while (await awaitStatements()) await systemRuntime.yieldToEventLoop();
}

/** Timers stand still from now on, and the runtime's clock with them, until the test lets their time pass. */
function stopTimers() {
  let at = systemRuntime.monotonic();
  stoppedAt = at;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(goOn);
  return {
    /** Lets `ms` pass in steps, between which the network has turns, until the work has ended. Rejects if it has not by then. */
    passUntil: async (work: Promise<unknown>, ms: number): Promise<void> => {
      let hasEnded = false;
      const end = () => {
        hasEnded = true;
      };
      work.then(end, end);
      for (let passed = 0; passed <= ms && !hasEnded; passed += stepMs) {
        at += stepMs;
        stoppedAt = at;
        await vi.advanceTimersByTimeAsync(stepMs);
        for (let turn = 0; turn < 10; turn += 1) await systemRuntime.yieldToEventLoop();
      }
      if (!hasEnded) throw new Error(`it has not ended after ${ms} ms`);
    },
  };
}

test.for(["BEGIN", 'insert into "tins"', "COMMIT\0"])(
  "a write to a server that falls silent at %j ends at its time, or looks for its commit for as long again",
  async (text, context) => {
    const proxy = await openLossyProxy(await newSchema(context));
    const store = await openTinsIn(proxy.place, runtime);
    await untilAnswered();
    proxy.loseAt("silent", text);
    const { passUntil } = stopTimers();
    const write = store.write("add", async (tx) => {
      await addTin(tx, "peas");
      await namesOf(tx);
    });
    const code = text.startsWith("COMMIT") ? "OUTCOME_UNKNOWN" : "STORE_UNAVAILABLE";
    const refused = expect(write).rejects.toMatchObject({ extensions: { code } });
    while (!proxy.isSilent()) await systemRuntime.yieldToEventLoop();
    await passUntil(refused, code === "OUTCOME_UNKNOWN" ? 10_000 : 6_000);
  },
);

test("a statement of a write that takes too long is cancelled by the server at the time of the write", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const fault = await store.write("wait", selecting("pg_sleep(60)")).catch((error: unknown) => error);
  expect(fault).toMatchObject({ extensions: { code: "STORE_UNAVAILABLE" } });
  // The server's own: it has cancelled the statement.
  expect(codeOfFault(fault)).toBe("57014");
  await store.write("add", (tx) => addTin(tx, "beans"));
});

test("a request's time bounds all statements of its read together, not each of them", async (context) => {
  const store = await openTinsIn(await newSchema(context), runtime);
  // A connection is opened in real time.
  await store.read(namesOf);
  let at = systemRuntime.monotonic();
  stoppedAt = at;
  onTestFinished(goOn);
  const slow = async (db: Reader) => {
    for (let turn = 0; turn < 20; turn += 1) {
      await namesOf(db);
      at += 200;
      stoppedAt = at;
    }
  };
  // Each of them alone has time enough.
  await expect(ask(store, "one", slow, 1_000)).rejects.toMatchObject({ extensions: { code: "DEADLINE_EXCEEDED" } });
});

test("slow and countless reads of one sender leave connections to others", async (context) => {
  const place = await newSchema(context);
  const store = await openTinsIn({ ...place, pool: 5 });
  await store.write("add", (tx) => addTin(tx, "peas"));
  // They wait for a lock until the victim is served.
  const session = await openSession(place);
  await session.query("SELECT pg_advisory_lock(1)");
  const lock = selecting("pg_advisory_xact_lock(1)");
  const slow = Array.from({ length: 4 }, () => ask(store, "greedy", lock));
  let served = 0;
  const countless = Array.from({ length: 2_000 }, () =>
    ask(store, "countless", namesOf).then(() => {
      served += 1;
    }),
  );
  expect(await ask(store, "victim", namesOf)).toEqual(["peas"]);
  expect(served).toBeLessThan(2_000);
  await session.query("SELECT pg_advisory_unlock(1)");
  await Promise.allSettled([...slow, ...countless]);
});

/** The bytes with which the first text that a connection has prepared runs again. */
const preparedRun = "\0h0\0";
const pair = (db: Reader) => Promise.all([namesOf(db), namesOf(db)]);
const beginning = "BEGIN ISOLATION LEVEL REPEATABLE READ";

test.for([
  // A connection that is ended says so with these bytes.
  ["idle", "X\0\0\0\x04", undefined],
  ["within a read", preparedRun, namesOf],
  ["within a snapshot", beginning, pair],
] as const)("a store closes in time beside a server that fell silent: %s", async ([, text, ask], context) => {
  const proxy = await openLossyProxy(await newSchema(context));
  const options = { place: proxy.place, migrations: tinMigrations, runtime, metrics: createMetrics() };
  const store = await openStore(options);
  await store.read(namesOf);
  await untilAnswered();
  proxy.loseAt("silent", text);
  const read = ask && store.read<unknown>(ask).catch(() => undefined);
  while (read && !proxy.isSilent()) await systemRuntime.yieldToEventLoop();
  const { passUntil } = stopTimers();
  await passUntil(store.close(), 3_000);
  goOn();
  await read;
});

test("a read of a request ends at its time where the server cannot be reached, also one that waits for a connection", async (context) => {
  const proxy = await openLossyProxy(await newSchema(context));
  const store = await openTinsIn(proxy.place, runtime);
  await store.read(namesOf);
  proxy.loseAt("silent", preparedRun);
  const { passUntil } = stopTimers();
  const reads = Array.from({ length: 8 }, (_, sender) => ask(store, `one ${sender % 4}`, namesOf, 500).catch(String));
  while (!proxy.isSilent()) await systemRuntime.yieldToEventLoop();
  await passUntil(Promise.all(reads), 6_000);
});

test("the server ends a session that does not take its response", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  expect(await store.read(selecting("current_setting('tcp_user_timeout')"))).toBe("5000");
});

test.for([
  [70, false, 69_000],
  [7, true, 0],
] as const)(
  "a store gives its opening up after %i seconds where the server falls silent; it may lose facts: %s",
  async ([, isReplaceable, leastMs], context) => {
    const proxy = await openLossyProxy(await newSchema(context));
    proxy.loseAt("silent", "server_encoding");
    const { passUntil } = stopTimers();
    const options = { place: proxy.place, migrations: tinMigrations, runtime, metrics: createMetrics(), isReplaceable };
    const refused = expect(openStore(options)).rejects.toThrow("timeout");
    // A poll would move the timers.
    while (!proxy.isSilent()) await systemRuntime.yieldToEventLoop();
    await expect(passUntil(refused, leastMs)).rejects.toThrow("has not ended");
    // Its connections end in a second more.
    await passUntil(refused, isReplaceable ? 7_000 : 3_000);
  },
);

test("the server ends a read that no request waits for after a minute, and one of a mutation in seconds", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const setting = selecting("current_setting('statement_timeout')");
  const settings = (db: Reader) => Promise.all([setting(db), setting(db)]);
  const [minute, seconds] = ["1min", "11750ms"];
  // One alone has the time of a silent server, and then a minute on a snapshot.
  expect(await store.read(setting)).toEqual(seconds);
  expect(await store.read(settings)).toEqual([minute, minute]);
  const budget = { ...openBudget(systemRuntime), isChanging: true };
  const ofMutation = (read: (db: Reader) => Promise<unknown>) =>
    withTrace({ requestId: "req_1", entry: "graphql", budget }, () => store.read(read));
  expect(await ofMutation(setting)).toEqual(seconds);
  expect(await ofMutation(settings)).toEqual([seconds, seconds]);
});

test("a read that no request waits for, and that the server ended, is made again with the rest of its minute", async (context) => {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  const session = await openSession(place);
  await session.query("SELECT pg_advisory_lock(1552)");
  const waiting = `FROM pg_locks WHERE locktype = 'advisory' AND objid = 1552 AND NOT granted`;
  const { passUntil } = stopTimers();
  let runs = 0;
  const answer = store.read((db) => {
    runs += 1;
    return selecting("(SELECT current_setting('statement_timeout') FROM pg_advisory_xact_lock(1552))")(db);
  });
  const untilWaiting = async (run: number) => {
    const isWaiting = async () => runs === run && (await session.query(`SELECT 1 ${waiting}`)).rowCount === 1;
    while (!(await isWaiting())) await systemRuntime.yieldToEventLoop();
  };
  await untilWaiting(1);
  // As the server does at the end of the time of one statement alone.
  await session.query(`SELECT pg_cancel_backend(pid) ${waiting}`);
  await untilWaiting(2);
  // It has more than a silent server.
  await expect(passUntil(answer, 13_000)).rejects.toThrow("has not ended");
  await session.query("SELECT pg_advisory_unlock(1552)");
  expect(await answer).toBe("48250ms");
});

test.for([
  ["no request", preparedRun, namesOf, undefined],
  ["no request", beginning, pair, undefined],
  ["a request", "SET statement_timeout", namesOf, 500],
  ["a request", beginning, pair, 500],
] as const)(
  "a read of %s leaves a silent server in time, which is a fault of reads: at %j",
  async ([, text, read, timeoutMs], context) => {
    const proxy = await openLossyProxy(await newSchema(context));
    const store = await openTinsIn(proxy.place, runtime);
    await store.read(namesOf);
    proxy.loseAt("silent", text);
    const { passUntil } = stopTimers();
    const answer = timeoutMs ? ask<unknown>(store, "one", read, timeoutMs) : store.read<unknown>(read);
    const refused = expect(answer).rejects.toMatchObject({ extensions: { code: "STORE_UNAVAILABLE" } });
    while (!proxy.isSilent()) await systemRuntime.yieldToEventLoop();
    await passUntil(refused, timeoutMs ? 2_000 : 20_000);
    // Also where a setting is the first that has no response.
    expect(store.health.readFault()).toBe("CONNECTION_LOST");
  },
);
