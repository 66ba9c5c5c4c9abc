/** Expressions that each database writes in its own way. A store uses these instead of SQLite's own functions. */
import { Column, is, type Placeholder, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { primaryKeyOf, type StoreTable } from "./columns.ts";

/** The database behind a store. */
export type EngineName = "sqlite" | "pg";

/** The engine of the statement that is being written. Writing is synchronous, so that no other statement is written meanwhile. */
let writtenFor: EngineName = "sqlite";

/** Runs `write`, which writes statements for this engine and must be synchronous. The dialect of each engine but SQLite writes its statements in it. */
export function writingFor<Result>(engine: EngineName, write: () => Result): Result {
  const outer = writtenFor;
  writtenFor = engine;
  try {
    return write();
  } finally {
    writtenFor = outer;
  }
}

/** An expression with a form for each engine, of which the one is chosen that writes the statement: stores of one process may differ in their engines. */
export function byEngine<Value = unknown>(forms: Readonly<Record<EngineName, SQL>>): SQL<Value> {
  const chosen: SQLWrapper = { getSQL: () => forms[writtenFor], shouldOmitSQLParens: () => true };
  return sql<Value>`${chosen}`;
}

/** The condition that a value is in a list, which is one parameter. A text that is no number is in no list of numbers. */
export function isAmong(value: Column | SQL, list: SQL | Placeholder): SQL {
  const item = inTypeOf(is(value, Column) ? value : undefined, sql`item`, sql`whole(item)`);
  return byEngine({
    sqlite: sql`${value} IN (SELECT value FROM json_each(${list}))`,
    // An array, with which an index is searched: for a sub-select, the planner may read the whole table.
    pg: sql`${value} = ANY (ARRAY(SELECT ${item} FROM json_array_elements_text(readable_json(${list})) AS item))`,
  });
}

/**
 * The same in a statement that is built for its values: one parameter for any number of texts. PostgreSQL's planner sees them, and knows which are
 * rare. Its texts have no NUL.
 */
export function isAmongTexts(value: Column | SQL, texts: readonly string[]): SQL {
  const array = texts.map((text) => text.replaceAll("\0", "\ufffd"));
  return byEngine({
    sqlite: sql`${value} IN (SELECT value FROM json_each(${JSON.stringify(texts)}))`,
    pg: sql`${value} = ANY (${sql.param(array)}::text[])`,
  });
}

/** The rows of a list of lists, which is one parameter, each with a value for every column. */
export function rowsFrom(columns: Readonly<Record<string, Column>>, list: SQL | Placeholder): SQL {
  const values = Object.values(columns).map((column, index) => ({ column, value: sql.raw(`value ->> ${index}`) }));
  const typed = values.map(({ column, value }) => inTypeOf(column, sql`(${value})`, sql`(${value})::bigint`));
  return byEngine({
    // `WHERE TRUE` keeps SQLite from reading a following ON CONFLICT as the condition of a join.
    sqlite: sql`SELECT ${listed(values.map(({ value }) => value))} FROM json_each(${list}) WHERE TRUE`,
    pg: sql`SELECT ${listed(typed)} FROM json_array_elements(readable_json(${list})) AS item(value)`,
  });
}

/** A text on PostgreSQL in the type of a column; `whole` is the text as an integer. */
function inTypeOf(column: Column | undefined, text: SQL, whole: SQL): SQL {
  if (column?.dataType === "boolean") return sql`${text}::boolean`;
  return column?.dataType === "number" ? whole : text;
}

function listed(parts: readonly SQL[]): SQL {
  return sql.join([...parts], sql`, `);
}

/** The elements of a list in a JSON text, as rows with a `value`. PostgreSQL has a function of this name from the kit. */
export function elementsOf(json: Column | SQL): SQL {
  return sql`json_each(${json})`;
}

/** The text under a key of an object in a JSON text. */
export function jsonText(json: Column | SQL, key: string): SQL<string | null> {
  const name = sql.raw(`'${key}'`);
  return byEngine({ sqlite: sql`(${json} ->> ${name})`, pg: sql`json_get(${json}, ${name})` });
}

/** The integer under a key of an object, or at a place of a list, in a JSON text. */
export function jsonNumber(json: Column | SQL, at: string | number): SQL<number | null> {
  const [place, get] = typeof at === "number" ? [sql.raw(`${at}`), sql`json_at`] : [sql.raw(`'${at}'`), sql`json_get`];
  return byEngine({ sqlite: sql`(${json} ->> ${place})`, pg: sql`${get}(${json}, ${place})::bigint` });
}

type Term = Column | SQL | Placeholder | number;

/** The greater of two values, neither of which is null. */
export function greatest(one: Term, other: Term): SQL<number> {
  return byEngine({ sqlite: sql`max(${one}, ${other})`, pg: sql`greatest(${one}, ${other})` });
}

/** The lesser of two values, neither of which is null. */
export function least(one: Term, other: Term): SQL<number> {
  return byEngine({ sqlite: sql`min(${one}, ${other})`, pg: sql`least(${one}, ${other})` });
}

/** A condition that selects little: SQLite's planner prefers an index on another one, or a partial index with exactly this condition. */
export function likely(condition: SQL): SQL {
  return byEngine({ sqlite: sql`likely(${condition})`, pg: sql`(${condition})` });
}

/** A column as SQLite's planner uses no index for it, so that a more selective condition leads. PostgreSQL's knows how selective each is. */
export function withoutIndex(column: Column): SQL {
  return byEngine({ sqlite: sql`+${column}`, pg: sql`${column}` });
}

/** A term of GROUP BY that refers to the row of a table whose other columns are selected, with its primary key, by which SQLite would sort anew. */
export function withKey(reference: Column, key: Column): SQL {
  return byEngine({ sqlite: sql`${reference}`, pg: sql`${reference}, ${key}` });
}

/** A term of ORDER BY with the rows first that have no value. SQLite has them first and PostgreSQL last where a statement does not say. */
export function nullsFirst(term: SQL): SQL {
  return sql`${term} NULLS FIRST`;
}

/** The newest rows of a table: SQLite takes them in the order of insertion, PostgreSQL by the primary key, as ids sort by time. */
export function newestRows(table: StoreTable, limit: number): SQL {
  const keys = primaryKeyOf(table).map(([, column]) => sql`${sql.identifier(column.name)} DESC`);
  return byEngine({
    sqlite: sql`(SELECT rowid, * FROM ${table} ORDER BY rowid DESC LIMIT ${limit})`,
    pg: sql`(SELECT * FROM ${table} ORDER BY ${listed(keys)} LIMIT ${limit})`,
  });
}
