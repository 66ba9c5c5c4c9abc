/** The marker of a seeded data folder: records that a seed began, and its counts when it finished. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { movedEnding } from "@hansa/kit/store";
import { z } from "zod";
import { processFolder, stores } from "../shop.mjs";
import { hasStores, storeEndings } from "./data-folder.ts";

/** Both are in the router's folder: its playground shows the notes of the seed. */
export const seedMarker = path.join(processFolder("", "router"), "seeded.json");
export const seedNotes = path.join(processFolder("", "router"), "playground.json");

const marker = z.object({ finished: z.boolean(), counts: z.record(z.string(), z.int()) });
export type Counts = z.infer<typeof marker>["counts"];

/** `foreign`: there are stores, and no seed made them. `unfinished`: a seed made them, and was cut short. */
export type SeedState = "empty" | "unfinished" | "seeded" | "foreign";

/** The state of the seed in the folder; its stores may have been moved into databases. */
export function seedState(data: string): SeedState {
  if (!hasStores(data) && !stores.some((store) => existsSync(path.join(data, store + movedEnding)))) return "empty";
  const file = path.join(data, seedMarker);
  if (!existsSync(file)) return "foreign";
  return marker.parse(JSON.parse(readFileSync(file, "utf8"))).finished ? "seeded" : "unfinished";
}

/** From here on the stores are half a shop. */
export function markBegun(data: string): void {
  write(data, seedMarker, { finished: false, counts: {} });
}

/** The shop is whole, and first of all on the disk. `notes` are for the router's playground. */
export function markFinished(data: string, counts: Counts, notes: object): void {
  for (const file of stores.map((store) => path.join(data, store))) if (existsSync(file)) bringToDisk(file);
  write(data, seedNotes, notes);
  write(data, seedMarker, { finished: true, counts });
}

/** Removes the stores and uploads of a seed that was cut short: no shop ever ran on them. Pictures stay; the next seed writes the same. */
export function removeUnfinished(data: string): void {
  if (seedState(data) !== "unfinished") throw new Error(`the stores in ${data} are not an unfinished seed`);
  const files = stores.flatMap((store) => storeEndings.map((ending) => store + ending));
  for (const name of [...files, seedNotes, seedMarker]) rmSync(path.join(data, name), { force: true });
  rmSync(path.join(processFolder(data, "products"), "uploads"), { recursive: true, force: true });
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
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, `${JSON.stringify(content, null, 2)}\n`, { flush: true });
  renameSync(`${file}.part`, file);
}
