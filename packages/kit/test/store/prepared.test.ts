/** Prepared statements: the same results as statements built anew, on every store. */
import { eq, isNull } from "drizzle-orm";
import { expect, test } from "vitest";
import { rowInto, rowsBy } from "../../src/store/statement.ts";
import { idempotency, inboxCursor, outbox } from "../../src/store/tables.ts";
import { openTins } from "../support/tins.ts";

const addCursor = rowInto(inboxCursor);
const findCursors = rowsBy(inboxCursor, inboxCursor.source);
const published = { type: "told", version: 1, aggregateId: "it", payload: { is: "said" }, occurredAt: 1 };

test("rows are found for none, one and many values of any content", async () => {
  const store = await openTins();
  const sources = ["plain", `with "quotes"`, "with 'others', too", "x".repeat(500)];
  await store.write("fill", async (tx) => {
    for (const [seq, source] of sources.entries()) await addCursor(tx, { source, seq, lostAt: null });
  });
  const found = async (values: readonly string[]) =>
    (await store.read((db) => findCursors(db, values))).map(({ source }) => source).sort();
  expect(await found([])).toEqual([]);
  expect(await found([`with "quotes"`])).toEqual([`with "quotes"`]);
  expect(await found([...sources, "unknown"])).toEqual([...sources].sort());
});

test("row values have the types of their columns: null stays null, and a missing number is generated", async () => {
  const store = await openTins();
  const key = { scope: "a", requestHash: "b", state: "done", createdAt: 1 } as const;
  await store.write("fill", async (tx) => {
    const remember = rowInto(idempotency);
    await remember(tx, { ...key, key: "nothing", response: null });
    await remember(tx, { ...key, key: "something", response: { is: [1] } });
    for (const eventId of ["first", "second"]) await rowInto(outbox)(tx, { ...published, eventId, traceparent: null });
  });
  expect(await store.read((db) => db.$count(idempotency, isNull(idempotency.response)))).toBe(1);
  const stored = await store.read((db) => db.select().from(idempotency).where(eq(idempotency.key, "something")));
  expect(stored).toEqual([{ ...key, key: "something", response: { is: [1] } }]);
  const numbers = await store.read((db) => db.select({ seq: outbox.seq }).from(outbox).orderBy(outbox.seq));
  expect(numbers).toEqual([{ seq: 1 }, { seq: 2 }]);
});

test("each store executes its own statements", async () => {
  const [one, other] = [await openTins(), await openTins()];
  await one.write("fill", (tx) => addCursor(tx, { source: "one", seq: 1, lostAt: null }));
  expect(await one.read((db) => findCursors(db, ["one"]))).toHaveLength(1);
  expect(await other.read((db) => findCursors(db, ["one"]))).toHaveLength(0);
});
