/** Takes a backup of a shop, running or not: snapshots of all stores at one moment, media, audit and manifest. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { explainError } from "@hansa/kit/command-line";
import { dataFormat } from "@hansa/kit/store";
import { z } from "zod";
import { auditStores } from "../../audit/audit.ts";
import { takeOlderFolder } from "../../host/data/older-folder.ts";
import { requiredStores, root, routerStores, stores } from "../../host/shop.mjs";
import { inSeconds, numberedSteps, say } from "../../host/terminal.mjs";
import { copyFile, copyFolder, type FileEntry, measureFile } from "./files.ts";
import { backupFolders, backupMarkers, type Manifest, noteBackup, writeManifest } from "./manifest.ts";
import { copyStore, type Snapshots, takeSnapshots } from "./snapshot.ts";

/**
 * Copies the shop in `data` to `target`, which must be empty or missing, and answers with the manifest. Throws if that cannot be done: then
 * the folder has no manifest and is no backup.
 */
export async function takeBackup(data: string, target: string): Promise<Manifest> {
  takeOlderFolder(data);
  const present = requireStores(data);
  requireEmpty(data, target);
  const step = numberedSteps(5);
  const files = new Map<string, FileEntry>();
  const copy: BackupCopy = { data, target, files };
  const startedAt = performance.now();

  await step("Media and uploads", () => copyFolders(copy));
  let snapshots: Snapshots | undefined;
  try {
    const taken = await takeSnapshots(present.map((name) => path.join(data, name)));
    snapshots = taken;
    await step("Snapshots of all stores", () => `writes waited ${taken.barrierMs.toFixed(1)} ms`);
    await step("Copies of the stores", () => copyStores(copy, taken, present));
  } finally {
    snapshots?.close();
  }
  // A file is written before the row that names it: what the snapshots name is there by now.
  await copyFolders(copy);
  for (const name of backupMarkers) await copyInto(copy, name);
  for (const name of routerStores(data)) await copyRouterStore(copy, name);

  let audit: Manifest["audit"] = "clean";
  await step("Audit of the copies", () => {
    audit = auditCopies(target, present);
    return audit === "clean" ? "clean" : "NOT CLEAN: npm run hansa -- audit --data FOLDER says why";
  });
  const manifest: Manifest = {
    format: dataFormat,
    hansa: readVersion(),
    takenAt: new Date(snapshots.takenAt).toISOString(),
    barrierMs: Math.round(snapshots.barrierMs * 10) / 10,
    audit,
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

/** The stores that are there. Throws unless those that every shop has are. */
function requireStores(data: string): string[] {
  const missing = requiredStores.filter((name) => !existsSync(path.join(data, name)));
  if (missing.length > 0) throw new Error(`${data} holds no shop: ${missing.join(", ")} is missing.`);
  return stores.filter((name) => existsSync(path.join(data, name)));
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
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    mkdirSync(path.dirname(path.join(target, name)), { recursive: true });
    await snapshots.copy(path.join(data, name), path.join(target, name));
    await addCopy(target, files, name);
  }
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
function auditCopies(target: string, names: readonly string[]): Manifest["audit"] {
  try {
    return auditStores({ data: target }).isClean ? "clean" : "broken";
  } finally {
    for (const name of names)
      for (const ending of ["-wal", "-shm"]) rmSync(path.join(target, name + ending), { force: true });
  }
}

function readVersion(): string {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")));
  return version;
}
