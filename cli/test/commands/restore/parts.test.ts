/** A restore over the data of a shop, cut short after every change of the file system: the old data are whole in place, or whole set aside. */
import fs, { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { restoringFolder } from "@hansa/kit/store";
import { afterAll, expect, test } from "vitest";
import { moveIntoPlace, removeParts } from "../../../commands/restore/parts.ts";
import { isMarked, markForSettingAside, setAside } from "../../../commands/restore/set-aside.ts";
import { setAsideName } from "../../../host/data/data-folder.ts";
import { holderOf } from "../../../host/data/folder-lock.mjs";
import { processFolder, services } from "../../../host/shop.mjs";

const processes = services.map(({ name }) => name);
const top = mkdtempSync(path.join(tmpdir(), "hansa-parts-"));
afterAll(() => rmSync(top, { recursive: true }));
let folders = 0;

/** A data folder with a store, its log and a folder in that of each process. */
function newShop(): string {
  folders += 1;
  const data = path.join(top, String(folders));
  for (const name of processes) {
    mkdirSync(path.join(processFolder(data, name), "media"), { recursive: true });
    for (const file of [`${name}.db`, `${name}.db-wal`, "media/old.avif"])
      writeFileSync(path.join(processFolder(data, name), file), "old");
  }
  return data;
}

/** The steps of a restore that change the data folder, with files in the place of stores. */
async function restore(data: string, isSettingAside = true): Promise<void> {
  if (isSettingAside) markForSettingAside(data);
  for (const name of processes) {
    const part = path.join(processFolder(data, name), restoringFolder);
    mkdirSync(part);
    writeFileSync(path.join(part, `${name}.db`), "new");
  }
  mkdirSync(path.join(data, "products", restoringFolder, "media"));
  if (isMarked(data)) await setAside(data, Date.UTC(2026, 10, 22, 3, 17));
  await moveIntoPlace(data);
}

const changes = ["mkdirSync", "renameSync", "rmSync", "rmdirSync"] as const;

/** Does the work until the power is cut after so many changes of the file system; true if it was not. */
async function doUntilCut(count: number, work: () => Promise<unknown>): Promise<boolean> {
  let left = count;
  const originals = changes.map((name) => [name, fs[name]] as const);
  for (const [name, original] of originals)
    Object.assign(fs, {
      [name]: (...args: unknown[]) => {
        if (left === 0) throw new Error("power cut");
        left -= 1;
        return Reflect.apply(original, fs, args);
      },
    });
  syncBuiltinESMExports();
  try {
    await work();
    return true;
  } catch (error) {
    expect(String(error)).toContain("power cut");
    return false;
  } finally {
    Object.assign(fs, Object.fromEntries(originals));
    syncBuiltinESMExports();
  }
}

/** The contents of the files in a folder of a process, without those of an unfinished restore and without what is set aside. */
function contentsOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !path.relative(folder, entry.parentPath).match(/^(restoring|set)/))
    .map((entry) => `${entry.name} ${readFileSync(path.join(entry.parentPath, entry.name), "utf8")}`)
    .sort();
}

const oldOf = (name: string) => [`${name}.db old`, `${name}.db-wal old`, "old.avif old"].sort();
const newOf = (name: string) => [`${name}.db new`];

/** Whether each folder of a process fits. */
const all = (data: string, fits: (name: string, folder: string) => boolean) =>
  processes.every((name) => fits(name, processFolder(data, name)));
const isEqual = (one: readonly string[], other: readonly string[]) => one.join() === other.join();
const isInPlace = (data: string) => all(data, (name, folder) => isEqual(contentsOf(folder), oldOf(name)));
const isRestored = (data: string) => all(data, (name, folder) => isEqual(contentsOf(folder), newOf(name)));
const refusesServices = (data: string) => all(data, (_name, folder) => existsSync(path.join(folder, restoringFolder)));

/** Whether the old data of every process are in one folder beside nothing that a restore left. */
function isSetAside(data: string): boolean {
  return all(data, (name, folder) => {
    const [named, ...more] = readdirSync(folder).filter((entry) => setAsideName.test(entry));
    return named !== undefined && more.length === 0 && isEqual(contentsOf(path.join(folder, named)), oldOf(name));
  });
}

test("a restore sets all data of before aside, with its time in the name, and removes nothing of them", async () => {
  const data = newShop();
  await restore(data);
  expect(isRestored(data)).toBe(true);
  expect(isSetAside(data)).toBe(true);
  expect(readdirSync(processFolder(data, "orders")).sort()).toEqual(["orders.db", "set-aside-2026-11-22T03-17-00Z"]);
});

test("cut short at any change it leaves a shop that is whole or that no service opens, and the next restore returns or keeps the data", async () => {
  let cuts = 0;
  for (let isWhole = false; !isWhole; cuts += 1) {
    const data = newShop();
    isWhole = await doUntilCut(cuts, () => restore(data));
    const state = `cut after ${cuts} changes`;
    const isStarted = isRestored(data) && isSetAside(data);
    expect(isInPlace(data) || refusesServices(data) || isStarted, state).toBe(true);
    if (isWhole) continue;
    await removeParts(data);
    if (isInPlace(data)) {
      expect(isMarked(data), state).toBe(false);
      expect(readdirSync(processFolder(data, "users")).sort(), state).toEqual(["media", "users.db", "users.db-wal"]);
    } else {
      expect(isSetAside(data), state).toBe(true);
      expect(
        all(data, (_name, folder) => contentsOf(folder).length === 0),
        state,
      ).toBe(true);
    }
    await restore(data, isInPlace(data));
    expect(isRestored(data) && isSetAside(data), state).toBe(true);
  }
  expect(cuts).toBeGreaterThan(35);
});

test("the next restore may be cut short as well while it clears up", async () => {
  // After the marks, while entries are set aside, and while files are moved into place.
  for (const first of [8, 18, 32]) {
    let cuts = 0;
    for (let isCleared = false; !isCleared; cuts += 1) {
      const data = newShop();
      await doUntilCut(first, () => restore(data));
      isCleared = await doUntilCut(cuts, () => removeParts(data));
      const state = `cut after ${first}, then after ${cuts} changes`;
      const isKept = isSetAside(data) && all(data, (_name, folder) => contentsOf(folder).length === 0);
      expect(isInPlace(data) || refusesServices(data) || isKept, state).toBe(true);
      await removeParts(data);
      expect(isInPlace(data) || isSetAside(data), state).toBe(true);
    }
  }
});

test("a lock with our own number is that of a killed process in an earlier container", () => {
  const data = newShop();
  const file = path.join(processFolder(data, "orders"), "running.pid");
  writeFileSync(file, String(process.pid));
  expect(holderOf(data)).toBeUndefined();
  writeFileSync(file, String(process.ppid));
  expect(holderOf(data)).toBe(process.ppid);
});
