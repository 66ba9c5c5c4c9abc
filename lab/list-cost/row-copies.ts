/** Enlarges a store: copies rows and their dependent rows, with all of their columns. */
import { z } from "zod";
import { loadDriver } from "../../host/sqlite.mjs";

const Database = loadDriver();
type Connection = InstanceType<typeof Database>;

const tableInfo = z.array(z.object({ name: z.string(), type: z.string(), pk: z.number(), hidden: z.number() }));
const foreignKeys = z.array(z.object({ table: z.string(), from: z.string() }));
const indexList = z.array(z.object({ name: z.string(), unique: z.number() }));
const indexInfo = z.array(z.object({ name: z.string().nullable() }));
const triggers = z.array(z.object({ name: z.string(), tbl_name: z.string(), sql: z.string() }));
const names = z.array(z.object({ name: z.string() }));

/** Copies happened earlier than their original, each by another while, so that lists by time mix them. */
const stepMs = 7_919_000;
const spreadMs = 180 * 24 * 60 * 60 * 1_000;

/**
 * Copies the rows of `roots`, and of every table that refers to them, until there are at least `wanted` rows in each root. A copy's ids are
 * the original's with a number behind them. Answers how many rows each root has. Throws if a root is empty.
 */
export function copyRowsUntil(file: string, roots: readonly string[], wanted: number): Record<string, number> {
  const database = new Database(file, { fileMustExist: true });
  try {
    database.pragma("synchronous = OFF");
    const tables = withDependents(database, roots);
    const least = Math.min(...roots.map((root) => countOf(database, root)));
    if (least === 0) throw new Error(`${file}: there is nothing to copy in one of ${roots.join(", ")}`);
    const copies = Math.ceil(wanted / least) - 1;
    database.pragma("foreign_keys = OFF");
    database.transaction(() => {
      const guards = dropTriggers(database, tables);
      for (const table of tables) copyRows(database, table, tables, copies);
      for (const guard of guards) database.exec(guard);
    })();
    const broken = database.pragma("foreign_key_check");
    if (Array.isArray(broken) && broken.length > 0) throw new Error(`${file}: copies refer to what is not there`);
    database.exec("ANALYZE");
    return Object.fromEntries(roots.map((root) => [root, countOf(database, root)]));
  } finally {
    database.close();
  }
}

/** The roots and, in turn, every table that refers to one of them. */
function withDependents(database: Connection, roots: readonly string[]): string[] {
  const all = names.parse(
    database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'").all(),
  );
  const found = new Set(roots);
  for (;;) {
    const more = all.filter(
      ({ name }) => !found.has(name) && referencesOf(database, name).some(({ table }) => found.has(table)),
    );
    if (more.length === 0) return [...found];
    for (const { name } of more) found.add(name);
  }
}

/** Takes away what refuses rows that do not add up, as copies do not until all of them are there. Answers with how to put it back. */
function dropTriggers(database: Connection, tables: readonly string[]): string[] {
  const all = triggers.parse(
    database.prepare("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'").all(),
  );
  const guards = all.filter(({ tbl_name, sql }) => tables.includes(tbl_name) && sql.includes("RAISE(ABORT"));
  for (const { name } of guards) database.exec(`DROP TRIGGER "${name}"`);
  return guards.map(({ sql }) => sql);
}

function copyRows(database: Connection, table: string, copied: readonly string[], copies: number): void {
  const columns = tableInfo.parse(database.pragma(`table_xinfo("${table}")`)).filter(({ hidden }) => hidden === 0);
  const isCounted = columns.some(
    ({ pk, type }) => pk > 0 && type.toUpperCase() === "INTEGER" && countPk(columns) === 1,
  );
  const written = columns.filter(({ pk }) => !(isCounted && pk > 0));
  const follows = new Set(
    referencesOf(database, table)
      .filter((reference) => copied.includes(reference.table))
      .map(({ from }) => from),
  );
  const ownKeys = uniqueColumns(database, table, columns, follows);
  const values = written.map(({ name, type }) => {
    if (name.endsWith("_at")) return `"${name}" - (k.n * ${stepMs}) % ${spreadMs}`;
    const isRenamed = follows.has(name) || (ownKeys.has(name) && type.toUpperCase() === "TEXT");
    return isRenamed ? `"${name}" || '~' || k.n` : `"${name}"`;
  });
  const into = written.map(({ name }) => `"${name}"`).join(", ");
  database
    .prepare(
      `WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < ?)
       INSERT INTO "${table}" (${into}) SELECT ${values.join(", ")} FROM k, "${table}" WHERE k.n <= ?`,
    )
    .run(copies, copies);
}

function countPk(columns: z.infer<typeof tableInfo>): number {
  return columns.filter(({ pk }) => pk > 0).length;
}

function referencesOf(database: Connection, table: string): z.infer<typeof foreignKeys> {
  return foreignKeys.parse(database.pragma(`foreign_key_list("${table}")`));
}

/** The columns that make a row one of its kind: those of its primary key and of unique indexes, unless a copied row's id is among them. */
function uniqueColumns(
  database: Connection,
  table: string,
  columns: z.infer<typeof tableInfo>,
  follows: ReadonlySet<string>,
): Set<string> {
  const ownKey = columns.filter(({ pk }) => pk > 0).map(({ name }) => name);
  const unique = new Set(ownKey.some((name) => follows.has(name)) ? [] : ownKey);
  for (const index of indexList.parse(database.pragma(`index_list("${table}")`))) {
    if (index.unique === 0) continue;
    const named = indexInfo.parse(database.pragma(`index_info("${index.name}")`)).flatMap(({ name }) => name ?? []);
    if (!named.some((name) => follows.has(name))) for (const name of named) unique.add(name);
  }
  return unique;
}

function countOf(database: Connection, table: string): number {
  return z.object({ count: z.number() }).parse(database.prepare(`SELECT count(*) AS count FROM "${table}"`).get())
    .count;
}
