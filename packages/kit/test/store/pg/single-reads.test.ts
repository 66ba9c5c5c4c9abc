/** Reads with one statement: without a transaction, together with those of their sender, and independent of them. */
import { Socket } from "node:net";
import { sql } from "drizzle-orm";
import { expect, onTestFinished, test, vi } from "vitest";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { openBudget, requestLimits } from "../../../src/runtime/request-budget.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { withTrace } from "../../../src/runtime/trace.ts";
import { openStore, type Reader, type Store } from "../../../src/store/store.ts";
import { newSchema, openSession, openTinsIn } from "../../support/pg/tins.ts";
import { addTin, namesOf, tinMigrations } from "../../support/shelf.ts";

/** A statement with one value. */
const selecting = (expression: string) => async (db: Reader) => {
  const [row] = await db.select({ value: sql.raw(expression) }).from(sql`(SELECT 1) AS single`);
  return row?.value;
};
const isolation = selecting("current_setting('transaction_isolation')");
const backend = selecting("pg_backend_pid()");

/** A read of a request of this sender. */
function ask<T>(store: Store, id: string, read: (db: Reader) => Promise<T>, timeoutMs?: number): Promise<T> {
  const budget = openBudget(systemRuntime, requestLimits, { timeoutMs });
  return withTrace({ requestId: "req_1", entry: "graphql", sender: { id, account: "" }, budget }, () =>
    store.read(read),
  );
}

/** Reads of one request, in one turn. */
function askTogether<T>(
  store: Store,
  reads: readonly ((db: Reader) => Promise<T>)[],
  timeoutMs?: number,
): Promise<T>[] {
  const budget = openBudget(systemRuntime, requestLimits, { timeoutMs });
  const sender = { id: "ann", account: "" };
  return withTrace({ requestId: "req_1", entry: "graphql", sender, budget }, () =>
    reads.map((read) => store.read(read)),
  );
}

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

test("reads of one sender in one turn share a connection and a write to its socket, and those of others do not", async (context) => {
  const store = await openTinsIn({ ...(await newSchema(context)), pool: 5 });
  const askAll = () =>
    Promise.all(["ann", "ann", "bob", "ann", "bob", "ann"].map(async (id) => [id, await ask(store, id, backend)]));
  await askAll();
  const writes = recordWrites();
  const answers = await askAll();
  expect(writes.count()).toBe(2);
  const connections = new Map(answers.map(([id, pid]) => [id, pid]));
  expect(new Set(connections.values()).size).toBe(2);
  for (const [id, pid] of answers) expect(pid).toBe(connections.get(id));
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

test("values are sent as the driver sends them, lists too, the first time and later", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const list = ["a", 'of "two"', "back\\slash", null, "NULL", "", "{x,y}"];
  const read = (db: Reader) =>
    db
      .select({
        list: sql`array_to_json(${sql.param(list)}::text[])`,
        numbers: sql`array_to_json(${sql.param([1, 2])}::bigint[])`,
        number: sql`${sql.param(7)}::bigint`,
        isTrue: sql`${sql.param(true)}::boolean`,
        none: sql`${sql.param(null)}::text`,
      })
      .from(sql`(SELECT 1) AS single`);
  const sent = { list: JSON.stringify(list), numbers: "[1,2]", number: 7, isTrue: 1, none: null };
  for (let time = 0; time < 2; time += 1) expect(await store.read(read)).toEqual([sent]);
  await expect(store.read((db) => db.select({ none: sql`${sql.param({})}` }).from(sql`(SELECT 1)`))).rejects.toThrow(
    "no object",
  );
});

test("a failed statement and one that the server ends fail no read beside them", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  await store.write("add", (tx) => addTin(tx, "peas"));
  const settled = await Promise.allSettled([
    ask(store, "ann", namesOf),
    ask(store, "ann", selecting("1 / (SELECT count(*) FROM tins WHERE name = 'none')")),
    ask(store, "ann", namesOf),
    ask(store, "ann", selecting("pg_sleep(60)"), 200),
    ask(store, "ann", namesOf),
    ask(store, "ann", selecting("no_such_function()")),
    ask(store, "ann", namesOf),
  ]);
  const names = settled.filter((_one, index) => index % 2 === 0);
  expect(names).toEqual(Array.from({ length: 4 }, () => ({ status: "fulfilled", value: ["peas"] })));
  expect(settled[3]).toMatchObject({ reason: { extensions: { code: "DEADLINE_EXCEEDED" } } });
  expect([settled[1]?.status, settled[5]?.status]).toEqual(["rejected", "rejected"]);
});

test("a statement behind slow ones of its sender ends soon after its time, and is no fault of the store", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const slow = Array.from({ length: 4 }, () => ask(store, "ann", selecting("pg_sleep(0.35)"), 400));
  const ends = await Promise.allSettled(slow);
  const codes = ends.map((end) => (end.status === "rejected" ? end.reason.extensions.code : "answered"));
  expect(codes.filter((code) => code !== "answered" && code !== "DEADLINE_EXCEEDED")).toEqual([]);
  expect(codes.at(-1)).toBe("DEADLINE_EXCEEDED");
  expect(store.health.readFault()).toBeUndefined();
});

test("a read whose text another one was to prepare, which was ended meanwhile, prepares it", async (context) => {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  await store.write("add", (tx) => addTin(tx, "peas"));
  const session = await openSession(place);
  // A statement is prepared once the table may be read.
  await session.query("BEGIN; LOCK TABLE tins IN ACCESS EXCLUSIVE MODE");
  const cancel = "SELECT pg_cancel_backend(pid) FROM pg_locks WHERE relation = 'tins'::regclass AND NOT granted";
  let ended = 0;
  const note = () => {
    ended += 1;
  };
  const ends = askTogether(store, Array(3).fill(namesOf), 9_000).map((read) => read.finally(note));
  const settled = Promise.allSettled(ends);
  for (const count of [1, 2]) {
    await expect.poll(async () => (await session.query(cancel)).rowCount).toBe(1);
    await expect.poll(() => ended).toBe(count);
  }
  await session.query("ROLLBACK");
  const late = { reason: { extensions: { code: "DEADLINE_EXCEEDED" } } };
  expect(await settled).toMatchObject([late, late, { value: ["peas"] }]);
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
  const reads = Promise.all([ask(store, "ann", slow), ask(store, "ann", namesOf), ask(store, "ann", namesOf)]);
  const done = reads.finally(() => {
    areDone = true;
  });
  while (!isEnded && !areDone) isEnded = ((await session.query(end)).rowCount ?? 0) > 0;
  const [, first, second] = await done;
  expect([isEnded, first, second]).toEqual([true, ["peas"], ["peas"]]);
});
