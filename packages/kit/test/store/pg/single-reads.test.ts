/** Reads with one statement: without a transaction, together with those of their request, and independent of them and of other requests. */
import { Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { openBudget, requestLimits } from "../../../src/runtime/request-budget.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { openStore, type Reader } from "../../../src/store/store.ts";
import { openLossyProxy } from "../../support/pg/proxy.ts";
import { ask, askTogether, inRequest, selecting } from "../../support/pg/requests.ts";
import { newSchema, openSession, openTinsIn } from "../../support/pg/tins.ts";
import { addTin, namesOf, tinMigrations } from "../../support/shelf.ts";

const isolation = selecting("current_setting('transaction_isolation')");
const backend = selecting("pg_backend_pid()");

/** The writes to sockets from now on: how many there are, and the bytes of all of them. */
function recordWrites() {
  const one = vi.spyOn(Socket.prototype, "_write");
  const some = vi.spyOn(Socket.prototype, "_writev");
  onTestFinished(() => {
    one.mockRestore();
    some.mockRestore();
  });
  return {
    count: () => one.mock.calls.length + some.mock.calls.length,
    text: () => {
      // The stream has replaced each part by its chunk.
      const chunks = some.mock.calls.flatMap(([parts]) => parts.map((part) => ("chunk" in part ? part.chunk : part)));
      return [...one.mock.calls.map(([chunk]) => chunk), ...chunks].map((chunk) => chunk.toString("latin1")).join("");
    },
    clear: () => {
      one.mockClear();
      some.mockClear();
    },
  };
}

test("a read with one statement has no transaction, and one with two a snapshot; neither can write", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const readOnly = selecting("current_setting('transaction_read_only')");
  expect(await store.read(isolation)).toBe("read committed");
  expect(await store.read(readOnly)).toBe("on");
  expect(await store.read((db) => Promise.all([isolation(db), readOnly(db)]))).toEqual(["repeatable read", "on"]);
});

test("a read that had more than one statement begins with a snapshot, until eight in a row had one", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const readTwo = () => store.read(async (db) => [await isolation(db), await isolation(db)]);
  expect(await readTwo()).toEqual(["repeatable read", "repeatable read"]);
  const seen: unknown[] = [];
  for (let count = 0; count < 9; count += 1) seen.push(await store.read(isolation));
  expect(seen).toEqual([...Array.from({ length: 8 }, () => "repeatable read"), "read committed"]);
});

test("statements of a run that was made again are counted once", async (context) => {
  const place = await newSchema(context);
  let counted = 0;
  const countStatement = () => {
    counted += 1;
  };
  const options = { place, migrations: tinMigrations, runtime: systemRuntime };
  const store = await openStore({ ...options, metrics: { ...createMetrics(), countStatement } });
  onTestFinished(() => store.close());
  counted = 0;
  const runs: string[] = [];
  const read = async (db: Reader) => {
    runs.push("begun");
    await namesOf(db);
    // A closure that catches the error of its statement is made again too.
    return namesOf(db).catch(() => "caught");
  };
  expect(await store.read(read)).toEqual([]);
  expect([runs.length, counted]).toEqual([2, 2]);
  expect(await store.read(read)).toEqual([]);
  expect([runs.length, counted]).toEqual([3, 4]);
});

test("reads of one request in one turn share a connection and a write to its socket, and those of others do not", async (context) => {
  const store = await openTinsIn({ ...(await newSchema(context)), pool: 5 });
  const askAll = () =>
    Promise.all([
      ...[1, 2].map(() => Promise.all(askTogether(store, [backend, backend, backend]))),
      Promise.all([ask(store, "bob", backend)]),
    ]);
  await askAll();
  const writes = recordWrites();
  const answers = await askAll();
  expect(writes.count()).toBe(3);
  expect(answers.map((pids) => new Set(pids).size)).toEqual([1, 1, 1]);
  expect(new Set(answers.flat()).size).toBe(3);
});

test("a read of another request of its sender neither waits for a slow one nor has its time", async (context) => {
  const place = await newSchema(context);
  const store = await openTinsIn({ ...place, pool: 5 });
  await store.write("add", (tx) => addTin(tx, "peas"));
  const session = await openSession(place);
  await session.query("SELECT pg_advisory_lock(1551)");
  const order: string[] = [];
  const slow = ask(store, "ann", selecting("pg_advisory_xact_lock(1551)"), 9_000).finally(() => order.push("slow"));
  const fast = ask(store, "ann", namesOf).finally(() => order.push("fast"));
  expect(await fast).toEqual(["peas"]);
  await session.query("SELECT pg_advisory_unlock(1551)");
  await slow;
  expect(order).toEqual(["fast", "slow"]);
});

test("a read has its own time to open a connection, not that of a request beside it", async (context) => {
  const store = await openTinsIn({ ...(await newSchema(context)), pool: 5 });
  const stoppedAt = systemRuntime.monotonic();
  const runtime = { ...systemRuntime, monotonic: () => stoppedAt };
  // Its millisecond does not pass, and no connection is opened in one.
  const short = openBudget(runtime, requestLimits, { timeoutMs: 1 });
  const first = inRequest("ann", short, () => store.read(namesOf)).catch(String);
  const second = ask(store, "ann", namesOf);
  expect(await second).toEqual([]);
  await first;
});

test("a text is sent and its rows are described once for a connection", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  await store.write("add", (tx) => addTin(tx, "peas"));
  const writes = recordWrites();
  const describe = "D\0\0\0\x06P\0";
  const sent = async () => {
    writes.clear();
    expect(await store.read(namesOf)).toEqual(["peas"]);
    return writes.text();
  };
  expect(await sent()).toContain(describe);
  const again = await sent();
  expect(again).not.toContain(describe);
  expect(again).not.toContain("select");
});

test("a failed statement and one that the server ends fail no read beside them", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  await store.write("add", (tx) => addTin(tx, "peas"));
  const reads = [
    namesOf,
    selecting("1 / (SELECT count(*) FROM tins WHERE name = 'none')"),
    namesOf,
    // As the server ends it at its time.
    selecting("(SELECT pg_sleep(60) FROM pg_cancel_backend(pg_backend_pid()))"),
    namesOf,
    selecting("no_such_function()"),
    namesOf,
  ];
  const settled = await Promise.allSettled(askTogether<unknown>(store, reads, 9_000));
  const names = settled.filter((_one, index) => index % 2 === 0);
  expect(names).toEqual(Array.from({ length: 4 }, () => ({ status: "fulfilled", value: ["peas"] })));
  expect(settled[3]).toMatchObject({ reason: { extensions: { code: "DEADLINE_EXCEEDED" } } });
  expect([settled[1]?.status, settled[5]?.status]).toEqual(["rejected", "rejected"]);
});

test("a statement behind slow ones of its request ends soon after its time, and is no fault of the store", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  // Their time is none in which a connection is opened.
  await store.read(namesOf);
  const slow = Array.from({ length: 4 }, () => selecting("pg_sleep(0.35)"));
  const ends = await Promise.allSettled(askTogether(store, slow, 400));
  const codes = ends.map((end) => (end.status === "rejected" ? end.reason.extensions.code : "answered"));
  expect(codes.filter((code) => code !== "answered" && code !== "DEADLINE_EXCEEDED")).toEqual([]);
  expect(codes.at(-1)).toBe("DEADLINE_EXCEEDED");
  expect(store.health.readFault()).toBeUndefined();
});

test("a read that begins after a commit sees it, whichever connection it has", async (context) => {
  const store = await openTinsIn({ ...(await newSchema(context)), pool: 5 });
  for (let count = 1; count <= 20; count += 1) {
    await store.write("add", (tx) => addTin(tx, `tin ${count}`));
    const seen = await Promise.all(["ann", "bob", "eve"].map((id) => ask(store, id, namesOf)));
    expect(seen.map((names) => names.length)).toEqual([count, count, count]);
  }
});

test("reads of one turn that lose their connection are made again", async (context) => {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  await store.write("add", (tx) => addTin(tx, "peas"));
  const session = await openSession(place);
  const slow = selecting("pg_sleep(1)");
  const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE query LIKE '%pg_sleep(1)%' AND application_name = 'hansa' AND datname = current_database()`;
  let [isEnded, areDone] = [false, false];
  const reads = Promise.all(askTogether<unknown>(store, [slow, namesOf, namesOf]));
  const done = reads.finally(() => {
    areDone = true;
  });
  while (!isEnded && !areDone) isEnded = ((await session.query(end)).rowCount ?? 0) > 0;
  const [, first, second] = await done;
  expect([isEnded, first, second]).toEqual([true, ["peas"], ["peas"]]);
});

test("a read that lost its connection is made again apart from those that it was lost with", async (context) => {
  const proxy = await openLossyProxy(await newSchema(context));
  const store = await openTinsIn(proxy.place);
  await store.write("add", (tx) => addTin(tx, "peas"));
  const lose = () => proxy.loseAt("before", "'odd'");
  lose();
  const odd = (db: Reader) =>
    selecting("'odd'")(db).catch((error) => {
      lose();
      throw error;
    });
  const settled = await Promise.allSettled(askTogether<unknown>(store, [odd, namesOf], 9_000));
  expect(settled).toMatchObject([{ reason: { extensions: { code: "STORE_UNAVAILABLE" } } }, { value: ["peas"] }]);
  expect(proxy.lost()).toBe(2);
});
