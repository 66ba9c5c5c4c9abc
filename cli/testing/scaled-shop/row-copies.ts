/** Copies of rows: each row once for each copy of the shop, by one statement per table, with indexes and triggers taken away meanwhile. */
import { z } from "zod";
import { type Axis, type CopiedTable, partOfCopies } from "./copied-tables.ts";
import { type Marker, marks, markWords } from "./marks.ts";
import { type Connection, columnsOf } from "./stores.ts";

/** The number of copies of a shop, the original among them. */
export type Copies = Readonly<Record<Axis, number>>;

const schemaEntries = z.array(z.object({ type: z.string(), name: z.string(), sql: z.string() }));
const foreignKeys = z.array(z.object({ table: z.string(), from: z.string() }));
const rows = z.array(z.record(z.string(), z.unknown()));
type Row = z.infer<typeof rows>[number];

const dayMs = 24 * 60 * 60 * 1_000;
/** Copies lie so many days before their originals, each by another number, so that lists by time mix them. */
const spreadDays = 180;
const copiesOfOneVocabulary = 6;
/** The first vocabulary is that of the original. */
const syllables = "  bacedifoguhyjakelimonupyrasetivowuxazebi";
const inMilliseconds = /(^|_)(at|since|until)$/;

/** Copies the rows of these tables of one store. */
export function copyRows(store: Connection, tables: readonly CopiedTable[], copies: Copies, mark: Marker): void {
  for (const axis of ["catalogue", "customers"] as const) listCopies(store, axis, copies);
  const copied = new Set(tables.map(({ name }) => name));
  for (const table of tables) {
    store.transaction(() => {
      const taken = takeAway(store, table.name);
      copyTable(store, table, copied, mark);
      for (const sql of taken) store.exec(sql);
    })();
  }
}

/**
 * Makes the table of all copies but the original: their number, their marks, the days before the original, and the syllable before each word
 * of their texts. A catalogue has about as many different words as the square root of its products (Heaps' law), so that a word is rarer in a
 * large one.
 */
function listCopies(store: Connection, axis: Axis, copies: Copies): void {
  const vocabularies = Math.min(syllables.length / 2, Math.ceil(Math.sqrt(copies.catalogue / copiesOfOneVocabulary)));
  // The original of the catalogue is sold to the original customers only.
  const product = axis === "catalogue" ? "n" : `1 + (n - 1) % ${copies.catalogue - 1}`;
  store.exec(
    `CREATE TEMP TABLE ${axis} AS
     WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < ${copies[axis] - 1})
     SELECT n, printf('%04x', n) AS mark, printf('%04x', ${product}) AS product,
       ${axis === "catalogue" ? 0 : `n % ${spreadDays}`} AS days,
       trim(substr('${syllables}', 1 + 2 * (n % ${vocabularies}), 2)) AS syllable FROM k`,
  );
}

/** Drops the indexes and triggers of a table; answers with the statements that make them again. */
function takeAway(store: Connection, table: string): string[] {
  const entries = schemaEntries.parse(
    store
      .prepare(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
      )
      .all(table),
  );
  for (const { type, name } of entries) store.exec(`DROP ${type} "${name}"`);
  return entries.map(({ sql }) => sql);
}

function copyTable(store: Connection, table: CopiedTable, copied: ReadonlySet<string>, mark: Marker): void {
  const { name, axis, computed = {}, sums = [], isPartial = false } = table;
  const all = columnsOf(store, name);
  const keys = all.filter(({ pk }) => pk > 0);
  const isCounted = keys.length === 1 && keys[0]?.type.toUpperCase() === "INTEGER";
  const columns = all.filter(({ pk }) => !(isCounted && pk > 0)).map((column) => column.name);
  const originals = rows.parse(store.prepare(`SELECT * FROM "${name}"`).all());
  // A row whose key or owner has no mark belongs to no copy, such as the account of a member of staff, and its address.
  const owners = foreignKeys
    .parse(store.pragma(`foreign_key_list("${name}")`))
    .filter(({ table }) => copied.has(table));
  const isCopied = (row: Row) =>
    (isCounted || keys.some((key) => computed[key.name] !== undefined || hasMark(row[key.name]))) &&
    owners.every(({ from }) => row[from] === null || hasMark(row[from]));
  const marked = originals.map((row) => markRow(row, table, mark)).filter(isCopied);

  const list = columns.map((column) => `"${column}"`).join(", ");
  store.exec(`CREATE TEMP TABLE marked AS SELECT ${list} FROM "${name}" LIMIT 0`);
  const insert = store.prepare(`INSERT INTO marked VALUES (${columns.map((column) => `@${column}`).join(", ")})`);
  for (const row of marked) insert.run(row);
  const values = columns.map((column) => {
    const value = computed[column] ?? copiedValue(column, marked);
    return sums.includes(column) ? `sum(${value})` : value;
  });
  const grouped =
    sums.length === 0
      ? ""
      : `GROUP BY ${columns.flatMap((column, i) => (sums.includes(column) ? [] : [i + 1])).join(", ")}`;
  store.exec(
    `INSERT INTO "${name}" (${list}) SELECT ${values.join(", ")} FROM marked r CROSS JOIN ${axis} k ${isPartial ? `WHERE k.n % ${partOfCopies} = 0` : ""} ${grouped}`,
  );
  store.exec("DROP TABLE marked");
}

function hasMark(value: unknown): boolean {
  return typeof value === "string" && Object.values(marks).some((mark) => value.includes(mark));
}

function markRow(row: Row, { axis, unique = [], worded = [] }: CopiedTable, mark: Marker): Row {
  const marked = (column: string, text: string) => {
    if (unique.includes(column)) return text + marks[axis];
    return worded.includes(column) ? markWords(text) : mark(text);
  };
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, typeof value === "string" ? marked(column, value) : value]),
  );
}

/** The SQL of a copy's value: marks replaced, times moved, and everything else as it is. */
function copiedValue(column: string, marked: readonly Row[]): string {
  if (inMilliseconds.test(column)) return `r."${column}" - k.days * ${dayMs}`;
  if (column === "day") return `r."${column}" - k.days`;
  const contains = (mark: string) =>
    marked.some(({ [column]: value }) => typeof value === "string" && value.includes(mark));
  const byCustomer = contains(marks.customers) ? `replace(r."${column}", char(1), k.mark)` : `r."${column}"`;
  return contains(marks.catalogue) ? `replace(${byCustomer}, char(2), k.product)` : byCustomer;
}
