/** The schema of a migrated SQLite store, in PostgreSQL's words. */
import type { Database } from "@hansa/kit/store";
import { type Names, quoted, translate, truth, Untranslatable } from "./expression.ts";
import { findToken, insideParentheses, isToken, splitTokens, type Token, tokensOf } from "./tokens.ts";
import { readTrigger, type Trigger } from "./trigger.ts";

export type Column = { name: string; type: "bigint" | "boolean" | "text"; isRequired: boolean; initial: string | null };
export type Check = { name: string; condition: string };
export type ForeignKey = { name: string; columns: string[]; target: string; targets: string[]; actions: string };
export type Index = {
  name: string;
  table: string;
  isUnique: boolean;
  /** `gin`: an index of trigrams, for which the database needs an extension. */
  method: "btree" | "gin";
  keys: string[];
  condition: string | null;
};
export type Table = {
  name: string;
  columns: Column[];
  primaryKey: string[];
  /** The column that the store numbers itself; null without one. */
  numbered: string | null;
  checks: Check[];
  foreignKeys: ForeignKey[];
};
export type Schema = {
  tables: Table[];
  indexes: Index[];
  triggers: Trigger[];
  /** Tables of full-text search and their triggers: PostgreSQL has an index in their place, or a form of its own. */
  leftOut: string[];
  /** PostgreSQL's form of those tables. */
  search: SearchForm[];
};
/** The statements that PostgreSQL has in the place of a table of full-text search. */
export type SearchForm = { name: string; statements: readonly string[] };

type Connection = InstanceType<typeof Database>;
/** The columns of truth values, by table. SQLite's schema has them as integers. */
export type Booleans = ReadonlyMap<string, ReadonlySet<string>>;

/** Tables of SQLite itself, and of drizzle's migrations. */
const foreignTables = /^(sqlite_|__drizzle_)/;

type Row = { type: string; name: string; owner: string; sql: string };

/** Reads the schema. Throws `Untranslatable`, with the name of the table, index or trigger in front. */
export function readSchema(connection: Connection, booleans: Booleans, forms: readonly SearchForm[]): Schema {
  const searched = new Set(
    connection
      .prepare<[], string>("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('virtual', 'shadow')")
      .pluck()
      .all(),
  );
  const rows = connection
    .prepare<[], Row>(
      "SELECT type, name, tbl_name AS owner, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name",
    )
    .all()
    .filter(({ owner }) => !foreignTables.test(owner));
  const ordinary = rows.filter(({ name }) => !searched.has(name));
  const ofType = <T>(type: string, read: (row: Row) => T): T[] =>
    ordinary.filter((row) => row.type === type).map((row) => named(row.name, () => read(row)));
  const isSearch = ({ sql }: Row) => tokensOf(sql).some(({ text }) => searched.has(text));

  const tables = ofType("table", (row) => readTable(connection, row, booleans.get(row.name) ?? new Set()));
  const tableOf = (name: string) => tables.filter((table) => table.name === name);
  const ofParts = rows
    .filter(({ name }) => searched.has(name))
    .flatMap(({ name, sql }) => readPartIndex(name, sql) ?? []);
  const leftOut = ordinary.filter((row) => row.type === "trigger" && isSearch(row)).map(({ name }) => name);
  return {
    tables,
    indexes: [...ofType("index", (row) => readIndex(row, tableOf(row.owner))), ...ofParts],
    triggers: ofType("trigger", (row) => (isSearch(row) ? [] : [readTrigger(row.sql, namesIn(tables))])).flat(),
    leftOut: [...[...searched].sort(), ...leftOut],
    search: forms.filter(({ name }) => searched.has(name)),
  };
}

/** Adds the name of the part that cannot be translated. */
function named<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Untranslatable) throw new Untranslatable(`${name}: ${error.message}`);
    throw error;
  }
}

function namesIn(tables: readonly Table[]): Names {
  const columns = tables.flatMap((table) => table.columns);
  return {
    columns: new Set(columns.map(({ name }) => name)),
    booleans: new Set(columns.filter(({ type }) => type === "boolean").map(({ name }) => name)),
  };
}

type ColumnRow = { name: string; type: string; notnull: number; dflt_value: string | null; pk: number; hidden: number };

function readTable(connection: Connection, { name, sql }: Row, booleans: ReadonlySet<string>): Table {
  const rows = connection.prepare<string, ColumnRow>("SELECT * FROM pragma_table_xinfo(?)").all(name);
  const columns = rows.map((row) => readColumn(row, booleans.has(row.name)));
  const keys = rows.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk);
  const tokens = tokensOf(sql);
  const isNumbered = tokens.some((token) => isToken(token, "AUTOINCREMENT"));
  if (tokens.some((token) => isToken(token, "UNIQUE"))) throw new Untranslatable("write UNIQUE as an index of its own");
  return {
    name,
    columns,
    primaryKey: keys.map((row) => row.name),
    numbered: isNumbered ? (keys[0]?.name ?? null) : null,
    checks: readChecks(
      tokens,
      namesIn([{ name, columns, primaryKey: [], numbered: null, checks: [], foreignKeys: [] }]),
    ),
    foreignKeys: readForeignKeys(connection, name),
  };
}

function readColumn({ name, type, notnull, dflt_value: initial, hidden }: ColumnRow, isBoolean: boolean): Column {
  if (hidden !== 0) throw new Untranslatable(`${name} is a generated column`);
  const given = type.toLowerCase();
  if (given !== "integer" && given !== "text") throw new Untranslatable(`${name} has the type ${type}`);
  const isRequired = notnull === 1;
  if (isBoolean) return { name, type: "boolean", isRequired, initial: initial === null ? null : truth(initial) };
  const none = { columns: new Set<string>(), booleans: new Set<string>() };
  return {
    name,
    type: given === "integer" ? "bigint" : "text",
    isRequired,
    initial: initial === null ? null : translate(tokensOf(initial), none),
  };
}

function readChecks(tokens: readonly Token[], names: Names): Check[] {
  return tokens.flatMap((token, at) => {
    if (!isToken(token, "CHECK")) return [];
    const name = isToken(tokens[at - 2], "CONSTRAINT") ? tokens[at - 1]?.text : undefined;
    if (name === undefined) throw new Untranslatable("a CHECK has no name");
    return [{ name, condition: translate(insideParentheses(tokens, at + 1), names) }];
  });
}

type KeyRow = { id: number; table: string; from: string; to: string; on_update: string; on_delete: string };

function readForeignKeys(connection: Connection, table: string): ForeignKey[] {
  const rows = connection
    .prepare<string, KeyRow>("SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq")
    .all(table);
  const keys = [...new Set(rows.map(({ id }) => id))].map((id) => rows.filter((row) => row.id === id));
  return keys.map((columns) => {
    const [{ table: target, on_update: onUpdate, on_delete: onDelete } = { table: "", on_update: "", on_delete: "" }] =
      columns;
    const actions = [
      ...(onUpdate === "NO ACTION" ? [] : [`ON UPDATE ${onUpdate}`]),
      ...(onDelete === "NO ACTION" ? [] : [`ON DELETE ${onDelete}`]),
    ];
    const from = columns.map((row) => row.from);
    return {
      name: `${table}_${from.join("_")}_fkey`,
      columns: from,
      target,
      targets: columns.map(({ to }) => to),
      actions: actions.join(" "),
    };
  });
}

/**
 * SQLite sorts NULL first. An index of PostgreSQL has it last unless it says so, and serves no other order. A column of which the condition
 * leaves out NULL needs no word.
 */
function readIndex({ name, owner, sql }: Row, tables: readonly Table[]): Index {
  const names = namesIn(tables);
  const tokens = tokensOf(sql);
  const open = tokens.findIndex((token) => isToken(token, "("));
  const where = findToken(tokens, "WHERE");
  const condition = where < tokens.length ? translate(tokens.slice(where + 1), names) : null;
  const nullable = tables.flatMap(({ columns }) => columns).filter((column) => !column.isRequired);
  const sortsNull = nullable
    .map((column) => quoted(column.name))
    .filter((text) => !condition?.includes(`${text} IS NOT NULL`));
  const keys = splitTokens(insideParentheses(tokens, open), ",").map((key) => {
    const isDescending = isToken(key.at(-1), "DESC");
    const text = translate(key, names);
    if (!sortsNull.includes(text.replace(/ DESC$/i, ""))) return text;
    return `${text} NULLS ${isDescending ? "LAST" : "FIRST"}`;
  });
  return { name, table: owner, isUnique: isToken(tokens[1], "UNIQUE"), method: "btree", keys, condition };
}

/**
 * The index for a table of full-text search by trigrams of one column of a table; undefined for every other CREATE VIRTUAL TABLE, which has no
 * form by rule.
 */
function readPartIndex(name: string, sql: string): Index | undefined {
  const tokens = tokensOf(sql);
  const open = tokens.findIndex((token) => isToken(token, "("));
  const parts = splitTokens(insideParentheses(tokens, open), ",");
  const optionOf = (option: string) =>
    parts.find(([key, equals]) => key?.text === option && isToken(equals, "="))?.[2]?.text.slice(1, -1);
  const columns = parts.filter(([, equals]) => equals === undefined).map(([column]) => column?.text ?? "");
  const [table, tokenizer = ""] = [optionOf("content"), optionOf("tokenize")];
  const [column] = columns;
  if (!table || !tokenizer.startsWith("trigram") || column === undefined || columns.length > 1) return undefined;
  return { name, table, isUnique: false, method: "gin", keys: [`${quoted(column)} gin_trgm_ops`], condition: null };
}
