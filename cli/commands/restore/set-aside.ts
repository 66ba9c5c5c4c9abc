/**
 * Sets the data of a shop aside, within the folder of each process, which may be a volume of its own. Entries are renamed, and nothing is copied
 * or removed. The router's folder `setting-aside` decides for all: while it is there, entries are returned after a failure or a kill; once it has
 * its final name, all data are set aside.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync } from "node:fs";
import path from "node:path";
import { restoringFolder } from "@hansa/kit/store";
import { nameOfSetAside, setAsideName } from "../../host/data/data-folder.ts";
import { processFolder, routerStores, services, stores } from "../../host/shop.mjs";
import { loadDriver } from "../../host/sqlite.mjs";
import { syncFolder } from "../backup/files.ts";

/** The folder in that of each process into which its entries are being moved. */
const settingAside = "setting-aside";
/**
 * A data folder, and the folder of a process, may have these before a restore: the keys are put back first, a volume has its own folder, and
 * versions of the schema are in no backup.
 */
const keptNames = new Set(["keys", "lost+found", "running.pid", "schemas", restoringFolder, settingAside]);
/** Its mark is made first, gets the final name first, and is removed last. */
const decisive = "router";
const others = services.map(({ name }) => name).filter((name) => name !== decisive);
const marked = [decisive, ...others];

/** Whether a restore leaves this entry of a data folder, or of a folder of a process, where it is. */
export function staysInPlace(name: string): boolean {
  return keptNames.has(name) || setAsideName.test(name);
}

/** Whether an unfinished restore left a mark. */
export function isMarked(data: string): boolean {
  return marked.some((name) => existsSync(markOf(data, name)));
}

/** Marks each folder before anything is restored into it: until `setAside` has ended, what is in place belongs to the shop. */
export function markForSettingAside(data: string): void {
  for (const name of marked) mkdirSync(markOf(data, name), { recursive: true, mode: 0o700 });
}

/** Throws if a process has a store in place open. A store that is damaged is set aside as it is. */
export function requireUnused(data: string): void {
  const Database = loadDriver();
  const isBusy = (error: unknown) => error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
  for (const name of [...stores, ...routerStores(data)].filter((store) => existsSync(path.join(data, store)))) {
    const store = new Database(path.join(data, name), { timeout: 0 });
    try {
      store.pragma("locking_mode = EXCLUSIVE");
      store.exec("BEGIN EXCLUSIVE");
      store.exec("ROLLBACK");
    } catch (error) {
      if (isBusy(error)) throw new Error(`another process has ${path.join(data, name)} open. Stop the shop first.`);
    } finally {
      store.close();
    }
  }
}

/** Sets all that is in place aside, with the time in its folder's name, which is answered. `at`: epoch milliseconds. */
export async function setAside(data: string, at: number): Promise<string> {
  for (const name of marked) await moveEntries(processFolder(data, name), markOf(data, name));
  const named = nameOfSetAside(at);
  await nameMarks(data, named);
  return named;
}

/**
 * Returns the entries that an unfinished restore was setting aside. True if what is in place belongs to the shop; false if it is of the
 * unfinished restore. `removeMarks` ends this, after the parts of the restore were removed.
 */
export async function returnEntries(data: string): Promise<boolean> {
  if (existsSync(markOf(data, decisive))) {
    for (const name of marked) await moveEntries(markOf(data, name), processFolder(data, name));
    return true;
  }
  const named = readFolder(processFolder(data, decisive)).filter((name) => setAsideName.test(name));
  const last = named.sort().at(-1);
  if (last !== undefined) await nameMarks(data, last);
  return false;
}

/** Removes the marks of folders whose entries were returned. */
export async function removeMarks(data: string): Promise<void> {
  for (const name of [...others, decisive]) {
    if (!existsSync(markOf(data, name))) continue;
    rmdirSync(markOf(data, name));
    await syncFolder(processFolder(data, name));
  }
}

/** Gives the marks that are there their final name, the decisive one first. */
async function nameMarks(data: string, named: string): Promise<void> {
  for (const name of marked) {
    if (!existsSync(markOf(data, name))) continue;
    renameSync(markOf(data, name), path.join(processFolder(data, name), named));
    await syncFolder(processFolder(data, name));
  }
}

async function moveEntries(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  for (const entry of readFolder(from).filter((name) => !staysInPlace(name)))
    renameSync(path.join(from, entry), path.join(to, entry));
  for (const folder of [to, from]) await syncFolder(folder);
}

function readFolder(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function markOf(data: string, name: string): string {
  return path.join(processFolder(data, name), settingAside);
}
