/** The row limit of statements: every statement of a request returns a bounded number of rows. */
import { asc, inArray, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { batchesOf, loadMany } from "../../src/graphql/loaders.ts";
import { openBudget, type RequestBudget } from "../../src/runtime/request-budget.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { withTrace } from "../../src/runtime/trace.ts";
import { maxRowsPerStatement } from "../../src/store/engine/statement-text.ts";
import { statement } from "../../src/store/statement.ts";
import type { Reader, Store } from "../../src/store/store.ts";
import { outbox } from "../../src/store/tables.ts";
import { openTins } from "../support/tins.ts";

type Row = { aggregateId: string; eventId: string };

/** A store with so many rows for each owner. */
async function openFilled(owners: readonly string[], rowsEach: number): Promise<Store> {
  const store = await openTins();
  await store.write("fill", async (tx) => {
    for (const aggregateId of owners) {
      for (let from = 0; from < rowsEach; from += 500) {
        const length = Math.min(500, rowsEach - from);
        const rows = Array.from({ length }, (_, index) => ({ eventId: `${aggregateId}-${from + index}`, aggregateId }));
        await tx
          .insert(outbox)
          .values(rows.map((row) => ({ ...row, type: "told", version: 1, payload: {}, occurredAt: 1 })));
      }
    }
  });
  return store;
}

function findRows(db: Reader, owners: readonly string[]): Promise<Row[]> {
  return db
    .select({ aggregateId: outbox.aggregateId, eventId: outbox.eventId })
    .from(outbox)
    .where(inArray(outbox.aggregateId, [...owners]))
    .orderBy(asc(outbox.seq));
}

function inRequest<T>(work: () => Promise<T>, budget: RequestBudget = openBudget(systemRuntime)): Promise<T> {
  return withTrace({ requestId: "req_1", entry: "graphql", budget }, work);
}

const countAll = (db: Reader) => db.select({ id: outbox.eventId }).from(outbox);

test("a batch with more rows than one statement returns is read in parts, and each owner gets all of its rows", async () => {
  const owners = Array.from({ length: 40 }, (_, index) => `owner-${index}`);
  const rowsEach = 400;
  const store = await openFilled(owners, rowsEach);
  const sizes: number[] = [];
  const loader = loadMany(
    batchesOf(store)((db, keys) => {
      sizes.push(keys.length);
      return findRows(db, keys);
    }),
    (row) => row.aggregateId,
  );
  const budget = openBudget(systemRuntime);
  const loaded = await inRequest(() => Promise.all(owners.map((owner) => loader.load(owner))), budget);
  const expected = owners.map((owner) => Array.from({ length: rowsEach }, (_, index) => `${owner}-${index}`));
  expect(loaded.map((rows) => rows.map(({ eventId }) => eventId))).toEqual(expected);
  expect(sizes).toEqual([40, 20, 20]);
  expect(budget.rows).toBe(maxRowsPerStatement + owners.length * rowsEach);
});

test("one owner with more rows than a statement returns is refused, and a job reads them", async () => {
  const store = await openFilled(["large"], maxRowsPerStatement + 1);
  const load = () => loadMany(batchesOf(store)(findRows), (row) => row.aggregateId).load("large");
  await expect(inRequest(load)).rejects.toMatchObject({ extensions: { code: "OPERATION_TOO_EXPENSIVE" } });
  expect(await load()).toHaveLength(maxRowsPerStatement + 1);
});

test("a statement that the process wrote for a job is limited in a request", async () => {
  const store = await openFilled(["large"], maxRowsPerStatement + 1);
  const find = statement([], countAll);
  const expression = statement([], (db: Reader) =>
    db.select({ id: sql<string>`upper(${outbox.eventId})` }).from(outbox),
  );
  for (const ask of [find, expression]) {
    expect(await store.read((db) => ask(db))).toHaveLength(maxRowsPerStatement + 1);
    await expect(inRequest(() => store.read((db) => ask(db)))).rejects.toThrow(/rows/);
  }
});

test("a mutation reads without the limit while it makes its changes", async () => {
  const store = await openFilled(["large"], maxRowsPerStatement + 1);
  const budget = openBudget(systemRuntime);
  budget.isChanging = true;
  expect(await inRequest(() => store.read(countAll), budget)).toHaveLength(maxRowsPerStatement + 1);
});

test("as many rows as a statement may return are returned", async () => {
  const store = await openFilled(["large"], maxRowsPerStatement);
  expect(await inRequest(() => store.read(countAll))).toHaveLength(maxRowsPerStatement);
});

test("a statement with a LIMIT of its own or in a part of it is not limited further", async () => {
  const store = await openFilled(["one", "two"], 20);
  const rows = outbox.eventId;
  const statements: readonly ((db: Reader) => Promise<unknown[]>)[] = [
    (db) => countAll(db).limit(5),
    (db) => countAll(db).limit(5).offset(3),
    (db) => countAll(db).where(sql`${rows} IN (SELECT event_id FROM outbox ORDER BY event_id LIMIT 7)`),
    (db) => countAll(db).union(countAll(db).where(sql`${rows} LIKE 'one%'`)),
    (db) => {
      const some = db.$with("some").as(countAll(db).limit(4));
      return db.with(some).select().from(some);
    },
  ];
  for (const statement of statements) {
    const expected = await store.read(statement);
    expect(expected.length).toBeGreaterThan(3);
    expect(await inRequest(() => store.read(statement))).toEqual(expected);
  }
});
