/** Backup and restore of a stopped shop: complete, killed in the middle, and refused where necessary; `long/` has a shop that sells meanwhile. */
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { restoringFolder } from "@hansa/kit/store";
import { beforeAll, expect, inject, test } from "vitest";
import { auditStores } from "../audit/audit.ts";
import { measureFile } from "../commands/backup/files.ts";
import { readManifest, writeManifest } from "../commands/backup/manifest.ts";
import { takeBackup } from "../commands/backup/run.ts";
import { restoreBackup } from "../commands/restore/run.ts";
import { processFolder, storeFile } from "../host/shop.mjs";
import { filesIn, newFolder, openBeside, runCommand, startCommand } from "./support/backup-commands.ts";
import { changeByte, countUnmatched, isLocked, openStoreFile } from "./support/stores/probes.ts";

let data = "";
let backup = "";

beforeAll(async () => {
  data = newFolder("shop");
  cpSync(inject("seededData"), data, { recursive: true });
  backup = newFolder("backup");
  const { status, output } = await runCommand("backup", [backup], data);
  expect({ status, output }).toMatchObject({ status: 0 });
});

test("a backup has no order without its payment, every picture, and no key", () => {
  const { isClean, orders } = auditStores({ data: backup });
  expect({ isClean, orders }).toEqual({ isClean: true, orders: 12 });
  expect(countUnmatched(backup)).toEqual({ ordersWithoutPayment: 0, unknownOrders: 0 });
  expect(readdirSync(path.join(backup, "products/media"))).toEqual(readdirSync(path.join(data, "products/media")));
  expect(readdirSync(backup)).not.toContain("keys");
});

test("a backup that is killed while it holds write locks leaves none, and the folder is refused", async () => {
  const [payments, products] = [openBeside(data, "payments", 3_000), openBeside(data, "products", 100)];
  payments.exec("BEGIN IMMEDIATE");
  const folder = newFolder("killed");
  const child = startCommand("backup", [folder], data);
  await eventually("the backup has locked products, and waits for payments", async () => {
    if (!isLocked(products)) return undefined;
    child.kill("SIGKILL");
    return true;
  });
  payments.exec("ROLLBACK");
  await once(child, "exit");
  expect(isLocked(products)).toBe(false);
  await expect(restoreBackup(folder, newFolder("data"), {})).rejects.toThrow("is no complete backup");
});

test("a barrier that cannot be completed is given up within a second, and retried until it can", async () => {
  const [payments, products] = [openBeside(data, "payments", 3_000), openBeside(data, "products", 100)];
  const writer = openBeside(data, "products", 3_000);
  payments.exec("BEGIN IMMEDIATE");
  const child = startCommand("backup", [newFolder("patient")], data);
  await eventually("the backup has locked products", async () => (isLocked(products) ? true : undefined));
  // Waits for the lock itself: at most as long as a write of the shop would before it is refused.
  writer.exec("BEGIN IMMEDIATE");
  writer.exec("ROLLBACK");
  payments.exec("ROLLBACK");
  const [status] = await once(child, "exit");
  expect(status).toBe(0);
});

test("a backup into a non-empty folder, into the data folder, or of no shop is refused", async () => {
  for (const [folder, from, says] of [
    [backup, data, "is not empty"],
    [path.join(data, "backup"), data, "is inside the data folder"],
    [newFolder("none"), newFolder("empty"), "holds no shop"],
  ] as const) {
    await expect(takeBackup(from, folder)).rejects.toThrow(says);
  }
});

test("a restore into an existing shop, running or stopped, and from a backup with a changed byte is refused", async () => {
  await expect(restoreBackup(backup, data, {})).rejects.toThrow("is not empty");
  const running = newFolder("running");
  mkdirSync(processFolder(running, "users"), { recursive: true });
  writeFileSync(path.join(processFolder(running, "users"), "running.pid"), String(process.ppid));
  await expect(restoreBackup(backup, running, {})).rejects.toThrow(`process ${process.ppid} runs a shop`);

  for (const [file, says] of [
    ["orders/orders.db", "is damaged: orders/orders.db was changed"],
    ["manifest.json", "was changed after it was written"],
  ] as const) {
    const damaged = newFolder("damaged");
    cpSync(backup, damaged, { recursive: true });
    changeByte(path.join(damaged, file));
    const into = newFolder("data");
    await expect(restoreBackup(damaged, into, {})).rejects.toThrow(says);
    expect(filesIn(into)).toEqual([]);
  }
});

test("a backup of a newer version is refused", async () => {
  const newer = newFolder("newer");
  cpSync(backup, newer, { recursive: true });
  const users = openStoreFile(storeFile(newer, "users"));
  users.exec("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9999999999999)");
  users.pragma("wal_checkpoint(TRUNCATE)");
  users.close();
  const { files, ...manifest } = readManifest(backup);
  const others = files.filter((file) => file.path !== "users/users.db");
  const changed = await measureFile(newer, "users/users.db");
  if (!changed) throw new Error("there is no users.db");
  await writeManifest(newer, { ...manifest, files: [...others, changed] });
  await expect(restoreBackup(newer, newFolder("data"), {})).rejects.toThrow("made by a newer version");
});

test("a restored shop is consistent, also after a killed restore", async () => {
  const into = newFolder("restored");
  mkdirSync(path.join(processFolder(into, "orders"), restoringFolder), { recursive: true });
  writeFileSync(storeFile(into, "orders"), "moved by a restore that was killed");
  await restoreBackup(backup, into, {});
  expect(auditStores({ data: into }).isClean).toBe(true);
  expect(existsSync(path.join(processFolder(into, "orders"), restoringFolder))).toBe(false);
});

test("a restore without an answer of the provider restores nothing", async () => {
  const into = newFolder("data");
  const settings = { HANSA_SANDBOX_URL: "http://127.0.0.1:9", HANSA_LOG_LEVEL: "silent" };
  await expect(restoreBackup(backup, into, settings)).rejects.toThrow("had no answer");
  expect(filesIn(into)).toEqual([]);
});
