/** Texts and values of prepared statements: as the driver sends them, and prepared again where the server does not know one. */
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import type { Reader } from "../../../src/store/store.ts";
import { askTogether } from "../../support/pg/requests.ts";
import { newSchema, openSession, openTinsIn } from "../../support/pg/tins.ts";
import { addTin, namesOf } from "../../support/shelf.ts";

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
  const ends = askTogether(store, [namesOf, namesOf, namesOf], 9_000).map((read) => read.finally(note));
  const settled = Promise.allSettled(ends);
  for (const count of [1, 2]) {
    let cancelled = 0;
    while (cancelled === 0 && ended < ends.length) cancelled = (await session.query(cancel)).rowCount ?? 0;
    while (ended < count) await systemRuntime.yieldToEventLoop();
  }
  await session.query("ROLLBACK");
  const late = { reason: { extensions: { code: "DEADLINE_EXCEEDED" } } };
  expect(await settled).toMatchObject([late, late, { value: ["peas"] }]);
  expect(store.health.readFault()).toBeUndefined();
});

test("a read begins its snapshot again where a statement of an ended one was to prepare its text, and was ended meanwhile", async (context) => {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  await store.write("add", (tx) => addTin(tx, "peas"));
  const session = await openSession(place);
  await session.query("BEGIN; LOCK TABLE tins IN ACCESS EXCLUSIVE MODE");
  const waiting = "FROM pg_locks WHERE relation = 'tins'::regclass AND NOT granted";
  const both = (db: Reader) => Promise.all([namesOf(db), namesOf(db)]);
  const left = store.read(async (db) => {
    both(db).catch(() => undefined);
    while ((await session.query(`SELECT ${waiting}`)).rowCount === 0) await systemRuntime.yieldToEventLoop();
    throw new Error("left");
  });
  await expect(left).rejects.toThrow("left");
  // Sent on the same connection, behind those that were left.
  const answer = store.read(both);
  for (let turn = 0; turn < 20; turn += 1) await systemRuntime.yieldToEventLoop();
  await session.query(`SELECT pg_cancel_backend(pid) ${waiting}`);
  await session.query("ROLLBACK");
  expect(await answer).toEqual([["peas"], ["peas"]]);
});
