/** `npm run hansa -- move` of a stopped shop: every row there and back, a kill in the middle, and refusals; `long/` has the others. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { movedEnding } from "@hansa/kit/store";
import { changeStore, rowsOf } from "@hansa/kit/testing";
import { expect, inject, test } from "vitest";
import { auditStores } from "../audit/audit.ts";
import { moveToDatabases } from "../commands/move/run.ts";
import { setAsideName } from "../host/data/data-folder.ts";
import { storeFile } from "../host/shop.mjs";
import { newFolder, openBeside, runCommand } from "./support/backup-commands.ts";
import {
  killWhileWaiting,
  type MovingShop,
  migrateAll,
  move,
  movingShop,
  openOrders,
  ordersOf,
  placeOf,
  placesIn,
  rowsInDatabases,
  rowsInFiles,
} from "./support/moved-shop.ts";

/** The rules of a schema that a move suspends, and whether they hold. */
const rulesText = `SELECT conname AS name, pg_get_constraintdef(oid) AS rule FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
  UNION ALL SELECT tgrelid::regclass || ' ' || tgname, tgenabled::text || pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
  ORDER BY 1, 2`;

test("every row of every store moves into its database and back, with all rules, and the audit is clean", async (context) => {
  const shop = await movingShop(context);
  const before = await rowsInFiles(shop);
  const migrated = await rulesIn({ ...shop, environment: freshSchemas(shop) });

  const there = await move(shop, ["--to", "pg"]);
  expect(there).toMatchObject({ status: 0 });
  expect(there.output).toMatch(/^orders\/orders\.db: \d+ rows in \d+ tables are equal$/m);
  expect(there.output).toMatch(/^products\/products\.db: \d+ rows in \d+ tables are equal$/m);
  expect(there.output).toMatch(/^payments\/sandbox-provider\.db: \d+ rows in 4 tables are equal$/m);
  expect(there.output).not.toContain("Still on SQLite");
  expect(await rowsInDatabases(shop, inject("seededData"))).toEqual(before);
  expect(await rulesIn(shop)).toEqual(migrated);
  for (const { file } of placesIn(shop)) {
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(`${file}${movedEnding}`, "utf8")).toMatch(/^postgres:\/\/.*, schema \w+\n20.*Z\n$/);
  }

  // As after a dump and its restore, which write the rows of a table in one transaction.
  await changeStore(
    placeOf(shop, "products").database,
    "CREATE TABLE kept AS SELECT * FROM stock_ledger; TRUNCATE stock_ledger; INSERT INTO stock_ledger SELECT * FROM kept ORDER BY insertion DESC; DROP TABLE kept",
  );
  // As after a server's clock was set back by an hour.
  await changeStore(ordersOf(shop), "UPDATE server_clock SET ahead = 3600000");
  const folder = newFolder("audited");
  expect(await move(shop, ["--to", "sqlite", "--into", folder])).toMatchObject({ status: 0 });
  expect(await rowsInFiles(shop, folder)).toEqual(before);
  const clock = await rowsOf({ engine: "sqlite", file: storeFile(folder, "orders") }, "SELECT at FROM store_clock");
  expect(Object(clock[0]).at).toBeGreaterThan(Date.now() + 3_000_000);
  expect(await schemasOf(shop, folder)).toEqual(await schemasOf(shop, inject("seededData")));
  const audit = await runCommand("audit", ["--data", folder], shop.data, shop.environment);
  expect(audit).toMatchObject({ status: 0, output: expect.stringMatching(/^Clean: 12 orders/m) });

  expect(await move(shop, ["--to", "sqlite"])).toMatchObject({ status: 0 });
  expect(await rowsInFiles(shop)).toEqual(before);
  expect(auditStores({ data: shop.data }).isClean).toBe(true);
  for (const { file } of placesIn(shop)) expect(existsSync(`${file}${movedEnding}`)).toBe(false);
  await expect(openOrders(shop)).rejects.toThrow(/ has rows already, of before the move to .*orders\.db at 20/);
  // The files of before the move are beside them.
  expect(readdirSync(path.join(shop.data, "orders")).filter((name) => setAsideName.test(name))).toHaveLength(1);
});

function freshSchemas({ environment }: MovingShop): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([name, url]) => [name, `${url}_fresh`]));
}

async function rulesIn(shop: MovingShop): Promise<unknown[][]> {
  await migrateAll(shop);
  const found: unknown[][] = [];
  for (const { database } of placesIn(shop)) {
    const rules = JSON.stringify(await rowsOf(database, rulesText)).replaceAll(`${database.schema}.`, "");
    found.push(JSON.parse(rules));
  }
  return found;
}

async function schemasOf(shop: MovingShop, folder: string): Promise<unknown[][]> {
  const text = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*' ORDER BY name";
  return Promise.all(placesIn(shop, folder).map(({ file }) => rowsOf({ engine: "sqlite", file }, text)));
}

test("a move is refused without a database, while a shop runs, and into a place with other rows", async (context) => {
  const shop = await movingShop(context);
  const moveHere = (variables = shop.environment) =>
    moveToDatabases(shop.data, { HANSA_LOG_LEVEL: "silent", ...variables });
  await expect(moveHere({})).rejects.toThrow("no store has a database: set HANSA_<SERVICE>_DATABASE_URL");

  const orders = openBeside(shop.data, "orders", 100);
  orders.prepare("SELECT count(*) FROM orders").get();
  orders.exec("BEGIN IMMEDIATE");
  await expect(moveHere()).rejects.toThrow("another process has");
  orders.close();

  const running = await openOrders(shop);
  await expect(moveHere()).rejects.toThrow(/^a shop runs on postgres:.* \(\d+ sessions\); stop it first$/);
  await running.close();

  await changeStore(ordersOf(shop), "INSERT INTO inbox_cursor (source, seq) VALUES ('products', 3)");
  await expect(moveHere()).rejects.toThrow(/^postgres:.* has rows already; a store moves into an empty place only$/);
  for (const { file } of placesIn(shop)) expect(existsSync(file)).toBe(true);
});

test("a move that is killed in the middle has moved nothing, and runs again", async (context) => {
  const shop = await movingShop(context);
  const before = await rowsInFiles(shop);
  // Makes the schemas: a move that finds a row beside them ends after it migrated them.
  const payments = placeOf(shop, "payments").database;
  await migrateAll(shop);

  await killWhileWaiting(shop, ["--to", "pg"], payments);
  expect(await rowsOf(ordersOf(shop), "SELECT count(*) AS n FROM orders")).toEqual([{ n: 0 }]);
  expect(await rowsInFiles(shop)).toEqual(before);
  expect(await move(shop, ["--to", "pg"])).toMatchObject({ status: 0 });
  expect(await rowsInDatabases(shop, inject("seededData"))).toEqual(before);
});
