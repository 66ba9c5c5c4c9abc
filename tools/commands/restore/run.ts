/** Restores a backup: verifies every byte, and prepares the stores beside the data folder before moving them into it. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { restoringFolder } from "@hansa/kit/store/store";
import { auditStores } from "../../audit/audit.ts";
import { storeEndings } from "../../host/data/data-folder.ts";
import { holderOf, lockFolder } from "../../host/data/folder-lock.mjs";
import { isRouterStore, processFolder, routerStores, services, stores } from "../../host/shop.mjs";
import { numberedSteps, say } from "../../host/terminal.mjs";
import { copyFile, syncFolder } from "../backup/files.ts";
import { backupFolders, backupMarkers, isSame, type Manifest, placeOf, readManifest } from "../backup/manifest.ts";
import { endSessions, migrateStores, reconcileProviders, settleStore, skipNumbers } from "./stores.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A data folder, and the folder of a service, may have these before: the keys are put back first, a volume has its own folder, and versions of the
 * schema are in no backup.
 */
const allowedBefore = new Set(["keys", "lost+found", "running.pid", "schemas"]);
const storeFiles = stores.flatMap((name) => storeEndings.map((ending) => name + ending));
const processNames = services.map(({ name }) => name);

/**
 * Restores the backup in `folder` into `data`. Throws, with nothing in `data` that a shop could run on, if the folder is no complete backup, if
 * there is a shop already, or if a payment provider does not answer.
 */
export async function restoreBackup(folder: string, data: string, environment: Environment): Promise<void> {
  const manifest = readManifest(folder);
  requireNoShop(data);
  lockFolder(data);
  try {
    await restoreInto(folder, data, manifest, environment);
  } catch (error) {
    removeParts(data);
    throw error;
  }
}

async function restoreInto(folder: string, data: string, manifest: Manifest, environment: Environment): Promise<void> {
  const takenAt = Date.parse(manifest.takenAt);
  const staging = openStaging(data);
  const step = numberedSteps(6);

  await step(`Backup of ${manifest.takenAt}, by Hansa ${manifest.hansa}`, async () => {
    await copyVerified(folder, staging, manifest);
    await migrateStores(staging, systemRuntime);
    return `${manifest.files.length} files are as they were written`;
  });
  await step("Numbers that may have been given out since", () => skipNumbers(staging, takenAt, systemRuntime));
  await step("Sign-ins", () => endSessions(staging, systemRuntime));
  await step("Payments, as their providers know them", () =>
    reconcileProviders(staging, { data, takenAt, environment }, systemRuntime),
  );
  await step("Audit", () => auditStaged(staging));
  await step("Moving the stores into place", async () => {
    for (const name of stores) settleStore(staging, name);
    await moveIntoPlace(data);
  });
}

/**
 * A data folder whose folders lie in those of `data`: each may be a volume of its own, into which no file of another can be moved. It is
 * made of links, in the system's temporary folder.
 */
function openStaging(data: string): string {
  const staging = mkdtempSync(path.join(tmpdir(), "hansa-restore-"));
  process.once("exit", () => rmSync(staging, { recursive: true, force: true }));
  for (const name of processNames) {
    const part = path.join(processFolder(path.resolve(data), name), restoringFolder);
    mkdirSync(part, { recursive: true, mode: 0o700 });
    symlinkSync(part, path.join(staging, name));
  }
  return staging;
}

/** A folder that a restore was killed in holds nothing but its parts: a store in it is refused by every service. */
function requireNoShop(data: string): void {
  const holder = holderOf(data);
  if (holder !== undefined) throw new Error(`process ${holder} runs a shop on ${data}. Stop it first.`);
  if (processNames.some((name) => existsSync(path.join(processFolder(data, name), restoringFolder)))) removeParts(data);
  const found = ["", ...processNames].flatMap((folder) => unexpectedIn(data, folder));
  if (found.length > 0)
    throw new Error(
      `${data} is not empty (${found.join(", ")}). Move it aside, all but the keys: it is not overwritten.`,
    );
}

/** The entries of a folder of the data folder that a restore would have to overwrite. */
function unexpectedIn(data: string, folder: string): string[] {
  const place = path.join(data, folder);
  const names = existsSync(place) ? readdirSync(place) : [];
  return names
    .filter((name) => !allowedBefore.has(name) && !(folder === "" && processNames.includes(name)))
    .map((name) => path.join(folder, name));
}

/** Removes what an unfinished restore left; its marks go last. */
function removeParts(data: string): void {
  for (const name of [...storeFiles, ...routerStores(data), ...backupFolders, ...backupMarkers])
    rmSync(path.join(data, name), { recursive: true, force: true });
  for (const name of processNames)
    rmSync(path.join(processFolder(data, name), restoringFolder), { recursive: true, force: true });
}

/**
 * Throws, naming each file that is not there as it was written. A router's store is left out instead: it holds no fact of the shop, and the router
 * makes a new one.
 */
async function copyVerified(folder: string, staging: string, manifest: Manifest): Promise<void> {
  const faults: string[] = [];
  for (const file of manifest.files) {
    const place = placeOf(manifest, file);
    const copied = await copyFile(folder, staging, file.path, place);
    if (copied && isSame(copied, file)) continue;
    const fault = `${file.path} ${copied ? "was changed" : "is missing"}`;
    if (!isRouterStore(place)) faults.push(fault);
    else {
      rmSync(path.join(staging, place), { force: true });
      say(`      ${fault}, and is left out: it holds no fact of the shop`);
    }
  }
  if (faults.length > 0) throw new Error(`${folder} is damaged: ${faults.join(", ")}.`);
}

function auditStaged(staging: string): string {
  const broken = auditStores({ data: staging }).verdicts.filter(({ verdict }) => verdict === "broken");
  if (broken.length === 0) return "clean";
  return `NOT CLEAN (${broken.map(({ id }) => id).join(", ")}): npm run hansa -- audit says why`;
}

/** Until the last file is in place, no service opens a store: the folders of the unfinished restore, which they refuse, go last. */
async function moveIntoPlace(data: string): Promise<void> {
  const folders = processNames.map((name) => processFolder(data, name));
  for (const folder of folders) {
    const part = path.join(folder, restoringFolder);
    for (const name of readdirSync(part)) renameSync(path.join(part, name), path.join(folder, name));
    await syncFolder(folder);
  }
  for (const folder of folders) {
    rmSync(path.join(folder, restoringFolder), { recursive: true });
    await syncFolder(folder);
  }
}
