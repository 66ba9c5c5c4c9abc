/** The marker of a seeded data folder: records that a seed began, and its counts when it finished. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { stores } from "../shop.mjs";
import { hasStores } from "./data-folder.ts";

const markerName = "seeded.json";
const notesName = "playground.json";

const marker = z.object({ finished: z.boolean(), counts: z.record(z.string(), z.int()) });
export type Counts = z.infer<typeof marker>["counts"];

/** `foreign`: there are stores, and no seed made them. `unfinished`: a seed made them, and was cut short. */
export type SeedState = "empty" | "unfinished" | "seeded" | "foreign";

/** The state of the seed in the folder. */
export function seedState(data: string): SeedState {
  if (!hasStores(data)) return "empty";
  const file = path.join(data, markerName);
  if (!existsSync(file)) return "foreign";
  return marker.parse(JSON.parse(readFileSync(file, "utf8"))).finished ? "seeded" : "unfinished";
}

/** From here on the stores are half a shop. */
export function markBegun(data: string): void {
  write(data, markerName, { finished: false, counts: {} });
}

/** The shop is whole, and first of all on the disk. `notes` are for the router's playground. */
export function markFinished(data: string, counts: Counts, notes: object): void {
  for (const file of stores.map((store) => path.join(data, store))) if (existsSync(file)) bringToDisk(file);
  write(data, notesName, notes);
  write(data, markerName, { finished: true, counts });
}

/** Removes the stores and uploads of a seed that was cut short: no shop ever ran on them. Pictures stay; the next seed writes the same. */
export function removeUnfinished(data: string): void {
  if (seedState(data) !== "unfinished") throw new Error(`the stores in ${data} are not an unfinished seed`);
  const files = stores.flatMap((store) => [store, `${store}-wal`, `${store}-shm`]);
  for (const name of [...files, notesName, markerName]) rmSync(path.join(data, name), { force: true });
  rmSync(path.join(data, "uploads"), { recursive: true, force: true });
}

function bringToDisk(file: string): void {
  const opened = openSync(file, "r+");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** All of it or nothing, even if the process ends this moment. */
function write(data: string, name: string, content: object): void {
  const file = path.join(data, name);
  writeFileSync(`${file}.part`, `${JSON.stringify(content, null, 2)}\n`, { flush: true });
  renameSync(`${file}.part`, file);
}
