/** Rows of statements: those that drizzle gives for the same statement. */
import { and, asc, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Prepared } from "../../src/store/engine/statement-run.ts";
import { given } from "../../src/store/parameters.ts";
import { statement } from "../../src/store/statement.ts";
import type { Reader, Store, Tx } from "../../src/store/store.ts";
import { inboxCursor, outbox } from "../../src/store/tables.ts";
import { openTins } from "../support/tins.ts";

const event = { type: "told", version: 1, occurredAt: 5 };
const cursors = inboxCursor;

/** A store with three events, of which two have a cursor of their name. */
async function openFilled(): Promise<Store> {
  const store = await openTins();
  await store.write("fill", async (tx) => {
    for (const name of ["one", "two", "three"]) {
      await tx.insert(outbox).values({ ...event, eventId: name, aggregateId: name, payload: { of: [name, null, 1] } });
    }
    for (const source of ["one", "three", "other"]) await tx.insert(cursors).values({ source, seq: source.length });
  });
  return store;
}

const joined = eq(cursors.source, outbox.eventId);
const lists: Readonly<Record<string, (db: Reader) => ReturnType<typeof selectOf>>> = {
  "columns of every kind": (db) => selectOf(db.select().from(outbox).orderBy(asc(outbox.seq))),
  "expressions, with and without a name or a conversion": (db) =>
    selectOf(
      db
        .select({
          size: sql<number>`length(${outbox.eventId})`,
          named: sql<string>`upper(${outbox.eventId})`.as("named"),
          read: sql`${outbox.payload}`.mapWith(outbox.payload),
          converted: sql`${outbox.seq}`.mapWith((value) => `number ${String(value)}`),
        })
        .from(outbox)
        .orderBy(asc(outbox.seq)),
    ),
  "an object that the other side of an outer join lacks": (db) =>
    selectOf(db.select().from(outbox).leftJoin(cursors, joined).orderBy(asc(outbox.seq))),
  "objects of either side, both of which may be absent": (db) =>
    selectOf(db.select({ cursor: cursors, event: outbox }).from(outbox).fullJoin(cursors, joined)),
  "a mixed object of columns of two tables": (db) =>
    selectOf(
      db
        .select({ mixed: { seq: cursors.seq, id: outbox.eventId }, plain: cursors.source })
        .from(outbox)
        .leftJoin(cursors, joined),
    ),
  "columns of a part with a name": (db) => {
    const some = db
      .select({ id: outbox.eventId, twice: sql<number>`2 * seq`.as("twice") })
      .from(outbox)
      .as("some");
    return selectOf(
      db
        .select({ some: { id: some.id }, twice: some.twice })
        .from(some)
        .innerJoin(cursors, eq(cursors.source, some.id)),
    );
  },
};

/** A statement that drizzle runs itself, or prepares. */
function selectOf(query: PromiseLike<unknown[]> & { prepare(): Prepared<unknown[]> }) {
  return query;
}

for (const [name, select] of Object.entries(lists)) {
  test(`rows are those of drizzle: ${name}`, async () => {
    const store = await openFilled();
    const prepared = statement([], (db: Reader) => select(db));
    const expected = await store.read(async (db) => select(db));
    expect(expected.length).toBeGreaterThan(0);
    expect(await store.read((db) => prepared(db))).toStrictEqual(expected);
  });
}

test("drizzle's prepared statements have the parts that rows of plain columns rely on: fields, and values at once", async () => {
  const store = await openFilled();
  const { source, seq, lostAt } = cursors;
  await store.read(async (db) => {
    const prepared = selectOf(db.select().from(cursors).orderBy(asc(source))).prepare();
    const fields = [
      { path: ["source"], field: source },
      { path: ["seq"], field: seq },
      { path: ["lostAt"], field: lostAt },
    ];
    expect(prepared).toEqual(expect.objectContaining({ fields }));
    expect(prepared.values({})).toEqual([
      ["one", 3, null],
      ["other", 5, null],
      ["three", 5, null],
    ]);
  });
});

test("a statement is built once in the process for each text, and reads the store of its caller", async () => {
  const [one, other] = [await openFilled(), await openFilled()];
  await other.write("fill", (tx) => tx.delete(cursors).where(eq(cursors.source, "one")));
  let built = 0;
  const find = statement([given({ source: cursors.source })], (db: Reader, { source }) => {
    built += 1;
    return db
      .select()
      .from(cursors)
      .where(source && eq(cursors.source, source));
  });
  const found = (store: Store) =>
    Promise.all(
      ["one", undefined, "three"].map((source) => store.read(async (db) => (await find(db, { source })).length)),
    );
  expect(await Promise.all([found(one), found(other)])).toEqual([
    [1, 3, 1],
    [0, 2, 1],
  ]);
  expect(built).toBe(2);
});

test("changed rows are those of drizzle, and values are encoded once", async () => {
  const store = await openFilled();
  const change = statement(["text", given({ payload: outbox.payload })], (tx: Tx, id, { payload }) =>
    tx
      .update(outbox)
      .set({ payload })
      .where(and(eq(outbox.eventId, id), eq(outbox.version, 1)))
      .returning(),
  );
  const changed = await store.write("change", (tx) => change(tx, "two", { payload: { text: `"quoted"` } }));
  expect(changed).toStrictEqual(await store.read((db) => db.select().from(outbox).where(eq(outbox.eventId, "two"))));
  expect(changed).toMatchObject([{ payload: { text: `"quoted"` } }]);
});

test("a statement that SQLite refuses rejects, and the next one runs", async () => {
  const store = await openFilled();
  const insert = statement([cursors.source], (tx: Tx, source) => tx.insert(cursors).values({ source, seq: 1 }));
  await expect(store.write("fill", (tx) => insert(tx, "one"))).rejects.toThrow(/UNIQUE/);
  await store.write("fill", (tx) => insert(tx, "new"));
  expect(await store.read((db) => db.$count(cursors))).toBe(4);
});
