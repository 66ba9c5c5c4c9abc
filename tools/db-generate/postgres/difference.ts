/** The statements that lead from one schema to a later one, where nothing of the first is lost. */
import { quoted, Untranslatable } from "./expression.ts";
import type { Column, Index, Schema, Table } from "./schema.ts";
import {
  addForeignKey,
  createExtensions,
  createIndex,
  createNumbers,
  createTable,
  numberRows,
  writeCheck,
  writeColumn,
} from "./statements.ts";
import type { Trigger } from "./trigger.ts";

/** The statements before and after those that change rows. Throws `Untranslatable` for a change that a person must write. */
export function compareSchemas(earlier: Schema, later: Schema): { before: string[]; after: string[] } {
  const tables = pair(earlier.tables, later.tables);
  for (const { name } of tables.removed) throw new Untranslatable(`the table ${name} is gone`);
  const indexes = pair(earlier.indexes, later.indexes);
  const triggers = pair(earlier.triggers, later.triggers);
  const added = tables.added.filter((table) => table.numbered !== null);
  const isFirst = added.length > 0 && earlier.tables.every((table) => table.numbered === null);
  const changes = tables.kept.map(([one, other]) => compareTables(one, other));
  return {
    before: [
      ...replaced(triggers, isSameTrigger).flatMap(dropTrigger),
      ...replaced(indexes, isSameIndex).map(({ name }) => `DROP INDEX ${quoted(name)};`),
      ...(isFirst ? [createNumbers()] : []),
      ...tables.added.map(createTable),
      ...added.flatMap(numberRows),
      ...changes.flatMap(({ before }) => before),
    ],
    after: [
      ...changes.flatMap(({ after }) => after),
      ...createExtensions(made(indexes, isSameIndex)),
      ...made(indexes, isSameIndex).map(createIndex),
      ...made(triggers, isSameTrigger).flatMap(({ statements }) => statements),
      ...pair(earlier.search, later.search).added.flatMap(({ statements }) => statements),
      ...tables.added.flatMap((table) => table.foreignKeys.map((key) => addForeignKey(table.name, key))),
    ],
  };
}

function compareTables(one: Table, other: Table): { before: string[]; after: string[] } {
  const { name } = one;
  const refuse = (fault: string): never => {
    throw new Untranslatable(`${name}: ${fault}`);
  };
  if (String(one.primaryKey) !== String(other.primaryKey) || one.numbered !== other.numbered)
    refuse("its primary key is another one");
  const columns = pair(one.columns, other.columns);
  for (const column of columns.removed) refuse(`the column ${column.name} is gone`);
  for (const [before, after] of columns.kept)
    if (!isSameColumn(before, after)) refuse(`the column ${after.name} has another type, default or nullability`);
  for (const { isRequired, initial, name: column } of columns.added)
    if (isRequired && initial === null) refuse(`the new column ${column} is required and has no default`);
  const keys = pair(one.foreignKeys, other.foreignKeys);
  const isSameKey = (key: object, later: object) => JSON.stringify(key) === JSON.stringify(later);
  if (replaced(keys, isSameKey).length > 0) refuse("a foreign key changed");
  const checks = pair(one.checks, other.checks);
  const isSameCheck = (check: { condition: string }, later: { condition: string }) =>
    isSameText(check.condition, later.condition);
  return {
    before: [
      ...replaced(checks, isSameCheck).map(
        (check) => `ALTER TABLE ${quoted(name)} DROP CONSTRAINT ${quoted(check.name)};`,
      ),
      ...columns.added.map((column) => `ALTER TABLE ${quoted(name)} ADD COLUMN ${writeColumn(column)};`),
    ],
    after: [
      ...made(checks, isSameCheck).map((check) => `ALTER TABLE ${quoted(name)} ADD ${writeCheck(check)};`),
      ...keys.added.map((key) => addForeignKey(name, key)),
    ],
  };
}

type Pairs<T> = { added: T[]; removed: T[]; kept: [T, T][] };

/** The parts of two schemas by their names. */
function pair<T extends { name: string }>(earlier: readonly T[], later: readonly T[]): Pairs<T> {
  const before = new Map(earlier.map((part) => [part.name, part]));
  const names = new Set(later.map(({ name }) => name));
  return {
    added: later.filter(({ name }) => !before.has(name)),
    removed: earlier.filter(({ name }) => !names.has(name)),
    kept: later.flatMap((part): [T, T][] => {
      const one = before.get(part.name);
      return one === undefined ? [] : [[one, part]];
    }),
  };
}

/** The earlier ones that are not as they were. */
function replaced<T>({ removed, kept }: Pairs<T>, isSame: (one: T, other: T) => boolean): T[] {
  return [...removed, ...kept.filter(([one, other]) => !isSame(one, other)).map(([one]) => one)];
}

/** The later ones that were not there so. */
function made<T>({ added, kept }: Pairs<T>, isSame: (one: T, other: T) => boolean): T[] {
  return [...added, ...kept.filter(([one, other]) => !isSame(one, other)).map(([, other]) => other)];
}

function dropTrigger({ name, table }: Trigger): string[] {
  return [`DROP TRIGGER ${quoted(name)} ON ${quoted(table)};`, `DROP FUNCTION ${quoted(name)}();`];
}

function isSameColumn(one: Column, other: Column): boolean {
  return one.type === other.type && one.isRequired === other.isRequired && one.initial === other.initial;
}

function isSameIndex(one: Index, other: Index): boolean {
  return isSameText(createIndex(one), createIndex(other));
}

function isSameTrigger(one: Trigger, other: Trigger): boolean {
  return isSameText(one.statements.join("\n"), other.statements.join("\n"));
}

/** drizzle-kit writes a rebuilt table with other blanks. */
function isSameText(one: string, other: string): boolean {
  return one.replace(/\s+/g, " ") === other.replace(/\s+/g, " ");
}
