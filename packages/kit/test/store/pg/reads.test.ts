/** Reads of a database: one snapshot each, several at once, and no longer than their request. */
import { Socket } from "node:net";
import { sql } from "drizzle-orm";
import { expect, onTestFinished, test, vi } from "vitest";
import { openBudget, requestLimits } from "../../../src/runtime/request-budget.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { withTrace } from "../../../src/runtime/trace.ts";
import type { Reader } from "../../../src/store/store.ts";
import { openLossyProxy } from "../../support/pg/proxy.ts";
import { ask, selecting } from "../../support/pg/requests.ts";
import { newSchema, openSession, openTinsIn } from "../../support/pg/tins.ts";
import { addTin, namesOf } from "../../support/shelf.ts";
import { gate } from "../../support/tins.ts";

const one = sql<number>`1`;

test("a read sees one snapshot, and a write beside it waits for no read", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  await store.write("add", (tx) => addTin(tx, "peas"));
  const readBeside = async (name: string) => {
    const [isRead, isWritten] = [gate(), gate()];
    const seen = store.read(async (db) => {
      const first = await namesOf(db);
      isRead.open();
      await isWritten.opened;
      return [first, await namesOf(db)];
    });
    await isRead.opened;
    await store.write("add", (tx) => addTin(tx, name));
    isWritten.open();
    return seen;
  };
  // Its first statement was sent alone: with the second one it was made again.
  expect(await readBeside("beans")).toEqual([
    ["peas", "beans"],
    ["peas", "beans"],
  ]);
  expect(await readBeside("corn")).toEqual([
    ["peas", "beans"],
    ["peas", "beans"],
  ]);
  expect(await store.read(namesOf)).toEqual(["peas", "beans", "corn"]);
});

test("the beginning of a read is sent with its first statements", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const ask = () => store.read((db) => Promise.all([namesOf(db), namesOf(db)]));
  await ask();
  const writes = [vi.spyOn(Socket.prototype, "_write"), vi.spyOn(Socket.prototype, "_writev")];
  onTestFinished(() => {
    for (const spy of writes) spy.mockRestore();
  });
  await ask();
  // Its end leaves after its result.
  expect(writes.reduce((sum, spy) => sum + spy.mock.calls.length, 0)).toBe(1);
});

test("a long text leaves no prepared statement at the server", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const list = (length: number) =>
    sql.join(
      Array.from({ length }, () => sql`${1}`),
      sql`, `,
    );
  const prepared = sql<number>`(SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%AS counted%')`;
  const found = await store.read(async (db) => {
    for (const length of [10, 3_000])
      await db.select({ one }).from(sql`(SELECT 1 WHERE 1 IN (${list(length)})) AS counted`);
    return db.select({ prepared }).from(sql`(SELECT 1) AS single`);
  });
  // The short one, and that which counts.
  expect(found).toEqual([{ prepared: 2 }]);
});

test("the texts that clients vary fill no server: a connection that has prepared too many is replaced", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const found = sql<number>`(SELECT coalesce(sum(length(statement)), 0)::int FROM pg_prepared_statements)`;
  const lengths: number[] = [];
  for (let round = 0; round < 150; round += 1) {
    const list = sql.join(
      Array.from({ length: 1_000 }, () => sql`${1}`),
      sql`, `,
    );
    const varied = sql`(SELECT 1 WHERE ${sql.raw(String(round))} IN (${list})) AS counted`;
    await store.read(async (db) => {
      await db.select({ one }).from(varied);
      const [row] = await db.select({ found }).from(sql`(SELECT 1) AS single`);
      lengths.push(Number(row?.found));
    });
  }
  const most = Math.max(...lengths);
  expect(most).toBeGreaterThan(300_000);
  expect(most).toBeLessThan(420_000);
  expect(lengths.at(-1)).toBeLessThan(most);
});

test("a query of a request is cancelled at the end of its time", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  // Its time is none in which a connection is opened.
  await store.read(namesOf);
  const budget = openBudget(systemRuntime, requestLimits, { timeoutMs: 150 });
  const slow = (db: Reader) => db.select({ waited: sql`pg_sleep(60)` }).from(sql`(SELECT 1) AS single`);
  const answered = withTrace({ requestId: "req_1", entry: "graphql", budget }, () => store.read(slow));
  await expect(answered).rejects.toMatchObject({ extensions: { code: "DEADLINE_EXCEEDED" } });
  expect(await store.read((db) => db.select({ one }).from(sql`(SELECT 1) AS single`))).toEqual([{ one: 1 }]);
});

test("a query of a request returns ten thousand rows at most", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const rows = (count: number) => (db: Reader) =>
    db.select({ n: sql<number>`n` }).from(sql.raw(`generate_series(1, ${count}) AS n`));
  const ask = (count: number) =>
    withTrace({ requestId: "req_1", entry: "graphql", budget: openBudget(systemRuntime) }, () =>
      store.read(rows(count)),
    );
  expect(await ask(10_000)).toHaveLength(10_000);
  await expect(ask(10_001)).rejects.toMatchObject({ extensions: { code: "OPERATION_TOO_EXPENSIVE" } });
});

test("reads go on after the server has ended all connections", async (context) => {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  await store.write("add", (tx) => addTin(tx, "peas"));
  await Promise.all([store.read(namesOf), store.read(namesOf)]);
  const session = await openSession(place);
  await session.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hansa' AND datname = current_database()",
  );
  expect(await Promise.all([1, 2, 3].map(() => store.read(namesOf)))).toEqual([["peas"], ["peas"], ["peas"]]);
});

test("a read that lost its connection is made again on a new one, not on another that was lost with it", async (context) => {
  const proxy = await openLossyProxy(await newSchema(context));
  const store = await openTinsIn(proxy.place);
  await store.write("add", (tx) => addTin(tx, "peas"));
  const single = selecting("1");
  // From now on its reads take a connection at once.
  await ask(store, "bob", (db) => Promise.all([single(db), single(db)]));
  await Promise.all([ask(store, "ann", namesOf), ask(store, "bob", namesOf)]);
  proxy.loseOpen();
  const isLost = gate();
  const first = ask(store, "ann", (db) =>
    namesOf(db).catch((error) => {
      isLost.open();
      throw error;
    }),
  );
  await isLost.opened;
  // It takes the place that the first one leaves, and its lost connection.
  const second = ask(store, "bob", single);
  expect(await Promise.all([first, second])).toEqual([["peas"], 1]);
});

test("numbers, truth values, texts and null are as SQLite gives them; an integer that is not safe is an error", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const select = (db: Reader, value: string) => db.select({ value: sql.raw(value) }).from(sql`(SELECT 1) AS single`);
  const values = [
    "1::bigint",
    "2::int",
    "1.5::numeric",
    "true",
    "false",
    "'a'::text",
    "NULL::bigint",
    "sum(3::bigint)",
  ];
  const found = [];
  for (const value of values) found.push((await store.read((db) => select(db, value)))[0]?.value);
  expect(found).toEqual([1, 2, 1.5, 1, 0, "a", null, 3]);
  await expect(store.read((db) => select(db, "9007199254740993::bigint"))).rejects.toThrow("no safe integer");
});

test("a request that waits for a connection ends at its time, and leaves the queue", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const isReleased = gate();
  onTestFinished(() => isReleased.open());
  const holdAll = ["ann", "bob"].map((id) => {
    const sender = { id, account: "" };
    const isHeld = gate();
    const held = withTrace({ requestId: `req_${id}`, entry: "graphql", sender }, () =>
      store.read(async (db) => {
        await Promise.all([namesOf(db), namesOf(db)]);
        isHeld.open();
        await isReleased.opened;
      }),
    );
    return { held, isHeld };
  });
  await Promise.all(holdAll.map(({ isHeld }) => isHeld.opened));
  const budget = openBudget(systemRuntime, requestLimits, { timeoutMs: 150 });
  await expect(
    withTrace({ requestId: "req_1", entry: "graphql", budget }, () => store.read(namesOf)),
  ).rejects.toMatchObject({ extensions: { code: "DEADLINE_EXCEEDED" } });
  isReleased.open();
  await Promise.all(holdAll.map(({ held }) => held));
  expect(await store.read(namesOf)).toEqual([]);
});
