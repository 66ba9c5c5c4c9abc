/** A restore over the data of a stopped shop: they are as they were if it fails, and beside the backup's if it succeeds. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { processNames } from "@hansa/contracts/processes";
import { dataFormat, formatFile, movedEnding } from "@hansa/kit/store";
import { beforeAll, expect, inject, test } from "vitest";
import { auditStores } from "../audit/audit.ts";
import { takeBackup } from "../commands/backup/run.ts";
import { restoreBackup } from "../commands/restore/run.ts";
import { processFolder, root, storeFile } from "../host/shop.mjs";
import { fingerprints } from "./demo/support/store-fingerprints.ts";
import { changeByte, openStoreFile } from "./support/stores/probes.ts";

const folder = path.join(inject("shopFolders"), `restore-over-${process.pid}`);
const backup = path.join(folder, "backup");
const damaged = path.join(folder, "damaged");
const data = path.join(folder, "data");
/** The tables of the shop as they are before the restores, with a row that the backup does not have. */
let tables: Record<string, string>;

beforeAll(async () => {
  cpSync(inject("seededData"), data, { recursive: true });
  await takeBackup(data, backup);
  cpSync(backup, damaged, { recursive: true });
  changeByte(path.join(damaged, "orders/orders.db"));
  const users = openStoreFile(storeFile(data, "users"));
  users.exec("UPDATE users SET display_name = 'since the backup' WHERE rowid = (SELECT min(rowid) FROM users)");
  users.close();
  mkdirSync(path.join(processFolder(data, "users"), "mail"));
  writeFileSync(path.join(processFolder(data, "users"), "mail/one.eml"), "since the backup");
  tables = fingerprints(data);
});

/** Restores over the data as the command does, in this process. */
const restoreHere = (from: string, into: string, variables = {}) =>
  restoreBackup(from, into, { ...process.env, HANSA_LOG_LEVEL: "silent", ...variables }, { setsAside: true });

const restore = (from: string, more: readonly string[] = [], variables = {}) =>
  runCommand(["restore", from, ...more], variables);

/** A port at which no shop listens: the commands are asked about the files of this one, also beside a running shop with the usual ports. */
const unusedPort = "9";

/** Runs a command as an owner does. */
function runCommand(command: readonly string[], variables = {}) {
  const args = ["cli/hansa.cjs", ...command];
  const env = { ...process.env, HANSA_DATA: data, HANSA_PORT: unusedPort, HANSA_LOG_LEVEL: "silent", ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

/** A copy of the data: a process that restores holds the lock of the folder until it ends. */
function copyOfData(): string {
  copies += 1;
  const into = path.join(folder, `copy-${copies}`);
  cpSync(data, into, { recursive: true });
  return into;
}
let copies = 0;

/** The files and folders of a process; logs of stores come and go. */
function entriesOf(name: string, folder = data): string[] {
  const entries = readdirSync(processFolder(folder, name), { recursive: true, encoding: "utf8" });
  return entries.filter((entry) => !/(-wal|-shm|running\.pid)$/.test(entry)).sort();
}

test("a restore without --set-aside fails, and the data are as they were", () => {
  const before = processNames.map((name) => entriesOf(name));
  expect(restore(backup)).toMatchObject({ status: 1, output: expect.stringContaining("is not empty") });
  expect(processNames.map((name) => entriesOf(name))).toEqual(before);
  expect(fingerprints(data)).toEqual(tables);
});

test.each([
  { why: "of a damaged backup", from: damaged, variables: {}, says: "is damaged: orders/orders.db" },
  {
    why: "without an answer of the provider",
    from: backup,
    variables: { HANSA_SANDBOX_URL: "http://127.0.0.1:9" },
    says: "had no answer",
  },
])("a restore $why fails, and the data are as they were", async ({ from, variables, says }) => {
  const into = copyOfData();
  const before = processNames.map((name) => entriesOf(name, into));
  await expect(restoreHere(from, into, variables)).rejects.toThrow(says);
  expect(processNames.map((name) => entriesOf(name, into))).toEqual(before);
  expect(fingerprints(into)).toEqual(tables);
});

test("a restore beside a process that has a store open fails, and the data are as they were", async () => {
  const into = copyOfData();
  const users = openStoreFile(storeFile(into, "users"));
  users.prepare("SELECT count(*) FROM users").get();
  const before = processNames.map((name) => entriesOf(name, into));
  await expect(restoreHere(backup, into)).rejects.toThrow("users.db open. Stop the shop first");
  expect(processNames.map((name) => entriesOf(name, into))).toEqual(before);
  users.close();
});

test("a restore sets the data of before aside, whole, and puts the backup's into their place", () => {
  // As after a move into databases, beside which no start makes a file.
  writeFileSync(`${storeFile(data, "orders")}${movedEnding}`, "");
  const { status, output } = restore(backup, ["--set-aside"]);
  expect({ status, output }).toMatchObject({ status: 0 });
  expect(auditStores({ data }).isClean).toBe(true);
  expect(fingerprints(data)).not.toEqual(tables);
  for (const name of processNames)
    expect(readFileSync(path.join(processFolder(data, name), formatFile), "utf8"), name).toBe(`${dataFormat}\n`);

  const [, named = ""] = /the data of before are in (\S+),/.exec(output) ?? [];
  expect(named).toMatch(/^set-aside-/);
  const kept = path.join(folder, "kept");
  for (const name of processNames) cpSync(path.join(data, name, named), path.join(kept, name), { recursive: true });
  expect(fingerprints(kept)).toEqual(tables);
  expect(readdirSync(path.join(kept, "users/mail"))).toEqual(["one.eml"]);
  const marks = [data, kept].map((each) => existsSync(`${storeFile(each, "orders")}${movedEnding}`));
  expect(marks).toEqual([false, true]);
  expect(auditStores({ data: kept }).isClean).toBe(true);
});

test("without its providers a shop is restored with payments closed, which status says, until a reconciliation opens them", () => {
  const silent = { HANSA_SANDBOX_URL: "http://127.0.0.1:9" };
  const restored = runCommand(["restore", backup, "--set-aside", "--without-providers"], silent);
  expect(restored).toMatchObject({ status: 0, output: expect.stringContaining("captures and refunds stay closed") });
  const line = /^ {2}payments: payments, captures and refunds closed, as the restore asked no provider: /m;
  expect(runCommand(["status"], silent)).toMatchObject({ status: 1, output: expect.stringMatching(line) });
  expect(runCommand(["reconcile"], silent)).toMatchObject({ status: 1 });
  expect(runCommand(["status"], silent).output).toMatch(line);
  const { output } = runCommand(["reconcile"]);
  expect(runCommand(["status"]).output, output).not.toMatch(line);
});
