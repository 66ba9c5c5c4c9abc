/** The tables of PostgreSQL are those of SQLite, by the catalogs of both. */
import path from "node:path";
import type { Client } from "pg";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { lastFollowed, searchForms, tagsOf } from "../../db-generate/postgres/migration.ts";
import { tablesOf } from "../../db-generate/tables.ts";
import { openBoth, storeFolders } from "./support/both-stores.ts";
import { kinds, pgCatalog, sqliteCatalog } from "./support/catalogs.ts";

/** The lists that are empty, by store: every other one must have entries. */
const emptyLists: Readonly<Record<string, readonly string[]>> = {
  users: ["checks", "search"],
  orders: ["search"],
  payments: ["search"],
  sandbox: ["foreignKeys", "checks", "search"],
  router: ["foreignKeys", "checks", "triggers", "numbers", "search"],
};

test.for(storeFolders)("both engines have the same catalog: $name", async (store, context) => {
  const both = await openBoth(context, store);
  const [sqlite, pg] = [sqliteCatalog(both), await pgCatalog(both)];
  for (const kind of kinds) expect({ [kind]: pg[kind] }).toEqual({ [kind]: sqlite[kind] });
  expect(kinds.filter((kind) => sqlite[kind].length === 0)).toEqual(emptyLists[store.name] ?? []);

  const isNumbered = sqlite.numbers.length > 0;
  const { rows } = isNumbered ? await both.pg.query("SELECT * FROM row_numbers ORDER BY table_name") : { rows: [] };
  expect(rows).toEqual(sqlite.numbers.map((name) => ({ table_name: name, last: "0" })));
});

test.for(storeFolders)("PostgreSQL's migrations follow the last one of SQLite: $name", ({ migrations }) => {
  expect(lastFollowed(`${migrations}-pg`), "npm run db:generate writes the missing one").toBe(
    tagsOf(migrations).length - 1,
  );
});

test.for(storeFolders)("migrations made the search that the tables name: $name", async (store, context) => {
  const { pg } = await openBoth(context, store);
  for (const { name, statements } of searchForms(await tablesOf(path.join(root, store.folder)))) {
    const made = await searchOf(pg, name);
    await pg.query("BEGIN");
    const { rows } = await pg.query("SELECT relkind FROM pg_class WHERE oid = $1::regclass", [name]);
    await pg.query(`DROP ${rows[0]?.relkind === "r" ? "TABLE" : "INDEX"} ${name}`);
    for (const statement of statements) await pg.query(statement);
    expect(await searchOf(pg, name)).toEqual(made);
    await pg.query("ROLLBACK");
  }
});

/** The columns and indexes of a search, in the server's own words. */
async function searchOf(pg: Client, name: string): Promise<unknown[]> {
  const { rows } = await pg.query({
    text: `SELECT attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid) FROM pg_attribute
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid = $1::regclass AND attnum > 0
      UNION ALL SELECT pg_get_indexdef(indexrelid), NULL, NULL, NULL FROM pg_index WHERE $1::regclass IN (indrelid, indexrelid) ORDER BY 1`,
    values: [name],
    rowMode: "array",
  });
  expect(rows).not.toEqual([]);
  return rows;
}

test("a catalog that lacks a part, or has it otherwise, is found", async (context) => {
  const [store] = storeFolders.filter(({ name }) => name === "payments");
  if (store === undefined) throw new Error("payments has no store");
  const damages = {
    columns: "ALTER TABLE payments ALTER COLUMN disputed DROP NOT NULL",
    primaryKeys:
      "ALTER TABLE webhook_inbox DROP CONSTRAINT webhook_inbox_pkey; ALTER TABLE webhook_inbox ADD PRIMARY KEY (event_id, provider)",
    indexes: "DROP INDEX payments_one_live; CREATE UNIQUE INDEX payments_one_live ON payments (checkout_id)",
    foreignKeys: "ALTER TABLE refunds DROP CONSTRAINT refunds_payment_id_fkey",
    checks: "ALTER TABLE payments DROP CONSTRAINT payments_amount_positive",
    triggers: "ALTER TABLE captures DISABLE TRIGGER captures_are_final",
    numbers: "DROP TRIGGER aa_number_outbox ON outbox",
    tables: "DROP TABLE payable_steps",
  };
  const both = await openBoth(context, store);
  for (const [kind, damage] of Object.entries(damages)) {
    await both.pg.query(`BEGIN; ${damage}`);
    const [sqlite, pg] = [sqliteCatalog(both), await pgCatalog(both)];
    await both.pg.query("ROLLBACK");
    expect(kinds.filter((one) => String(pg[one]) !== String(sqlite[one]))).toContain(kind);
  }
});
