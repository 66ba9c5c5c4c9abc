/** Data folders and backups of older versions, with all files at the top: they are taken once, and nothing of them is lost. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, inject, test, vi } from "vitest";
import { auditStores } from "../audit/audit.ts";
import { measureFile } from "../commands/backup/files.ts";
import { readManifest, writeManifest } from "../commands/backup/manifest.ts";
import { takeBackup } from "../commands/backup/run.ts";
import { restoreBackup } from "../commands/restore/run.ts";
import { checkStores } from "../doctor/data.mjs";
import { takeOlderFolder } from "../host/data/older-folder.ts";
import { seedState } from "../host/data/seed-marker.ts";
import { olderStores, programArguments, root, services, storeFile, stores } from "../host/shop.mjs";
import { fingerprints } from "./demo/support/store-fingerprints.ts";
import { useOlderShop } from "./support/older-shop.ts";
import { openStoreFile } from "./support/stores/probes.ts";

const shop = useOlderShop();

test("an older folder is moved into one folder per service, and a second time nothing happens", () => {
  const data = shop.copyOlder("whole");
  takeOlderFolder(data);
  shop.expectTaken(data);
  takeOlderFolder(data);
  shop.expectTaken(data);
});

/** Writes a row to the store of orders that is in its log only, as a process that is killed leaves it. */
function writeAndDie(file: string): void {
  const program = `
    const Database = require("better-sqlite3");
    const store = new Database(process.argv[1]);
    store.pragma("wal_autocheckpoint = 0");
    store.exec("CREATE TABLE late (a); INSERT INTO late VALUES (7)");
    process.kill(process.pid, "SIGKILL");`;
  spawnSync(process.execPath, ["-e", program, file], { cwd: root });
}

function lateRow(data: string): unknown {
  const store = openStoreFile(storeFile(data, "orders"));
  try {
    return store.prepare("SELECT a FROM late").pluck().get();
  } finally {
    store.close();
  }
}

test("writes that only the log of a killed process has are kept, also if the log alone was moved", () => {
  for (const isHalfMoved of [false, true]) {
    const data = shop.copyOlder(`killed-${isHalfMoved}`);
    writeAndDie(path.join(data, "orders.db"));
    expect(existsSync(path.join(data, "orders.db-wal"))).toBe(true);
    if (isHalfMoved) {
      mkdirSync(path.join(data, "orders"));
      renameSync(path.join(data, "orders.db-wal"), `${storeFile(data, "orders")}-wal`);
    }
    takeOlderFolder(data);
    expect(lateRow(data)).toBe(7);
  }
});

test("a move that is cut short after its first steps or its last ones is finished, and until then no service opens a store in part", async () => {
  for (const cuts of [0, 1, 2, stores.length, stores.length + 3]) expect(await shop.expectFinished(cuts)).toBe(false);
});

test("a folder in which a file has both places is refused and left as it is", () => {
  const data = shop.copyOlder("twice");
  mkdirSync(path.join(data, "users"));
  writeFileSync(storeFile(data, "users"), "another store");
  const before = readdirSync(data, { recursive: true });
  expect(() => takeOlderFolder(data)).toThrow("holds both users.db and users/users.db");
  expect(readdirSync(data, { recursive: true })).toEqual(before);
});

test("a folder is not moved below a process: of a shop by its lock, of a single service by its store", () => {
  const data = shop.copyOlder("running");
  writeFileSync(path.join(data, "running.pid"), String(process.ppid));
  expect(() => takeOlderFolder(data)).toThrow(`process ${process.ppid} runs a shop`);
  rmSync(path.join(data, "running.pid"));
  const store = openStoreFile(path.join(data, "payments.db"));
  store.prepare("SELECT count(*) FROM payments").get();
  expect(() => takeOlderFolder(data)).toThrow("payments.db open");
  store.close();
  expect(olderStores(data)).toHaveLength(stores.length);
  expect(readdirSync(data)).not.toContain("payments");
});

test("a folder in which an older version was restoring is refused", () => {
  const data = shop.copyOlder("restoring");
  mkdirSync(path.join(data, "restoring"));
  expect(() => takeOlderFolder(data)).toThrow("unfinished restore");
});

test("a service that is started alone on an older folder refuses it in one line, and leaves it as it is", () => {
  const data = shop.copyOlder("alone");
  const before = readdirSync(data);
  const { status, stdout, stderr } = spawnSync(process.execPath, programArguments("users"), {
    cwd: path.join(root, "subgraphs/users"),
    env: { ...process.env, HANSA_DATA: data, HANSA_PORT: "24100" },
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stdout + stderr).toContain(`${path.join(data, "users.db")} is where an older version kept this store`);
  expect(readdirSync(data)).toEqual(before);
});

test("the doctor says that the next start moves it, and commands take it", async () => {
  const data = shop.copyOlder("commands");
  vi.stubEnv("HANSA_DATA", data);
  expect(await checkStores()).toMatchObject({ verdict: "note", found: expect.stringContaining("of an older version") });
  vi.unstubAllEnvs();
  expect(() => auditStores({ data })).toThrow("It is of an older version");
  const { files } = await takeBackup(data, path.join(shop.folder, "backup-of-commands"));
  expect(files.map((file) => file.path)).toEqual(expect.arrayContaining(stores));
  shop.expectTaken(data, ["last-backup.json"]);
});

test("a backup of an older version is restored into one folder per service", async () => {
  const taken = path.join(shop.folder, "taken");
  const { files: _files, ...manifest } = await takeBackup(inject("seededData"), taken);
  const old = path.join(shop.folder, "old-backup");
  mkdirSync(old);
  for (const { name } of services)
    for (const file of readdirSync(path.join(taken, name)))
      cpSync(path.join(taken, name, file), path.join(old, file), { recursive: true });
  const names = readdirSync(old, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(old, path.join(entry.parentPath, entry.name)));
  const files = (await Promise.all(names.map((name) => measureFile(old, name)))).flatMap((file) => file ?? []);
  await writeManifest(old, { ...manifest, format: 1, files });

  const data = path.join(shop.folder, "restored");
  await restoreBackup(old, data, { HANSA_LOG_LEVEL: "silent" });
  expect(readdirSync(data).sort()).toEqual(services.map(({ name }) => name).sort());
  expect(auditStores({ data }).isClean).toBe(true);
  expect(readdirSync(path.join(data, "products/media"))).toEqual(readdirSync(path.join(shop.older, "media")));
  expect(seedState(data)).toBe("seeded");
  expect(Object.keys(fingerprints(data))).toEqual(Object.keys(shop.tables()));

  const unknown = readManifest(old);
  const [first] = unknown.files;
  if (!first) throw new Error("the backup holds nothing");
  cpSync(path.join(old, first.path), path.join(old, "other.txt"));
  await writeManifest(old, { ...unknown, files: [{ ...first, path: "other.txt" }] });
  await expect(restoreBackup(old, path.join(shop.folder, "none"), {})).rejects.toThrow(
    "other.txt is no file of a shop",
  );
});
