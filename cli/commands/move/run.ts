/** Moves the stores of a stopped shop into its databases, or back into files. */
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { CommandFailure } from "@hansa/kit/command-line";
import { systemRuntime } from "@hansa/kit/runtime";
import { type Transferred, transferStores } from "@hansa/kit/store";
import { nameOfSetAside, storeEndings } from "../../host/data/data-folder.ts";
import { holderOf, lockFolder } from "../../host/data/folder-lock.mjs";
import { takeOlderFolder } from "../../host/data/older-folder.ts";
import { services, stores } from "../../host/shop.mjs";
import type { Environment } from "../../host/store-places.ts";
import { say, withProgress } from "../../host/terminal.mjs";
import { copyStore } from "../backup/snapshot.ts";
import { requireUnused } from "../restore/set-aside.ts";
import { type NamedTransfer, transfersOf } from "./places.ts";

/** Moves each store that has a database; its file is set aside, so that no later start finds it. Throws with a line for the owner. */
export async function moveToDatabases(data: string, environment: Environment): Promise<void> {
  takeOlderFolder(data);
  const transfers = transfersOf(data, environment);
  lockStopped(data);
  await moveFiles(data, transfers);
}

/** Moves the files of a shop that no process runs. */
export async function moveFiles(data: string, transfers: readonly NamedTransfer[]): Promise<void> {
  const transferred = await transfer("pg", transfers, { none: `${data} has none of its files`, isCopy: false });
  const named = nameOfSetAside(systemRuntime.now());
  const moved = transfers.filter(({ store }) => isMoved(transferred, store));
  for (const { file } of moved) setAside(file, named);
  say(`Moved. The files are set aside: ${named}, in the folder of each process. They hold personal data.`);
  const left = services.filter(
    ({ name, isGateway }) => !isGateway && !transfers.some(({ service }) => service === name),
  );
  if (left.length > 0)
    say(`Still on SQLite, without HANSA_<SERVICE>_DATABASE_URL: ${left.map(({ name }) => name).join(", ")}.`);
}

/** Copies each store that is in a database into a file. In another folder than that of the data, copies of all other stores are beside them. */
export async function moveToFiles(data: string, folder: string, environment: Environment): Promise<void> {
  const transfers = transfersOf(folder, environment, data);
  lockStopped(data);
  if (folder !== data) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (readdirSync(folder).length > 0) throw new CommandFailure(`${folder} is not empty; name a new folder`);
  }
  await transfer("sqlite", transfers, { none: "no database has a store", isCopy: folder !== data });
  if (folder !== data) await copyOthers(data, folder, transfers);
  const names = [...new Set(transfers.map(({ service }) => `HANSA_${service.toUpperCase()}_DATABASE_URL`))];
  say(`The files are in ${folder}. The databases keep their rows, which are of this moment.`);
  if (folder === data) say(`The shop starts on the files without ${names.join(", ")}.`);
  else say(`npm run hansa -- audit --data ${folder} reads them.`);
}

async function transfer(
  to: "pg" | "sqlite",
  transfers: readonly NamedTransfer[],
  { none, isCopy }: { none: string; isCopy: boolean },
): Promise<readonly Transferred[]> {
  const transferred = await withProgress(() =>
    transferStores(to, transfers, {
      runtime: systemRuntime,
      isCopy,
      onCompared: ({ store, rows, tables, outcome }) =>
        say(`${store}: ${rows} rows in ${tables} tables ${outcome === "there" ? "were there already" : "are equal"}`),
    }),
  );
  const missing = transferred.filter(({ outcome }) => outcome === "missing");
  if (missing.length === transferred.length) throw new CommandFailure(`there is nothing to move: ${none}`);
  for (const { store } of missing) say(`${store}: not there, and left out`);
  return transferred;
}

function isMoved(transferred: readonly Transferred[], store: string): boolean {
  return transferred.some((one) => one.store === store && one.outcome !== "missing");
}

/** Keeps the shop from starting until this process ends. Throws while one runs. */
function lockStopped(data: string): void {
  const holder = holderOf(data);
  if (holder !== undefined)
    throw new CommandFailure(`process ${holder} runs a shop on ${data}; a shop moves while it is stopped`);
  requireUnused(data);
  lockFolder(data);
}

function setAside(file: string, named: string): void {
  const folder = path.join(path.dirname(file), named);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const each of storeEndings.map((ending) => file + ending))
    if (existsSync(each)) renameSync(each, path.join(folder, path.basename(each)));
}

async function copyOthers(data: string, folder: string, transfers: readonly NamedTransfer[]): Promise<void> {
  for (const store of stores) {
    const from = path.join(data, store);
    if (transfers.some((one) => one.store === store) || !existsSync(from)) continue;
    mkdirSync(path.dirname(path.join(folder, store)), { recursive: true, mode: 0o700 });
    await copyStore(from, path.join(folder, store));
  }
}
