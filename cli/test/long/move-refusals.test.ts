/** Refusals of a move of a stopped shop as processes, and kills there and on the way back; test/move has a refusal of each kind and one kill. */
import { cpSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { changeStore, rowsOf } from "@hansa/kit/testing";
import { expect, inject, test } from "vitest";
import { storeFile } from "../../host/shop.mjs";
import { newFolder, openBeside, runCommand } from "../support/backup-commands.ts";
import {
  killWhileWaiting,
  migrateAll,
  move,
  movingShop,
  openOrders,
  ordersOf,
  placeOf,
  placesIn,
  rowsInDatabases,
  rowsInFiles,
} from "../support/moved-shop.ts";

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
  await migrateAll(shop);
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

test("a move that is killed there or on the way back has moved nothing, and runs again", async (context) => {
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
