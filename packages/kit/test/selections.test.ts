/** Columns that are written once: statements read as drizzle writes them, the first time and the second. */
import { eq, sql } from "drizzle-orm";
import { alias, integer, QueryBuilder, SQLiteSyncDialect, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import { rememberSelections } from "../src/selections.ts";

const tins = sqliteTable("tins", { id: integer("id").primaryKey(), name: text("name").notNull() });
const later = alias(tins, "later");

test("statements are written as drizzle writes them, the first time and the second", () => {
  const dialect = new SQLiteSyncDialect();
  rememberSelections(dialect);
  const remembering = new QueryBuilder(dialect);
  const plain = new QueryBuilder(new SQLiteSyncDialect());
  const questions = (builder: QueryBuilder) => [
    builder.select().from(tins).where(eq(tins.id, 1)),
    builder.select({ name: tins.name, id: tins.id }).from(tins),
    builder.select({ id: tins.id }).from(tins),
    builder.select().from(tins).innerJoin(later, eq(later.id, tins.id)),
    builder.select({ id: tins.id, count: sql<number>`count(*)` }).from(tins).groupBy(tins.id),
    builder.select().from(later),
  ];
  const expected = questions(plain).map((question) => question.toSQL());
  expect(questions(remembering).map((question) => question.toSQL())).toEqual(expected);
  expect(questions(remembering).map((question) => question.toSQL())).toEqual(expected);
});
