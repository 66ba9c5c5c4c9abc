/** The objects of a store: tables with their constraints, indexes and triggers, for comparisons of stores. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Database } from "@hansa/kit/store";
import { z } from "zod";

type Connection = InstanceType<typeof Database>;

const plain = (sql: string): string => sql.replaceAll(/["`]/g, "").replaceAll(/\s+/g, " ");

const sorted = (rows: unknown): string[] =>
  z
    .array(z.record(z.string(), z.unknown()))
    .parse(rows)
    .map(({ cid: _position, id: _number, ...row }) => JSON.stringify(row))
    .sort();

/** The check constraints of a table, each with its name and condition. */
export const checksOf = (sql: string): string[] =>
  [...sql.matchAll(/CONSTRAINT ["`]?(\w+)["`]? CHECK ?\(/g)]
    .map(({ 0: start, 1: name = "", index }) => describeCheck(name, enclosedText(sql.slice(index + start.length))))
    .sort();

const describeCheck = (name: string, condition: string): string => `${name}: ${plain(condition).trim()}`;

/** The text up to the parenthesis that closes it. */
function enclosedText(text: string): string {
  let depth = 1;
  for (const { 0: parenthesis, index } of text.matchAll(/[()]/g)) {
    depth += parenthesis === "(" ? 1 : -1;
    if (depth === 0) return text.slice(0, index);
  }
  throw new Error(`no parenthesis closes the condition ${text}`);
}

/** The check constraints that the code declares, by table, as the newest snapshot in a folder of migrations has them. */
export function readDeclaredChecks(migrations: string): Record<string, string[]> {
  const meta = path.join(migrations, "meta");
  const newest =
    readdirSync(meta)
      .sort()
      .filter((name) => name.endsWith("_snapshot.json"))
      .at(-1) ?? "";
  const checks = z.record(z.string(), z.object({ name: z.string(), value: z.string() }));
  const { tables } = z
    .object({ tables: z.record(z.string(), z.object({ checkConstraints: checks })) })
    .parse(JSON.parse(readFileSync(path.join(meta, newest), "utf8")));
  return Object.fromEntries(
    Object.entries(tables).map(([table, { checkConstraints }]) => [
      table,
      Object.values(checkConstraints)
        .map(({ name, value }) => describeCheck(name, value))
        .sort(),
    ]),
  );
}

/** Every table with its columns, references and checks, and every index and trigger; without the order of columns. */
export function describeObjects(db: Connection): Record<string, unknown> {
  const objects = z
    .array(z.object({ type: z.string(), name: z.string(), sql: z.string() }))
    .parse(
      db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'").all(),
    )
    .filter(({ name }) => !name.startsWith("product_search_"));
  return Object.fromEntries(
    objects.map(({ type, name, sql }) => {
      if (type !== "table") return [`${type} ${name}`, plain(sql)];
      const columns = sorted(db.pragma(`table_xinfo("${name}")`));
      const references = sorted(db.pragma(`foreign_key_list("${name}")`));
      return [`table ${name}`, { columns, references, checks: checksOf(sql) }];
    }),
  );
}

/** The tables that have rows about the shop. */
export const tablesOf = (db: Connection): string[] =>
  z
    .array(z.object({ name: z.string() }))
    .parse(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all())
    .map(({ name }) => name)
    // Full-text indexes split into segments as rows are written; migrations and openings of a store are rows about the store itself.
    .filter(
      (name) =>
        !/^(product_search_|user_search)/.test(name) &&
        !["__drizzle_migrations", "store_openings", "pragma_log"].includes(name),
    );

/** The number of rows of a table. */
export const countRows = (db: Connection, table: string): number =>
  z.object({ rows: z.int() }).parse(db.prepare(`SELECT count(*) AS rows FROM "${table}"`).get()).rows;
