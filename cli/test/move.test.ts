/** `npm run hansa -- move` of a stopped shop: every row there and back, refusals, and a kill in the middle. */
import { once } from "node:events";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { systemRuntime } from "@hansa/kit/runtime";
import { movedEnding, openStore } from "@hansa/kit/store";
import { changeStore, rowsOf } from "@hansa/kit/testing";
import { expect, inject, test } from "vitest";
import { auditStores } from "../audit/audit.ts";
import { setAsideName } from "../host/data/data-folder.ts";
import { storeFile } from "../host/shop.mjs";
import { newFolder, openBeside, runCommand, startCommand } from "./support/backup-commands.ts";
import { type MovingShop, movingShop, placesIn, rowsInDatabases, rowsInFiles } from "./support/moved-shop.ts";

async function move(shop: MovingShop, args: string[], data = shop.data) {
  return runCommand("move", args, data, shop.environment);
}

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

const options = { runtime: systemRuntime, metrics: { countStatement: () => {} } };

async function openOrders(shop: MovingShop) {
  const { database, migrations } = placeOf(shop, "orders");
  return openStore({ place: database, migrations, ...options });
}

function freshSchemas({ environment }: MovingShop): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([name, url]) => [name, `${url}_fresh`]));
}

async function rulesIn(shop: MovingShop): Promise<unknown[][]> {
  const found: unknown[][] = [];
  for (const { database, migrations } of placesIn(shop)) {
    await (await openStore({ place: database, migrations, ...options })).close();
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
  expect(await runCommand("move", ["--to", "pg"], shop.data)).toMatchObject({
    status: 1,
    output: expect.stringContaining("no store has a database: set HANSA_<SERVICE>_DATABASE_URL"),
  });

  const orders = openBeside(shop.data, "orders", 100);
  orders.prepare("SELECT count(*) FROM orders").get();
  orders.exec("BEGIN IMMEDIATE");
  expect(await move(shop, ["--to", "pg"])).toMatchObject({
    status: 1,
    output: expect.stringContaining("another process has"),
  });
  orders.close();

  const { database } = placeOf(shop, "orders");
  const running = await openOrders(shop);
  expect(await move(shop, ["--to", "pg"])).toMatchObject({
    status: 1,
    output: expect.stringMatching(/^move: a shop runs on postgres:.* \(\d+ sessions\); stop it first$/m),
  });
  await running.close();

  await changeStore(database, "INSERT INTO inbox_cursor (source, seq) VALUES ('products', 3)");
  expect(await move(shop, ["--to", "pg"])).toMatchObject({
    status: 1,
    output: expect.stringMatching(/^move: postgres:.* has rows already; a store moves into an empty place only$/m),
  });
  for (const { file } of placesIn(shop)) expect(existsSync(file)).toBe(true);
});

test("a store of another version and a row that PostgreSQL cannot keep are refused, and nothing is moved", async (context) => {
  const shop = await movingShop(context);
  const file = storeFile(shop.data, "payments");
  const place = { engine: "sqlite", file } as const;
  const refused = async () => {
    const { status, output } = await move(shop, ["--to", "pg"]);
    expect([status, await rowsOf(ordersOf(shop), "SELECT count(*) AS n FROM orders")]).toEqual([1, [{ n: 0 }]]);
    return output;
  };
  const change = (value: string) =>
    changeStore(place, `UPDATE idempotency SET answer = ${value} WHERE rowid = (SELECT min(rowid) FROM idempotency)`);

  await changeStore(place, "INSERT INTO idempotency VALUES ('a', 'b', 'c', 'done', NULL, 1)");
  await change("'a' || char(0) || 'b'");
  expect(await refused()).toMatch(
    /^move: table idempotency, column answer, row with rowid \d+: has the character NUL/m,
  );
  await change("CAST(x'61ff' AS TEXT)");
  expect(await refused()).toMatch(/^move: table idempotency, column answer, row .*: is no text in UTF-8/m);
  await change("x'6162'");
  expect(await refused()).toMatch(/^move: table idempotency, column answer, row .*: is of another type/m);
  await change("NULL");
  await changeStore(
    place,
    "DELETE FROM __drizzle_migrations WHERE created_at = (SELECT max(created_at) FROM __drizzle_migrations)",
  );
  expect(await refused()).toMatch(
    /^move: .*payments\.db is of another version of Hansa; start the shop once with this/m,
  );
});

test("a folder that is not empty, a shop that runs, a missing file and databases of another version are refused", async (context) => {
  const shop = await movingShop(context);
  const refused = (output: RegExp) => ({ status: 1, output: expect.stringMatching(output) });
  const orders = { engine: "sqlite", file: storeFile(shop.data, "orders") } as const;
  renameSync(orders.file, `${orders.file}.lost`);
  expect(await move(shop, ["--to", "pg"])).toMatchObject(
    refused(
      /^move: .*orders\.db is not there, and postgres:.* has no rows, and each shop has some; look at its address$/m,
    ),
  );
  renameSync(`${orders.file}.lost`, orders.file);
  for (const { database, migrations } of placesIn(shop))
    await (await openStore({ place: database, migrations, ...options })).close();
  expect(await move(shop, ["--to", "sqlite"])).toMatchObject(refused(/ has rows already; /));
  expect(await move(shop, ["--to", "pg"])).toMatchObject({ status: 0 });
  expect(await move(shop, ["--to", "sqlite", "--into", path.join(shop.data, "orders")])).toMatchObject(
    refused(/^move: .*orders is not empty; name a new folder$/m),
  );
  expect(await move(shop, ["--to", "pg"])).toMatchObject(refused(/^move: there is nothing to move: .* has none/m));
  writeFileSync(path.join(shop.data, "orders", "running.pid"), String(process.pid));
  expect(await move(shop, ["--to", "sqlite"])).toMatchObject(
    refused(new RegExp(`^move: process ${process.pid} runs a shop on .*; a shop moves while it is stopped$`, "m")),
  );
  rmSync(path.join(shop.data, "orders", "running.pid"));
  await changeStore(ordersOf(shop), "UPDATE migrations SET hash = 'other'");
  expect(await move(shop, ["--to", "sqlite"])).toMatchObject(
    refused(/ is of another version of Hansa; start the shop/),
  );
  expect(existsSync(orders.file)).toBe(false);
});

function placeOf(shop: MovingShop, service: string) {
  const place = placesIn(shop).find(({ store }) => store === `${service}/${service}.db`);
  if (place === undefined) throw new Error(`${service} has no database`);
  return place;
}

type DatabasePlace = ReturnType<typeof ordersOf>;

function ordersOf(shop: MovingShop) {
  return placeOf(shop, "orders").database;
}

test("a move that is killed in the middle has moved nothing, and runs again", async (context) => {
  const shop = await movingShop(context);
  const before = await rowsInFiles(shop);
  // Makes the schemas: a move that finds a row beside them ends after it migrated them.
  const payments = placeOf(shop, "payments").database;
  for (const { database, migrations } of placesIn(shop))
    await (await openStore({ place: database, migrations, ...options })).close();

  await killWhileWaiting(shop, ["--to", "pg"], payments);
  expect(await rowsOf(ordersOf(shop), "SELECT count(*) AS n FROM orders")).toEqual([{ n: 0 }]);
  expect(await rowsInFiles(shop)).toEqual(before);
  expect(await move(shop, ["--to", "pg"])).toMatchObject({ status: 0 });
  expect(await rowsInDatabases(shop, inject("seededData"))).toEqual(before);

  // As after a kill between the commits and the end: the files are in place still.
  for (const { file, store } of placesIn(shop)) cpSync(path.join(inject("seededData"), store), file);
  expect(await move(shop, ["--to", "pg"])).toMatchObject({
    status: 0,
    output: expect.stringMatching(/^orders\/orders\.db: \d+ rows in \d+ tables were there already$/m),
  });

  const left = newFolder("into");
  await killWhileWaiting(shop, ["--to", "sqlite", "--into", left], payments);
  expect(await move(shop, ["--to", "sqlite", "--into", left])).toMatchObject({
    status: 1,
    output: expect.stringContaining("is not empty; name a new folder"),
  });
  expect(await move(shop, ["--to", "sqlite", "--into", newFolder("into")])).toMatchObject({ status: 0 });
  await killWhileWaiting(shop, ["--to", "sqlite"], payments);
  for (const { file } of placesIn(shop)) expect(existsSync(file)).toBe(false);
  expect(await move(shop, ["--to", "sqlite"])).toMatchObject({ status: 0 });
  expect(await rowsInFiles(shop)).toEqual(before);
  expect(readdirSync(path.join(shop.data, "payments")).filter((name) => name.includes(".moving"))).toEqual([]);
});

/** Kills a move that has copied orders, and waits for a lock of payments. */
async function killWhileWaiting(shop: MovingShop, args: string[], payments: DatabasePlace) {
  const holding = changeStore(payments, "LOCK TABLE payments IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(900)");
  const held = expect(holding).rejects.toThrow("canceling statement");
  const child = startCommand("move", args, shop.data, shop.environment);
  const isWaiting = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'hansa move' AND wait_event_type = 'Lock'";
  await eventually("the move waits for payments", async () =>
    (await rowsOf(payments, isWaiting)).length > 0 ? true : undefined,
  );
  child.kill("SIGKILL");
  await once(child, "exit");
  await rowsOf(
    payments,
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()",
  );
  await held;
}
