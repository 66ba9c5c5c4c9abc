/** Audit and backup of a running shop whose stores are databases, and the restore of its dumps into empty ones. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findPrograms, rowsOf } from "@hansa/kit/testing";
import { afterEach, expect, test, vi } from "vitest";
import { auditStores } from "../audit/audit.ts";
import { presentStores, withCopies } from "../commands/audit/copies.ts";
import { findProgram } from "../commands/backup/dumps.ts";
import { readManifest } from "../commands/backup/manifest.ts";
import { takeBackup } from "../commands/backup/run.ts";
import { moveToDatabases } from "../commands/move/run.ts";
import { restoreBackup } from "../commands/restore/run.ts";
import { setAsideName } from "../host/data/data-folder.ts";
import { storeFile } from "../host/shop.mjs";
import { newFolder } from "./support/backup-commands.ts";
import { areEmpty, emptyAll, type MovingShop, movingShop, openOrders, ordersOf } from "./support/moved-shop.ts";
import { changeByte } from "./support/stores/probes.ts";

afterEach(() => vi.unstubAllEnvs());

const password = "secret-of-the-shop";

/** The rules that do not hold in a copy of one moment. */
async function brokenRules({ data, environment }: MovingShop): Promise<string[]> {
  return withCopies(await presentStores(data, environment), (folder) => {
    const { verdicts, orders } = auditStores({ data: folder });
    expect(orders).toBe(12);
    return verdicts.flatMap(({ id, verdict }) => (verdict === "broken" ? [id] : []));
  });
}

/** Puts programs of these names first, each a script of the shell. */
function putFirst(scripts: Readonly<Record<string, string>>): void {
  const folder = newFolder("programs");
  mkdirSync(folder);
  for (const [name, script] of Object.entries(scripts))
    writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
}

/** A file into which the programs of a dump and of its restore write their arguments. */
function recordArguments(): string {
  const file = newFolder("arguments");
  const recording = (name: string) => `printf '%s\\n' "$@" >>"${file}"\nexec "${findPrograms()}/${name}" "$@"`;
  putFirst({ pg_dump: recording("pg_dump"), pg_restore: recording("pg_restore") });
  return file;
}

test("a running shop is audited and backed up at one moment, and its dumps are restored into empty databases alone", async (context) => {
  const shop = await movingShop(context);
  const { data } = shop;
  for (const [name, url] of Object.entries(shop.environment))
    shop.environment[name] = url.replace("postgres://hansa@", `postgres://hansa:${password}@`);
  const environment = { HANSA_LOG_LEVEL: "silent", ...shop.environment };
  await moveToDatabases(data, environment);
  const file = storeFile(data, "orders");
  const running = await openOrders(shop, file);
  expect(await brokenRules(shop)).toEqual([]);

  const given = recordArguments();
  const printed = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const backup = newFolder("dumps");
  const taken = await takeBackup(data, backup, environment);
  const lines = printed.mock.calls.join("");
  printed.mockRestore();
  expect(readManifest(backup)).toEqual(taken);
  expect(taken.audit).toBe("clean");
  expect(taken.databases).toHaveLength(5);
  expect(taken.databases).toContainEqual({
    store: "orders/orders.db",
    dump: "orders/orders.dump",
    engine: expect.stringMatching(/^PostgreSQL \d+/),
    schema: ordersOf(shop).schema,
  });
  expect(readdirSync(path.join(backup, "products"))).toEqual(["media", "products.dump"]);
  expect(readdirSync(backup)).not.toContain("audited");
  const told = [lines, readFileSync(given, "utf8"), readFileSync(path.join(backup, "manifest.json"), "utf8")];
  expect(told[1]).toContain("--snapshot=");
  for (const text of told) expect(text).not.toContain(password);

  for (let commit = 0; commit < 3; commit += 1) await running.write("nothing", async () => undefined);
  await expect(restoreBackup(backup, data, environment)).rejects.toThrow(/^a shop runs on postgres:/);
  await running.close();
  await expect(restoreBackup(backup, data, environment)).rejects.toThrow(/ is not empty: a restore goes into empty/);
  await expect(restoreBackup(backup, data, {})).rejects.toThrow("is the dump of a database in this backup: set HANSA_");
  const HANSA_ORDERS_DATABASE_URL = `${shop.environment.HANSA_ORDERS_DATABASE_URL}_other`;
  await expect(restoreBackup(backup, data, { ...environment, HANSA_ORDERS_DATABASE_URL })).rejects.toThrow(
    `orders/orders.db was in the schema ${ordersOf(shop).schema}: name it in HANSA_ORDERS_DATABASE_URL (?schema=)`,
  );
  await emptyAll(shop);

  const setsAside = { setsAside: true };
  const silent = { ...environment, HANSA_SANDBOX_URL: "http://127.0.0.1:9" };
  await expect(restoreBackup(backup, data, silent, setsAside)).rejects.toThrow("had no answer");
  expect(await areEmpty(shop)).toBe(true);
  const restoring = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await restoreBackup(backup, data, environment, setsAside);
  const steps = restoring.mock.calls.join("");
  restoring.mockRestore();
  const orders = path.join(data, "orders");
  const before = path.join(
    orders,
    readdirSync(orders)
      .filter((name) => setAsideName.test(name))
      .sort()
      .at(-1) ?? "",
  );
  const filled = readFileSync(given, "utf8");
  expect(filled).toContain("--single-transaction");
  for (const text of [steps, filled]) expect(text).not.toContain(password);
  expect(steps).toMatch(/\] Audit\n(?: +still working.*\n)* +clean\n/);
  // As on another machine, which has noted later commits.
  const note = JSON.parse(readFileSync(path.join(before, "orders.db.commits"), "utf8"));
  writeFileSync(`${file}.commits`, JSON.stringify({ ...note, last: note.last + 1_000 }));
  const restored = await openOrders(shop, file);
  await restored.write("nothing", async () => undefined);
  await restored.close();
  const gaps = await rowsOf(ordersOf(shop), "SELECT DISTINCT reason, lost_since AS since FROM skipped_numbers");
  expect(gaps).toEqual([{ reason: "BACKUP_RESTORED", since: Date.parse(taken.takenAt) }]);

  await emptyAll(shop);
  changeByte(path.join(backup, "orders/orders.dump"));
  await expect(restoreBackup(backup, data, environment, setsAside)).rejects.toThrow("orders/orders.dump was changed");
  expect(await areEmpty(shop)).toBe(true);
});

test("pg_dump of the server's version or a later one is taken; a missing one is told in one line, with the version", () => {
  for (const version of ["99.1", "100.2"]) {
    putFirst({ pg_dump: `echo "pg_dump (PostgreSQL) ${version}"` });
    expect(findProgram("pg_dump", "PostgreSQL 99.3")).toBe("pg_dump");
  }
  putFirst({ pg_dump: 'echo "pg_dump (PostgreSQL) 98.4"' });
  expect(() => findProgram("pg_dump", "PostgreSQL 99.1")).toThrow(
    /^there is no pg_dump of PostgreSQL 99 or later here; install the client programs .*\(Debian: postgresql-client-99\)$/,
  );
});
