/** Restores a backup: verifies every byte, and prepares the stores beside the data folder before moving them into it. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { restoringFolder } from "@hansa/kit/store/store";
import { auditStores } from "../../audit/audit.ts";
import { holderOf, lockFolder } from "../../host/data/folder-lock.mjs";
import { stores } from "../../host/shop.mjs";
import { numberedSteps } from "../../host/terminal.mjs";
import { copyFile, syncFolder } from "../backup/files.ts";
import { backupFolders, backupMarkers, isSame, type Manifest, readManifest } from "../backup/manifest.ts";
import { endSessions, migrateStores, reconcileProviders, settleStore, skipNumbers } from "./stores.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A data folder may have these before: the keys are put back first, and a volume has its own folder. */
const allowedBefore = new Set(["keys", "lost+found", "running.pid"]);
const storeFiles = stores.flatMap((name) => ["", "-wal", "-shm"].map((ending) => name + ending));

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
  const staging = path.join(data, restoringFolder);
  mkdirSync(staging, { mode: 0o700 });
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
    await moveInto(staging, data);
  });
}

/** A folder that a restore was killed in holds nothing but its parts: a store in it is refused by every service. */
function requireNoShop(data: string): void {
  const holder = holderOf(data);
  if (holder !== undefined) throw new Error(`process ${holder} runs a shop on ${data}. Stop it first.`);
  if (existsSync(path.join(data, restoringFolder))) removeParts(data);
  const found = existsSync(data) ? readdirSync(data).filter((name) => !allowedBefore.has(name)) : [];
  if (found.length > 0)
    throw new Error(
      `${data} is not empty (${found.join(", ")}). Move it aside, all but the keys: it is not overwritten.`,
    );
}

/** Removes what an unfinished restore left; its mark goes last. */
function removeParts(data: string): void {
  for (const name of [...storeFiles, ...backupFolders, ...backupMarkers])
    rmSync(path.join(data, name), { recursive: true, force: true });
  rmSync(path.join(data, restoringFolder), { recursive: true, force: true });
}

/** Throws, naming each file that is not there as it was written. */
async function copyVerified(folder: string, staging: string, { files }: Manifest): Promise<void> {
  const faults: string[] = [];
  for (const file of files) {
    const copied = await copyFile(folder, staging, file.path);
    if (!copied) faults.push(`${file.path} is missing`);
    else if (!isSame(copied, file)) faults.push(`${file.path} was changed`);
  }
  if (faults.length > 0) throw new Error(`${folder} is damaged: ${faults.join(", ")}.`);
}

function auditStaged(staging: string): string {
  const broken = auditStores({ data: staging }).verdicts.filter(({ verdict }) => verdict === "broken");
  if (broken.length === 0) return "clean";
  return `NOT CLEAN (${broken.map(({ id }) => id).join(", ")}): npm run audit says why`;
}

/** Until the folder of the unfinished restore is gone, no service opens a store beside it. */
async function moveInto(staging: string, data: string): Promise<void> {
  for (const name of readdirSync(staging)) renameSync(path.join(staging, name), path.join(data, name));
  await syncFolder(data);
  rmSync(staging, { recursive: true });
  await syncFolder(data);
}
