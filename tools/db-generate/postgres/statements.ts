/** Statements of PostgreSQL that make the parts of a schema. */
import { quoted } from "./expression.ts";
import type { Check, Column, ForeignKey, Index, Schema, Table } from "./schema.ts";

/** All statements that make an empty store. Foreign keys come last, since tables refer to each other. */
export function createSchema({ tables, indexes, triggers, search }: Schema): string[] {
  const numbered = tables.filter((table) => table.numbered !== null);
  return [
    ...createExtensions(indexes),
    ...(numbered.length > 0 ? [createNumbers()] : []),
    ...tables.map(createTable),
    ...numbered.flatMap(numberRows),
    ...indexes.map(createIndex),
    ...triggers.flatMap(({ statements }) => statements),
    ...search.flatMap(({ statements }) => statements),
    ...tables.flatMap((table) => table.foreignKeys.map((key) => addForeignKey(table.name, key))),
  ];
}

/** The extension that these indexes need, in the schema that every session searches. */
export function createExtensions(indexes: readonly Index[]): string[] {
  const needsTrigrams = indexes.some(({ method }) => method === "gin");
  return needsTrigrams ? ["CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA hansa;"] : [];
}

/** The table of the last number of each table that the store numbers. */
export function createNumbers(): string {
  return `CREATE TABLE "row_numbers" (\n\t"table_name" text PRIMARY KEY NOT NULL,\n\t"last" bigint NOT NULL\n);`;
}

export function createTable({ name, columns, primaryKey, checks }: Table): string {
  const parts = [
    ...columns.map(writeColumn),
    ...(primaryKey.length > 0 ? [`PRIMARY KEY (${listed(primaryKey)})`] : []),
    ...checks.map(writeCheck),
  ];
  return `CREATE TABLE ${quoted(name)} (\n\t${parts.join(",\n\t")}\n);`;
}

/** The trigger's name comes before those of rules, so that they see the number. */
export function numberRows({ name, numbered }: Table): string[] {
  return [
    `INSERT INTO "row_numbers" ("table_name", "last") VALUES ('${name}', 0);`,
    `CREATE TRIGGER ${quoted(`aa_number_${name}`)} BEFORE INSERT ON ${quoted(name)}\n\tFOR EACH ROW EXECUTE FUNCTION hansa.number_row('${numbered}');`,
  ];
}

/** Trigrams are entered at once: a list of those to come would be searched one by one, and keep parts of erased names. */
export function createIndex({ name, table, isUnique, method, keys, condition }: Index): string {
  const [using, options] = method === "gin" ? [" USING gin", " WITH (fastupdate = off)"] : ["", ""];
  const where = condition === null ? "" : ` WHERE ${condition}`;
  return `CREATE ${isUnique ? "UNIQUE " : ""}INDEX ${quoted(name)} ON ${quoted(table)}${using} (${keys.join(", ")})${options}${where};`;
}

export function addForeignKey(table: string, { name, columns, target, targets, actions }: ForeignKey): string {
  const references = `REFERENCES ${quoted(target)} (${listed(targets)})${actions === "" ? "" : ` ${actions}`}`;
  return `ALTER TABLE ${quoted(table)} ADD CONSTRAINT ${quoted(name)}\n\tFOREIGN KEY (${listed(columns)}) ${references};`;
}

export function writeColumn({ name, type, isRequired, initial }: Column): string {
  return [
    quoted(name),
    type,
    ...(initial === null ? [] : [`DEFAULT ${initial}`]),
    ...(isRequired ? ["NOT NULL"] : []),
  ].join(" ");
}

export function writeCheck({ name, condition }: Check): string {
  return `CONSTRAINT ${quoted(name)} CHECK (${condition})`;
}

function listed(names: readonly string[]): string {
  return names.map(quoted).join(", ");
}
