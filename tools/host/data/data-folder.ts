/** The shop's files in its data folder, and their removal. */
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { stores } from "../shop.mjs";

const besideStore = ["", "-wal", "-shm"];
const folders = ["mail", "logs", "media", "uploads", "keys", "restoring"];
const markers = ["running.pid", "seeded.json", "playground.json"];

/** Whether any service has a store there. */
export function hasStores(data: string): boolean {
  return stores.some((name) => existsSync(path.join(data, name)));
}

/** All files of the shop in the folder, by name; foreign files are not among them. */
export function shopFiles(data: string): string[] {
  const parts = stores.flatMap((name) => besideStore.map((ending) => name + ending));
  return [...parts, ...folders, ...markers].filter((name) => existsSync(path.join(data, name)));
}

/** Removes what `shopFiles` names; answers with the names. */
export function removeShopFiles(data: string): string[] {
  const names = shopFiles(data);
  for (const name of names) rmSync(path.join(data, name), { recursive: true });
  return names;
}
