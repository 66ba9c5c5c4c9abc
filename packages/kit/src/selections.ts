/** The columns of a table, as they stand in a statement, are written once. */
import { Column, is, SQL, sql } from "drizzle-orm";
import type { SQLiteSyncDialect } from "drizzle-orm/sqlite-core";

type Selected = { field: unknown }[];
type Selection = { isSingleTable: boolean; columns: readonly unknown[]; written: SQL };

/** By the first column: whatever a process has written once, for all its stores. */
const selections = new WeakMap<object, Selection[]>();

/**
 * Makes the builder write a list of columns once. Most statements select all columns of a table, and writing those down took longer than
 * everything else about them. Whatever is no plain column is written anew.
 */
export function rememberSelections(dialect: SQLiteSyncDialect): void {
  const build = functionOf(dialect, "buildSelection");

  function buildSelection(fields: Selected, { isSingleTable = false }: { isSingleTable?: boolean } = {}): unknown {
    const [first] = fields;
    const known = isObject(first?.field) ? selections.get(first.field) : undefined;
    const earlier = known?.find((each) => each.isSingleTable === isSingleTable && isOf(each, fields));
    if (earlier) return earlier.written;
    const built: unknown = Reflect.apply(build, dialect, [fields, { isSingleTable }]);
    if (!is(built, SQL) || !isObject(first?.field) || !fields.every(({ field }) => is(field, Column))) return built;
    const written = sql.raw(dialect.sqlToQuery(built).sql);
    const columns = fields.map(({ field }) => field);
    selections.set(first.field, [...(known ?? []), { isSingleTable, columns, written }]);
    return written;
  }
  Object.defineProperty(dialect, "buildSelection", { value: buildSelection });
}

function functionOf(dialect: SQLiteSyncDialect, name: string) {
  const found: unknown = Reflect.get(dialect, name);
  if (typeof found !== "function") throw new Error(`drizzle has no ${name} any more: look at what is remembered of it`);
  return found;
}

function isOf({ columns }: Selection, fields: Selected): boolean {
  return columns.length === fields.length && columns.every((column, index) => column === fields[index]?.field);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
