/** The contents of the two catalogs of a store, as lines that can be compared. SQLite's is read from its pragmas, PostgreSQL's from its own tables. */
import type { BothStores } from "./both-stores.ts";

export const kinds = [
  "tables",
  "columns",
  "primaryKeys",
  "indexes",
  "foreignKeys",
  "checks",
  "triggers",
  "numbers",
  "search",
] as const;
export type Catalog = Record<(typeof kinds)[number], string[]>;

/** Without the tables of full-text search, of SQLite itself and of drizzle's migrations. */
const ownTables = `
  SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
    AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_\\_drizzle%' ESCAPE '\\'`;

export function sqliteCatalog({ sqlite, booleans, searches }: BothStores): Catalog {
  const lines = (statement: string) => sqlite.prepare<[], string>(statement).pluck().all().sort();
  const texts = sqlite.prepare<[], { name: string; sql: string }>(
    `SELECT name, sql FROM sqlite_schema WHERE name IN (${ownTables})`,
  );
  const columns = sqlite
    .prepare<[], { owner: string; name: string; type: string; notnull: number; initial: string | null }>(
      `SELECT own.name AS owner, one.name, lower(one.type) AS type, "notnull", dflt_value AS initial
        FROM (${ownTables}) AS own, pragma_table_xinfo(own.name) AS one`,
    )
    .all();
  const isTruth = (owner: string, name: string) => booleans.get(owner)?.has(name) === true;
  const initialOf = (isBoolean: boolean, text: string | null) =>
    isBoolean && text !== null ? String(/^(1|true)$/i.test(text)) : String(text);
  /** Full-text search by trigrams of a column of a table is an index of that column. */
  const indexesOfParts = () =>
    sqlite
      .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE sql LIKE '%trigram%'")
      .all()
      .map(({ name, sql }) => {
        const [, column] = /fts5\(\s*`(\w+)`/.exec(sql) ?? [];
        const [, owner] = /content = '(\w+)'/.exec(sql) ?? [];
        return `${name} ${owner}(${column})`;
      });
  const named = (text: string) => columns.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text));
  return {
    tables: lines(ownTables),
    columns: columns
      .map(({ owner, name, type, notnull, initial }) => {
        const isBoolean = isTruth(owner, name);
        const given = isBoolean ? "boolean" : type === "integer" ? "bigint" : type;
        return `${owner}.${name} ${given} ${notnull === 1 ? "required" : "nullable"} ${initialOf(isBoolean, initial)}`;
      })
      .sort(),
    primaryKeys: lines(
      `SELECT own.name || '(' || (SELECT group_concat(name, ',' ORDER BY pk) FROM pragma_table_info(own.name) WHERE pk > 0) || ')'
        FROM (${ownTables}) AS own`,
    ),
    indexes: [
      ...indexesOfParts(),
      ...lines(
        `SELECT one.name || ' ' || own.name || '(' || (
          SELECT group_concat(coalesce(key.name, 'expression') || iif(key.desc, ' desc', ''), ',' ORDER BY seqno)
          FROM pragma_index_xinfo(one.name) AS key WHERE key.key
        ) || ')' || iif(one."unique", ' unique', '') || iif(partial, ' partial', '')
        FROM (${ownTables}) AS own, pragma_index_list(own.name) AS one WHERE origin <> 'pk'`,
      ),
    ].sort(),
    foreignKeys: lines(
      `SELECT own.name || '(' || group_concat("from", ',' ORDER BY seq) || ') ' || "table" || '(' || group_concat("to", ',' ORDER BY seq)
          || ') ' || lower(on_update) || ', ' || lower(on_delete)
        FROM (${ownTables}) AS own, pragma_foreign_key_list(own.name) GROUP BY own.name, id`,
    ),
    checks: texts
      .all()
      .flatMap(({ name: table, sql }) => checksIn(sql).map(({ name, condition }) => ({ table, name, condition })))
      .map(({ table, name, condition }) => {
        const used = named(condition).filter(({ owner }) => owner === table);
        return `${table} ${name} ${used.map((column) => column.name).sort()}`;
      })
      .sort(),
    triggers: sqlite
      .prepare<[], { name: string; sql: string; owner: string }>(
        `SELECT name, sql, tbl_name AS owner FROM sqlite_schema WHERE type = 'trigger' AND name NOT LIKE 'user\\_search\\_%' ESCAPE '\\'`,
      )
      .all()
      .map(({ name, sql, owner }) => {
        const [, timing, event, of] =
          /\b(BEFORE|AFTER)\s+(INSERT|UPDATE|DELETE)(?:\s+OF\s+(.+?))?\s+ON\b/.exec(sql) ?? [];
        const listed = (of ?? "").replaceAll("`", "").split(/,\s*/).sort();
        return `${name} ${owner} ${timing} ${event} ${listed}`.toLowerCase();
      })
      .sort(),
    numbers: texts
      .all()
      .filter(({ sql }) => /\bAUTOINCREMENT\b/i.test(sql))
      .map(({ name }) => name)
      .sort(),
    search: lines(
      `SELECT own.name || '(' || (SELECT group_concat(name, ',' ORDER BY cid) FROM pragma_table_info(own.name)) || ')'
        FROM pragma_table_list AS own WHERE type = 'virtual' AND name IN ${listed(searches)}`,
    ),
  };
}

/** The CHECKs in the text of a table, by counting parentheses. */
function checksIn(sql: string): { name: string; condition: string }[] {
  return [...sql.matchAll(/CONSTRAINT "(\w+)" CHECK\(/g)].map((found) => {
    const start = found.index + found[0].length;
    let end = start;
    for (let depth = 1; depth > 0; end += 1) depth += sql[end] === "(" ? 1 : sql[end] === ")" ? -1 : 0;
    return { name: found[1] ?? "", condition: sql.slice(start, end - 1).replace(/'[^']*'/g, "") };
  });
}

function listed(names: readonly string[]): string {
  return `('${names.join("', '")}')`;
}

const inSchema = "relnamespace = current_schema()::regnamespace";
const columnsOf = (keys: string, table: string) =>
  `(SELECT string_agg(attname, ',' ORDER BY place) FROM unnest(${keys}) WITH ORDINALITY AS key (number, place)
    JOIN pg_attribute ON attrelid = ${table} AND attnum = key.number)`;
const actionOf = (column: string) =>
  `CASE ${column} WHEN 'a' THEN 'no action' WHEN 'c' THEN 'cascade' WHEN 'r' THEN 'restrict' WHEN 'n' THEN 'set null' ELSE 'set default' END`;

/** A search is a table or an index by the name of SQLite's table. */
export async function pgCatalog({ pg, searches }: BothStores): Promise<Catalog> {
  const others = listed(["row_numbers", ...searches]);
  const ownRelations = `${inSchema} AND relname NOT IN ${others}`;
  const lines = async (statement: string) => {
    const { rows } = await pg.query<[string]>({ text: statement, rowMode: "array" });
    return rows.map(([line]) => line).sort();
  };
  return {
    tables: await lines(`SELECT relname FROM pg_class WHERE relkind = 'r' AND ${ownRelations}`),
    columns: await lines(
      `SELECT relname || '.' || attname || ' ' || format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' required ' ELSE ' nullable ' END
          || coalesce(replace(pg_get_expr(adbin, adrelid), '::text', ''), 'null')
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE relkind = 'r' AND ${ownRelations}`,
    ),
    primaryKeys: await lines(
      `SELECT relname || '(' || ${columnsOf("conkey", "conrelid")} || ')'
        FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE contype = 'p' AND ${ownRelations}`,
    ),
    indexes: await lines(
      `SELECT pg_class.relname || ' ' || indrelid::regclass || '(' || (
          SELECT string_agg(coalesce(attname, 'expression') || CASE WHEN indoption[place - 1] & 1 = 1 THEN ' desc' ELSE '' END, ',' ORDER BY place)
          FROM unnest(indkey::int2[]) WITH ORDINALITY AS key (number, place)
          LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = key.number AND key.number > 0
        ) || ')' || CASE WHEN indisunique THEN ' unique' ELSE '' END || CASE WHEN indpred IS NULL THEN '' ELSE ' partial' END
        FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
        WHERE NOT indisprimary AND indrelid::regclass::text NOT IN ${others} AND ${ownRelations}`,
    ),
    foreignKeys: await lines(
      `SELECT conrelid::regclass || '(' || ${columnsOf("conkey", "conrelid")} || ') ' || confrelid::regclass
          || '(' || ${columnsOf("confkey", "confrelid")} || ') ' || ${actionOf("confupdtype")} || ', ' || ${actionOf("confdeltype")}
        FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE contype = 'f' AND ${ownRelations}`,
    ),
    checks: await lines(
      `SELECT relname || ' ' || conname || ' ' || (SELECT string_agg(attname, ',' ORDER BY attname::text COLLATE "C")
          FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey))
        FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE contype = 'c' AND ${ownRelations}`,
    ),
    triggers: await lines(
      `SELECT tgname || ' ' || relname || CASE WHEN tgtype & 2 = 2 THEN ' before ' ELSE ' after ' END
          || CASE WHEN tgtype & 4 = 4 THEN 'insert' WHEN tgtype & 8 = 8 THEN 'delete' ELSE 'update' END || ' ' || coalesce(
            (SELECT string_agg(attname, ',' ORDER BY attname::text COLLATE "C") FROM pg_attribute WHERE attrelid = tgrelid AND attnum = ANY (tgattr::int2[])), '')
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND tgname NOT LIKE 'aa\\_number\\_%' AND tgtype & 1 = 1 AND tgenabled = 'O' AND ${ownRelations}`,
    ),
    numbers: await lines(
      `SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE tgname = 'aa_number_' || relname AND tgfoid = 'hansa.number_row'::regproc AND ${ownRelations}`,
    ),
    search: await lines(
      `SELECT relname || '(' || string_agg(attname, ',' ORDER BY attnum) || ')' FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
        WHERE ${inSchema} AND relname IN ${listed(searches)} AND attnum > 0 AND attgenerated = '' AND attname <> 'rowid' GROUP BY relname`,
    ),
  };
}
