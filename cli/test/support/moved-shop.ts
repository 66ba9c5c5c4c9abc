/** A seeded shop whose stores move between files and schemas of the test's database. */
import { once } from "node:events";
import { cpSync } from "node:fs";
import path from "node:path";
import { serviceNames } from "@hansa/contracts/processes";
import { systemRuntime } from "@hansa/kit/runtime";
import { openSchema, openStore, uncounted } from "@hansa/kit/store";
import { requireDatabase, rowsOf } from "@hansa/kit/testing";
import { inject, type TestContext } from "vitest";
import { transfersOf } from "../../commands/move/places.ts";
import { newFolder, runCommand, startCommand } from "./backup-commands.ts";
import { holdLock, waitForLock } from "./stores/held-lock.ts";

export type MovingShop = {
  data: string;
  /** Addresses of schemas that no other shop has. */
  environment: Record<string, string>;
};

/** A folder without a shop, with addresses for the stores of these services. Without PostgreSQL the test is not run. */
export async function emptyShop(context: TestContext, services: readonly string[] = serviceNames): Promise<MovingShop> {
  const { url } = await requireDatabase(context);
  const data = newFolder("moved");
  const name = path.basename(data).replaceAll("-", "_");
  const addresses = services.map((service) => [
    `HANSA_${service.toUpperCase()}_DATABASE_URL`,
    `${url}?schema=${name}_${service}`,
  ]);
  return { data, environment: Object.fromEntries(addresses) };
}

/** A copy of the seeded shop, stopped, with addresses for its stores. */
export async function movingShop(context: TestContext, source = inject("seededData")): Promise<MovingShop> {
  const shop = await emptyShop(context);
  cpSync(source, shop.data, { recursive: true });
  return shop;
}

/** The places of its stores, with their files in a folder. */
export function placesIn({ data, environment }: MovingShop, folder = data) {
  return transfersOf(folder, environment, data);
}

/** Runs the command on this shop. */
export function move(shop: MovingShop, args: string[], data = shop.data) {
  return runCommand("move", args, data, shop.environment);
}

/** The place of a service's store. */
export function placeOf(shop: MovingShop, service: string) {
  const place = placesIn(shop).find(({ store }) => store === `${service}/${service}.db`);
  if (place === undefined) throw new Error(`${service} has no database`);
  return place;
}

type DatabasePlace = ReturnType<typeof ordersOf>;

/** The database of orders. */
export function ordersOf(shop: MovingShop) {
  return placeOf(shop, "orders").database;
}

const options = { runtime: systemRuntime, metrics: uncounted };

/** Opens the store of orders in its database, as a running shop has it. Its last commit is noted beside `file`, if that is given. */
export async function openOrders(shop: MovingShop, file?: string) {
  const { database, migrations } = placeOf(shop, "orders");
  return openStore({ place: { ...database, file }, migrations, ...options });
}

/** Makes the schemas of all stores in their databases. */
export async function migrateAll(shop: MovingShop): Promise<void> {
  for (const { database, migrations } of placesIn(shop))
    await (await openStore({ place: database, migrations, ...options })).close();
}

/** Whether nothing is in any schema of the shop. */
export async function areEmpty(shop: MovingShop): Promise<boolean> {
  const found: boolean[] = [];
  for (const { database } of placesIn(shop)) {
    const schema = await openSchema(database);
    found.push(schema.isEmpty);
    await schema.close();
  }
  return found.every((isEmpty) => isEmpty);
}

/** Empties the schemas of the shop. */
export async function emptyAll(shop: MovingShop): Promise<void> {
  for (const { database } of placesIn(shop)) {
    const schema = await openSchema(database);
    await schema.empty().finally(schema.close);
  }
}

/** Kills a move that has copied orders, and waits for a lock of payments. */
export async function killWhileWaiting(shop: MovingShop, args: string[], payments: DatabasePlace): Promise<void> {
  const holding = holdLock(payments, "payments");
  const child = startCommand("move", args, shop.data, shop.environment);
  await waitForLock(payments, "hansa move");
  child.kill("SIGKILL");
  await once(child, "exit");
  await holding.release();
}

/** Full-text tables of their own texts have a row for each product. */
const tablesText = `SELECT name FROM pragma_table_list AS one WHERE schema = 'main' AND name <> 'store_clock'
  AND name NOT GLOB '__drizzle_*' AND name NOT GLOB 'sqlite_*' AND (type = 'table' OR type = 'virtual' AND (
    SELECT sql FROM sqlite_schema WHERE name = one.name) NOT LIKE '%content = %')`;
const columnsText = (table: string) =>
  `SELECT name FROM pragma_table_info('${table}') UNION SELECT 'rowid' FROM pragma_table_list WHERE name = '${table}' AND type = 'virtual'`;
/** One transaction has inserted all rows of a store. */
const insertionOrder = "cmin::text::bigint";

/** All rows of the moved stores in files, by store and table, in the order in which they were inserted, and the last numbers. */
export async function rowsInFiles(shop: MovingShop, folder = shop.data): Promise<Map<string, unknown[]>> {
  const found = new Map<string, unknown[]>();
  for (const { store, file } of placesIn(shop, folder)) {
    const place = { engine: "sqlite", file } as const;
    for (const [table, columns] of await tablesOf(file))
      found.set(`${store} ${table}`, await rowsOf(place, `SELECT ${columns} FROM "${table}" ORDER BY rowid`));
    const numbers = "SELECT name, seq AS last FROM sqlite_sequence WHERE seq > 0 ORDER BY name";
    found.set(`${store} numbers`, await rowsOf(place, numbers));
  }
  return found;
}

/** The same of the databases; `folder` has files with the same tables. */
export async function rowsInDatabases(shop: MovingShop, folder: string): Promise<Map<string, unknown[]>> {
  const found = new Map<string, unknown[]>();
  for (const { store, file, database } of placesIn(shop, folder)) {
    for (const [table, columns] of await tablesOf(file))
      found.set(
        `${store} ${table}`,
        await rowsOf(database, `SELECT ${columns} FROM "${table}" ORDER BY ${insertionOrder}`),
      );
    const numbers = "SELECT table_name AS name, last FROM row_numbers WHERE last > 0 ORDER BY table_name";
    found.set(`${store} numbers`, await rowsOf(database, numbers));
  }
  return found;
}

/** The tables of a store, each with its columns. */
async function tablesOf(file: string): Promise<[table: string, columns: string][]> {
  const place = { engine: "sqlite", file } as const;
  const tables = await namesIn(place, tablesText);
  return Promise.all(
    tables.map(async (table): Promise<[string, string]> => {
      const columns = await namesIn(place, columnsText(table));
      return [table, columns.map((name) => `"${name}"`).join(", ")];
    }),
  );
}

async function namesIn(place: { engine: "sqlite"; file: string }, text: string): Promise<string[]> {
  return (await rowsOf(place, text)).map((row) => String(Object(row).name));
}
