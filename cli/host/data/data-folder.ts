/** The shop's files in its data folder, and their removal. */
import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import path from "node:path";
import { formatFile, movedEnding, noteEnding, unfinishedEnding } from "@hansa/kit/store";
import { processFolder, routerStores, services, stores } from "../shop.mjs";
import { olderFiles } from "./older-folder.ts";

/** A store is one file, and two more while it is open. */
export const storeEndings = ["", "-wal", "-shm"];
/** Files and folders beside the stores of a process. */
const besideStores = [
  ...["media", "renditions", "uploads", "mail", "restoring", "setting-aside", "running.pid"],
  ...[formatFile, "seeded.json", "playground.json", "last-backup.json"],
];
const ofShop = ["logs", "keys", "schemas"];
/** Data of before a restore or a move, in the folder of each process, with the time of it. */
export const setAsideName = /^set-aside-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z$/;

/** The name of the folder for data that are set aside now. `at`: epoch milliseconds. */
export function nameOfSetAside(at: number): string {
  return `set-aside-${new Date(at).toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
}

/** Whether any service has a store there. */
export function hasStores(data: string): boolean {
  return stores.some((name) => existsSync(path.join(data, name)));
}

/** All files of the shop in the folder, as paths in it; foreign files are not among them. */
export function shopFiles(data: string): string[] {
  const ofMoves = [movedEnding, noteEnding, ...storeEndings.map((ending) => unfinishedEnding + ending)];
  const ofStores = stores.flatMap((name) => [...storeEndings, ...ofMoves].map((ending) => name + ending));
  const ofRouters = routerStores(data).flatMap((name) => [...storeEndings, ".broken"].map((ending) => name + ending));
  const ofProcesses = services.flatMap(({ name }) =>
    [...besideStores, ...setAsideIn(processFolder(data, name))].map((file) => path.join(processFolder("", name), file)),
  );
  return [...ofStores, ...ofRouters, ...ofProcesses, ...ofShop, ...olderFiles].filter((name) =>
    existsSync(path.join(data, name)),
  );
}

/** Removes what `shopFiles` names, and the folders that are empty then; answers with the names. */
export function removeShopFiles(data: string): string[] {
  const names = shopFiles(data);
  for (const name of names) rmSync(path.join(data, name), { recursive: true });
  for (const { name } of services) removeIfEmpty(processFolder(data, name));
  return names;
}

function setAsideIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => setAsideName.test(name)) : [];
}

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
