/** Takes a backup of a shop, running or not: snapshots of all stores at one moment, media, audit and manifest. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { explainError } from "@hansa/kit/command-line";
import { dataFormat, openSchema } from "@hansa/kit/store";
import { z } from "zod";
import { auditStores } from "../../audit/audit.ts";
import { takeOlderFolder } from "../../host/data/older-folder.ts";
import { root, routerStores } from "../../host/shop.mjs";
import type { Environment, PlacedStore } from "../../host/store-places.ts";
import { inSeconds, numberedSteps, say } from "../../host/terminal.mjs";
import { exportDatabases, presentStores, snapshotsOf } from "../audit/copies.ts";
import { dumpDatabase, findProgram } from "./dumps.ts";
import { copyFile, copyFolder, type FileEntry, measureFile } from "./files.ts";
import { backupFolders, backupMarkers, type Manifest, noteBackup, writeManifest } from "./manifest.ts";
import { copyStore, type ExportedSnapshot, type Snapshots } from "./snapshot.ts";

/**
 * Copies the shop in `data` to `target`, which must be empty or missing, and answers with the manifest. Throws if that cannot be done: then
 * the folder has no manifest and is no backup.
 */
export async function takeBackup(data: string, target: string, environment: Environment = {}): Promise<Manifest> {
  takeOlderFolder(data);
  const present = await presentStores(data, environment);
  requireEmpty(data, target);
  await requirePrograms(present);
  const step = numberedSteps(5);
  const files = new Map<string, FileEntry>();
  const copy: BackupCopy = { data, target, files };
  const startedAt = performance.now();

  await step("Media and uploads", () => copyFolders(copy));
  let snapshots: Snapshots | undefined;
  try {
    const taken = await snapshotsOf(present);
    snapshots = taken;
    await step("Snapshots of all stores", () => `writes waited ${taken.barrierMs.toFixed(1)} ms`);
    await step("Copies of the stores", async () => {
      await copyStores(copy, taken, present);
      if (taken.exported.size > 0) await exportForAudit(copy, taken, present);
    });
  } finally {
    await snapshots?.close();
  }
  // A file is written before the row that names it: what the snapshots name is there by now.
  await copyFolders(copy);
  for (const name of backupMarkers) await copyInto(copy, name);
  for (const name of routerStores(data)) await copyRouterStore(copy, name);

  const inDatabases = databasesOf(present, snapshots);
  let audit: Manifest["audit"] = "clean";
  await step("Audit of the copies", () => {
    audit = auditCopies(target, present);
    const next = inDatabases.databases === undefined ? "audit --data FOLDER" : "audit";
    return audit === "clean" ? "clean" : `NOT CLEAN: npm run hansa -- ${next} says why`;
  });
  const manifest: Manifest = {
    format: dataFormat,
    hansa: readVersion(),
    takenAt: new Date(snapshots.takenAt).toISOString(),
    barrierMs: Math.round(snapshots.barrierMs * 10) / 10,
    audit,
    ...inDatabases,
    files: [...files.values()].sort((one, other) => (one.path < other.path ? -1 : 1)),
  };
  await step("Manifest", async () => {
    await writeManifest(target, manifest);
    const bytes = manifest.files.reduce((total, file) => total + file.bytes, 0);
    const size = `${(bytes / 1024 / 1024).toFixed(1)} MB in ${manifest.files.length} files`;
    return `${size}, ${inSeconds(performance.now() - startedAt)}`;
  });
  try {
    // One that found damage is no backup to rely on: the last good one keeps its age.
    if (manifest.audit === "clean") noteBackup(data, manifest);
  } catch (error) {
    say(`      Metrics will not show this backup, as its time could not be noted: ${explainError(error)}`);
  }
  return manifest;
}

/** Throws before anything is copied if a dump could not be made. */
async function requirePrograms(present: readonly PlacedStore[]): Promise<void> {
  for (const { place } of present) {
    if (place.engine === "sqlite") continue;
    const schema = await openSchema(place);
    await schema.close();
    findProgram("pg_dump", schema.engine);
  }
}

function requireEmpty(data: string, target: string): void {
  const inside = path.relative(data, target);
  if (inside === "" || !(inside.startsWith("..") || path.isAbsolute(inside)))
    throw new Error(`${target} is inside the data folder: a backup goes elsewhere.`);
  mkdirSync(target, { recursive: true, mode: 0o700 });
  if (readdirSync(target).length > 0) throw new Error(`${target} is not empty: give each backup a new folder.`);
}

/** A copy of the data folder, with the entries of the files that were copied so far. */
type BackupCopy = { data: string; target: string; files: Map<string, FileEntry> };

async function copyFolders({ data, target, files }: BackupCopy): Promise<void> {
  for (const name of backupFolders) await copyFolder(data, target, name, files);
}

async function copyStores(
  { data, target, files }: BackupCopy,
  snapshots: Snapshots,
  present: readonly PlacedStore[],
): Promise<void> {
  for (const { store, place } of present) {
    const name = place.engine === "sqlite" ? store : dumpName(store);
    mkdirSync(path.dirname(path.join(target, name)), { recursive: true });
    if (place.engine === "sqlite") await snapshots.copy(path.join(data, store), path.join(target, name));
    else await dumpDatabase(place, exportedIn(snapshots, store), path.join(target, name));
    await addCopy(target, files, name);
  }
}

function exportedIn({ exported }: Snapshots, store: string): ExportedSnapshot {
  const found = exported.get(store);
  if (!found) throw new Error(`${store} has no snapshot`);
  return found;
}

/** The dump of a store has the name of its file with another ending. */
function dumpName(store: string): string {
  return store.replace(/\.db$/, ".dump");
}

/** The databases as the manifest has them. */
function databasesOf(present: readonly PlacedStore[], snapshots: Snapshots): Pick<Manifest, "databases"> {
  const databases = present.flatMap(({ store, place }) =>
    place.engine === "sqlite"
      ? []
      : [{ store, dump: dumpName(store), engine: exportedIn(snapshots, store).engine, schema: place.schema }],
  );
  return databases.length === 0 ? {} : { databases };
}

/** The folder in that of the backup in which the stores are files while they are audited. */
const auditedFolder = "audited";

/** The audit reads files: those of databases are written from the same snapshots as the dumps. */
async function exportForAudit(
  { target }: BackupCopy,
  snapshots: Snapshots,
  present: readonly PlacedStore[],
): Promise<void> {
  const folder = path.join(target, auditedFolder);
  for (const { store, place } of present) {
    mkdirSync(path.dirname(path.join(folder, store)), { recursive: true });
    if (place.engine === "sqlite") symlinkSync(path.resolve(target, store), path.join(folder, store));
  }
  await exportDatabases(present, snapshots, folder);
}

async function addCopy(target: string, files: BackupCopy["files"], name: string): Promise<void> {
  const entry = await measureFile(target, name);
  if (!entry) throw new Error(`the copy of ${name} disappeared`);
  files.set(name, entry);
}

/** A router's store holds no fact of the shop: one that cannot be copied is left out. */
async function copyRouterStore({ data, target, files }: BackupCopy, name: string): Promise<void> {
  const copied = path.join(target, name);
  mkdirSync(path.dirname(copied), { recursive: true });
  try {
    await copyStore(path.join(data, name), copied);
  } catch (error) {
    for (const ending of ["", "-journal"]) rmSync(copied + ending, { force: true });
    return say(`      ${name} is left out, as it cannot be read: ${explainError(error)}`);
  }
  await addCopy(target, files, name);
}

async function copyInto({ data, target, files }: BackupCopy, name: string): Promise<void> {
  const entry = await copyFile(data, target, name);
  if (entry) files.set(name, entry);
}

/** Reading a store leaves the files of its shared memory beside it: they are no part of the backup. */
function auditCopies(target: string, present: readonly PlacedStore[]): Manifest["audit"] {
  const audited = path.join(target, auditedFolder);
  try {
    return auditStores({ data: existsSync(audited) ? audited : target }).isClean ? "clean" : "broken";
  } finally {
    rmSync(audited, { recursive: true, force: true });
    for (const { store } of present)
      for (const ending of ["-wal", "-shm"]) rmSync(path.join(target, store + ending), { force: true });
  }
}

function readVersion(): string {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")));
  return version;
}
