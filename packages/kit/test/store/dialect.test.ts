/** Expressions with a form for each engine: the dialect that writes a statement decides, also of one that was built long before. */
import { type SQL, sql } from "drizzle-orm";
import { SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import { boolean, integer, table, text } from "../../src/store/engine/columns.ts";
import {
  byEngine,
  type EngineName,
  greatest,
  isAmong,
  jsonNumber,
  jsonText,
  least,
  likely,
  newestRows,
  rowsFrom,
  withKey,
  withoutIndex,
  writingFor,
} from "../../src/store/engine/dialect.ts";

const tins = table("tins", {
  id: integer("id").primaryKey(),
  name: text("name").notNull(),
  isOpen: boolean("is_open").notNull(),
});
const list = sql`${sql.placeholder("list")}`;

function textFor(engine: EngineName, expression: SQL): string {
  return writingFor(engine, () => new SQLiteAsyncDialect().sqlToQuery(expression)).sql;
}

test("one expression is written for the engine of each statement, and for SQLite outside of any", () => {
  const either = sql`(${byEngine({ sqlite: sql`one`, pg: sql`other` })})`;
  expect(textFor("pg", either)).toBe("(other)");
  expect(textFor("sqlite", either)).toBe("(one)");
  expect(new SQLiteAsyncDialect().sqlToQuery(either).sql).toBe("(one)");
});

test("a statement that cannot be written leaves the engine of the others as it was", () => {
  expect(() =>
    writingFor("pg", () => {
      throw new Error("no text");
    }),
  ).toThrow("no text");
  expect(textFor("sqlite", greatest(tins.id, 1))).toBe('max("tins"."id", ?)');
  const inside = writingFor("pg", () => [textFor("sqlite", likely(sql`a`)), textFor("pg", likely(sql`a`))]);
  expect(inside).toEqual(["likely(a)", "(a)"]);
});

test("PostgreSQL gets the values of lists and rows in the types of their columns", () => {
  expect(textFor("pg", isAmong(tins.name, list))).toBe(
    '"tins"."name" = ANY (ARRAY(SELECT item FROM json_array_elements_text(readable_json(?)) AS item))',
  );
  expect(textFor("pg", isAmong(tins.id, list))).toContain("SELECT whole(item) FROM");
  expect(textFor("pg", isAmong(tins.isOpen, list))).toContain("SELECT item::boolean FROM");
  expect(textFor("pg", rowsFrom({ id: tins.id, name: tins.name, isOpen: tins.isOpen }, list))).toBe(
    "SELECT (value ->> 0)::bigint, (value ->> 1), (value ->> 2)::boolean FROM json_array_elements(readable_json(?)) AS item(value)",
  );
});

test("each expression has its form on each engine", () => {
  const forms = [
    [least(tins.id, 1), 'min("tins"."id", ?)', 'least("tins"."id", ?)'],
    [withoutIndex(tins.id), '+"tins"."id"', '"tins"."id"'],
    [withKey(tins.name, tins.id), '"tins"."name"', '"tins"."name", "tins"."id"'],
    [jsonText(tins.name, "kind"), `("tins"."name" ->> 'kind')`, `json_get("tins"."name", 'kind')`],
    [jsonNumber(tins.name, 1), '("tins"."name" ->> 1)', 'json_at("tins"."name", 1)::bigint'],
    [
      newestRows(tins, 5),
      '(SELECT rowid, * FROM "tins" ORDER BY rowid DESC LIMIT ?)',
      '(SELECT * FROM "tins" ORDER BY "id" DESC LIMIT ?)',
    ],
  ] as const;
  for (const [expression, sqlite, pg] of forms) {
    expect(textFor("sqlite", expression)).toBe(sqlite);
    expect(textFor("pg", expression)).toBe(pg);
  }
});
