/** Data folders until November 2026, with all stores at the top: moves their files into the folders of their services, once. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { olderStores, processFolder, stores } from "../shop.mjs";
import { loadDriver } from "../sqlite.mjs";
import { say } from "../terminal.mjs";
import { holderOf } from "./folder-lock.mjs";

/** A file of an older data folder or backup, and its place now. */
type Move = { from: string; to: string };

type Rename = (from: string, to: string) => void;

/** In this order: a store is moved after all that belongs to it, so that no service finds its store without its log or its pictures. */
const moves: readonly Move[] = [
  ...["media", "uploads"].map((name) => ({ from: name, to: path.join(processFolder("", "products"), name) })),
  ...["playground.json", "seeded.json"].map((name) => ({
    from: name,
    to: path.join(processFolder("", "router"), name),
  })),
  ...["-shm", "-wal", ""].flatMap((ending) =>
    stores.map((store) => ({ from: path.basename(store) + ending, to: store + ending })),
  ),
];

/** Names at the top of an older data folder. E-mails in `mail` do not say which service sent them: they stay there. */
export const olderFiles: readonly string[] = [...moves.map(({ from }) => from), "mail", "restoring", "running.pid"];

/** The place in the data folder of a file of an older backup. Throws if no older backup has such a file. */
export function placeOfOlder(name: string): string {
  const [top = "", ...rest] = name.split("/");
  const move = moves.find(({ from }) => from === top);
  if (!move) throw new Error(`${name} is no file of a shop.`);
  return path.posix.join(move.to, ...rest);
}

/**
 * Moves the files of an older data folder into the folders of their services, and says so; every other folder is left as it is. A move that
 * was cut short is finished. Throws, and moves nothing, if a process has one of the stores open or a file has both an old and a new one.
 * `rename` is for tests that cut it short.
 */
export function takeOlderFolder(data: string, rename: Rename = renameSync): void {
  const open = olderStores(data);
  if (open.length === 0) return;
  const holder = holderOf(data);
  if (holder !== undefined)
    throw new Error(`process ${holder} runs a shop of an older version on ${data}. Stop it first.`);
  if (existsSync(path.join(data, "restoring")))
    throw new Error(
      `${data} holds an unfinished restore of an older version. Run npm run hansa -- reset, then npm run hansa -- restore.`,
    );
  const twice = moves.find(({ from, to }) => existsSync(path.join(data, from)) && isTaken(path.join(data, to)));
  if (twice)
    throw new Error(`${data} holds both ${twice.from} and ${twice.to}. Move the one that is not the shop's elsewhere.`);
  for (const name of open) settleUnused(data, name);

  for (const { from, to } of moves.filter((move) => existsSync(path.join(data, move.from)))) {
    const target = path.join(data, to);
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    rename(path.join(data, from), target);
    for (const folder of [path.dirname(target), data]) bringToDisk(folder);
  }
  say(`${data} is of an older version: its files are moved into one folder per service.`);
}

/** An empty folder may have been made by a process that then found the older store. */
function isTaken(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && !(found.isDirectory() && readdirSync(file).length === 0);
}

/** Moves the write-ahead log of a store into its file, if it is still beside it. Throws if another process has the store open. */
function settleUnused(data: string, name: string): void {
  const Database = loadDriver();
  const store = new Database(path.join(data, name), { timeout: 0 });
  try {
    store.pragma("locking_mode = EXCLUSIVE");
    store.exec("BEGIN EXCLUSIVE");
    store.exec("ROLLBACK");
    store.pragma("wal_checkpoint(TRUNCATE)");
  } catch (error) {
    if (!(error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY"))) throw error;
    throw new Error(`another process has ${path.join(data, name)} open. Stop it: the file is moved once.`);
  } finally {
    store.close();
  }
}

function bringToDisk(folder: string): void {
  const opened = openSync(folder, "r");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
