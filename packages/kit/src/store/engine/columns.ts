/** Tables and columns of a store. A tables file uses these only, so that another database can stand behind the same tables. */
import { getTableColumns, getTableName, is, Table } from "drizzle-orm";
import { getTableConfig, integer, type SQLiteColumn, type SQLiteTable, text } from "drizzle-orm/sqlite-core";

export {
  alias,
  check,
  foreignKey,
  index,
  integer,
  primaryKey,
  type SQLiteColumn as StoreColumn,
  type SQLiteTable as StoreTable,
  sqliteTable as table,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

/** The primary key of a table whose rows are identified by a text, such as an id with its kind in front (`ord_`). */
export function id<Name extends string>(name: Name) {
  return text(name).primaryKey();
}

/** Epoch milliseconds, UTC. PostgreSQL: `bigint`. */
export function time<Name extends string>(name: Name) {
  return integer(name);
}

/** An amount in the minor unit of its currency. PostgreSQL: `bigint`. */
export function money<Name extends string>(name: Name) {
  return integer(name);
}

/** True or false; SQLite stores 1 or 0. PostgreSQL: `boolean`. */
export function boolean<Name extends string>(name: Name) {
  return integer(name, { mode: "boolean" });
}

/** A value of any shape, as JSON; its type is added by `$type`. PostgreSQL: `jsonb`. */
export function json<Name extends string>(name: Name) {
  return text(name, { mode: "json" });
}

/** The number of a row in the order of insertion, assigned by the store and never again. PostgreSQL: `bigint` as identity. */
export function sequence<Name extends string>(name: Name) {
  return integer(name).primaryKey({ autoIncrement: true });
}

/** The columns of a table's primary key, by their names in rows. */
export function primaryKeyOf(table: SQLiteTable): [string, SQLiteColumn][] {
  const composite = getTableConfig(table).primaryKeys.flatMap(({ columns }) => columns.map(({ name }) => name));
  return Object.entries(getTableColumns(table)).filter(([, { name, primary }]) => primary || composite.includes(name));
}

/** The names of the tables among the exports of a module, sorted. */
export function tableNamesOf(exported: Readonly<Record<string, unknown>>): string[] {
  const names = Object.values(exported).flatMap((value) => (is(value, Table) ? [getTableName(value)] : []));
  return [...new Set(names)].sort();
}

/** The columns of truth values of the tables among the exports of a module, by table: a store's own schema may not tell them from numbers. */
export function booleanColumns(exported: Readonly<Record<string, unknown>>): Map<string, Set<string>> {
  const tables = Object.values(exported).filter((value) => is(value, Table));
  return new Map(
    tables.map((table) => [
      getTableName(table),
      new Set(
        Object.values(getTableColumns(table)).flatMap(({ dataType, name }) => (dataType === "boolean" ? [name] : [])),
      ),
    ]),
  );
}
