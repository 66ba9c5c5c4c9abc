/** Expressions of the dialect mean the same on both engines. */
import { asc, sql } from "drizzle-orm";
import { expect, type TestContext, test } from "vitest";
import {
  elementsOf,
  greatest,
  isAmong,
  jsonNumber,
  jsonText,
  least,
  likely,
  withoutIndex,
} from "../../../src/store/engine/dialect.ts";
import { listOf } from "../../../src/store/parameters.ts";
import { rowInto, rowsBy, rowsInto, statement } from "../../../src/store/statement.ts";
import type { Reader, Store } from "../../../src/store/store.ts";
import { idempotency, inboxCursor, outbox, pragmaLog } from "../../../src/store/tables.ts";
import { newSchema, openTinsIn } from "../../support/pg/tins.ts";
import { openTins } from "../../support/tins.ts";

const published = { type: "told", version: 1, aggregateId: "it", occurredAt: 1, traceparent: null };
const opened = { openedAt: 1, journalMode: "wal", synchronous: 2, foreignKeys: 1, busyTimeoutMs: 5 };
const response = {
  name: 'a "quoted" name',
  lines: [
    [1, 3],
    [7, 7],
  ],
  unit: "kg",
  none: null,
};

/** Opens a store on each engine, with the same rows, among them texts that a list in JSON escapes. */
async function openFilled(context: TestContext): Promise<Store[]> {
  const stores = [await openTins(), await openTinsIn(await newSchema(context))];
  for (const store of stores)
    await store.write("fill", async (tx) => {
      for (const eventId of ["first", "second", "third"])
        await rowInto(outbox)(tx, { ...published, eventId, payload: {} });
      await rowsInto(pragmaLog)(tx, [
        { ...opened, withoutFsync: true },
        { ...opened, withoutFsync: false },
      ]);
      await rowsInto(inboxCursor)(tx, [
        { source: "it's\n\u{1F600} a \\ text", seq: 2 ** 53 - 1, lostAt: null },
        { source: "other", seq: -1, lostAt: 5 },
      ]);
      const key = { scope: "a", requestHash: "b", state: "done", createdAt: 1 } as const;
      await rowsInto(idempotency)(tx, [{ ...key, key: "one", response }]);
    });
  return stores;
}

/** Both engines answer, and the same. */
async function expectSame<Result>(stores: readonly Store[], ask: (db: Reader) => Promise<Result>): Promise<Result> {
  const [one, other] = await Promise.all(stores.map((store) => store.read(ask)));
  if (one === undefined) throw new Error("no store answered");
  expect(other).toEqual(one);
  return one;
}

test("a list of numbers may have texts: those that are no number find nothing and fail nothing", async (context) => {
  const stores = await openFilled(context);
  const found = await expectSame(stores, (db) =>
    rowsBy(outbox, outbox.seq, asc(outbox.seq))(db, [1, "3", "x", "", "led_2", "2.5", "9".repeat(40), "-1", "\0"]),
  );
  expect(found.map(({ eventId }) => eventId)).toEqual(["first", "third"]);
});

test("rows of a list keep their values: truth, the largest integer, nothing and any text", async (context) => {
  const stores = await openFilled(context);
  expect(await expectSame(stores, (db) => db.select().from(inboxCursor).orderBy(inboxCursor.source))).toHaveLength(2);
  const rows = await expectSame(stores, (db) => rowsBy(pragmaLog, pragmaLog.withoutFsync)(db, [true]));
  expect(rows).toEqual([{ ...opened, seq: 1, withoutFsync: true }]);
  const bySource = rowsBy(inboxCursor, inboxCursor.source);
  expect(await expectSame(stores, (db) => bySource(db, ["it's\n\u{1F600} a \\ text"]))).toHaveLength(1);
});

test("values in JSON, the greater and the lesser of two, and hints of a plan", async (context) => {
  const stores = await openFilled(context);
  const { response: json } = idempotency;
  const inLines = statement([listOf("text")], (db: Reader, names) =>
    db
      .select({
        name: jsonText(json, "name"),
        none: jsonText(json, "none"),
        missing: jsonText(json, "missing"),
        first: jsonNumber(sql`line.value`, 0),
        units: sql<number>`${greatest(sql`0`, least(jsonNumber(sql`line.value`, 1), sql`5`))}`,
      })
      .from(sql`${idempotency}, ${elementsOf(jsonText(json, "lines"))} AS line`)
      .where(sql`${likely(isAmong(jsonText(json, "unit"), names))} AND ${withoutIndex(idempotency.scope)} = 'a'`)
      .orderBy(jsonNumber(sql`line.value`, 0)),
  );
  const line = { name: response.name, none: null, missing: null };
  await expect(expectSame(stores, (db) => inLines(db, ["kg", "g"]))).resolves.toEqual([
    { ...line, first: 1, units: 3 },
    { ...line, first: 7, units: 5 },
  ]);
});
