/** The migrated, empty stores of the shop on both engines. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { booleanColumns, Database } from "@hansa/kit/store";
import { requireDatabase } from "@hansa/kit/testing";
import { Client } from "pg";
import { onTestFinished, type TestContext } from "vitest";
import { root, services } from "../../../../cli/host/shop.mjs";
import { searchForms, tagsOf } from "../../../db-generate/postgres/migration.ts";
import { tablesOf } from "../../../db-generate/tables.ts";

/** A store, by the folder that it belongs to. */
export type StoreFolder = { name: string; folder: string; migrations: string };

export const storeFolders: readonly StoreFolder[] = services
  .flatMap((service) => service.stores)
  .map(({ migrations }) => {
    const folder = path.dirname(migrations);
    return { name: path.basename(folder), folder, migrations: path.join(root, migrations) };
  });

export type BothStores = {
  sqlite: InstanceType<typeof Database>;
  pg: Client;
  /** The columns of truth values, by table. */
  booleans: Map<string, Set<string>>;
  /** The tables of full-text search that PostgreSQL has a form of. */
  searches: string[];
};

/** Makes the store on both engines, with a schema of its own on PostgreSQL. Both are removed after the test. */
export async function openBoth(context: TestContext, store: StoreFolder): Promise<BothStores> {
  const { url } = await requireDatabase(context);
  const pg = new Client({ connectionString: url });
  await pg.connect();
  const schema = `both_${store.name}`;
  onTestFinished(async () => {
    await pg.query(`DROP SCHEMA ${schema} CASCADE`);
    await pg.end();
  });
  await pg.query(readFileSync(path.join(root, "packages/kit/src/store/engine/pg/prelude.sql"), "utf8"));
  await pg.query(`CREATE SCHEMA ${schema}; SET search_path = ${schema}, hansa`);
  const folder = `${store.migrations}-pg`;
  for (const name of readdirSync(folder).sort()) await pg.query(readFileSync(path.join(folder, name), "utf8"));

  const sqlite = new Database(":memory:");
  for (const tag of tagsOf(store.migrations))
    sqlite.exec(readFileSync(path.join(store.migrations, `${tag}.sql`), "utf8"));
  sqlite.pragma("foreign_keys = ON");
  const tables = await tablesOf(path.join(root, store.folder));
  return { sqlite, pg, booleans: booleanColumns(tables), searches: searchForms(tables).map(({ name }) => name) };
}
