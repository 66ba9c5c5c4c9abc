/** Backup and restore of a shop with the stores of two services in files, and of two in databases. */
import { hash } from "node:crypto";
import { cpSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { takeBackup } from "../../commands/backup/run.ts";
import { moveToDatabases } from "../../commands/move/run.ts";
import { restoreBackup } from "../../commands/restore/run.ts";
import { newFolder } from "../support/backup-commands.ts";
import { emptyAll, emptyShop, type MovingShop, rowsInDatabases, rowsInFiles } from "../support/moved-shop.ts";

/** The tables that a restore writes: it ends sessions, replaces keys, skips numbers and asks providers. */
const written = [
  "users/users.db signing_keys",
  "users/users.db audit_log",
  "orders/orders.db sequences",
  "orders/orders.db skipped_numbers",
  "payments/payments.db reconciliation_runs",
  "payments/payments.db pragma_log",
  "payments/payments.db numbers",
];

/** The hash of each table; a dump gives its rows in another order. */
async function hashesOf(inFiles: MovingShop, inDatabases: MovingShop): Promise<Map<string, string>> {
  const rows = [...(await rowsInFiles(inFiles)), ...(await rowsInDatabases(inDatabases, inject("seededData")))];
  return new Map(
    rows.map(([table, all]) => [
      table,
      hash(
        "sha256",
        all
          .map((row) => JSON.stringify(row))
          .sort()
          .join("\n"),
      ),
    ]),
  );
}

test("two services in files and two in databases are restored from one backup, with equal hashes", async (context) => {
  const shop = await emptyShop(context, ["orders", "payments"]);
  const { data } = shop;
  cpSync(inject("seededData"), data, { recursive: true });
  const inFiles = { data, environment: (await emptyShop(context, ["products", "users"])).environment };
  const environment = { HANSA_LOG_LEVEL: "silent", ...shop.environment };
  await moveToDatabases(data, environment);
  const before = await hashesOf(inFiles, shop);
  expect(before.size).toBeGreaterThan(100);

  const backup = newFolder("backup");
  const { databases, files } = await takeBackup(data, backup, environment);
  expect(databases?.map(({ store }) => store)).toEqual([
    "orders/orders.db",
    "payments/payments.db",
    "payments/sandbox-provider.db",
  ]);
  const stores = files.filter(({ path }) => path.endsWith(".db")).map(({ path }) => path);
  expect(stores).toEqual(["products/products.db", "users/users.db"]);

  await emptyAll(shop);
  await expect(restoreBackup(backup, data, { ...environment, ...inFiles.environment })).rejects.toThrow(
    "products/products.db is a file in this backup: take HANSA_PRODUCTS_DATABASE_URL away, and move the shop afterwards",
  );
  await restoreBackup(backup, data, environment, { setsAside: true });
  const after = await hashesOf(inFiles, shop);
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
  const changed = [...before].filter(([table, content]) => after.get(table) !== content).map(([table]) => table);
  expect(changed).toEqual(written);
});
