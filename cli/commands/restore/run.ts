/** Restores a backup: verifies every byte, and prepares the stores beside the data folder before moving them into it. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { systemRuntime } from "@hansa/kit/runtime";
import { auditStores } from "../../audit/audit.ts";
import { holderOf, lockFolder } from "../../host/data/folder-lock.mjs";
import { isRouterStore, olderStores, services, stores } from "../../host/shop.mjs";
import { numberedSteps, say } from "../../host/terminal.mjs";
import { copyFile } from "../backup/files.ts";
import { isSame, type Manifest, placeOf, readManifest } from "../backup/manifest.ts";
import { moveIntoPlace, openStaging, removeParts } from "./parts.ts";
import { isMarked, markForSettingAside, requireUnused, setAside, staysInPlace } from "./set-aside.ts";
import { filesIn, makeUpForLoss, migrateStores, settleStore } from "./stores.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `setsAside`: data that are in the folder already are set aside, once the backup is ready to take their place. Without `asksProviders` the shop
 * makes no call that moves money until a reconciliation has asked them.
 */
type Options = { setsAside?: boolean; asksProviders?: boolean };

const processNames = services.map(({ name }) => name);

/**
 * Restores the backup in `folder` into `data`. Throws, with the data folder as it was, if the folder is no complete backup, if there is a shop
 * that runs or is not to be set aside, or if a payment provider does not answer.
 */
export async function restoreBackup(
  folder: string,
  data: string,
  environment: Environment,
  { setsAside = false, asksProviders = true }: Options = {},
): Promise<void> {
  const manifest = readManifest(folder);
  requireStopped(data);
  await removeParts(data);
  requireNoOlderStores(data);
  const present = processNames.flatMap((name) => unexpectedIn(data, name));
  if (!setsAside) requireEmpty(data, [...unexpectedIn(data, ""), ...present]);
  lockFolder(data);
  try {
    if (present.length > 0) markForSettingAside(data);
    await restoreInto(folder, { data, manifest, environment, asksProviders });
  } catch (error) {
    await removeParts(data);
    throw error;
  }
}

type Restore = { data: string; manifest: Manifest; environment: Environment; asksProviders: boolean };

async function restoreInto(folder: string, restore: Restore): Promise<void> {
  const { data, manifest, environment, asksProviders } = restore;
  const takenAt = Date.parse(manifest.takenAt);
  const staging = openStaging(data);
  // From here on no service opens a store.
  requireUnused(data);
  const step = numberedSteps(6);

  await step(`Backup of ${manifest.takenAt}, by Hansa ${manifest.hansa}`, async () => {
    await copyVerified(folder, staging, manifest);
    await migrateStores(staging, systemRuntime);
    return `${manifest.files.length} files are as they were written`;
  });
  const places = filesIn(staging);
  const loss = { places, folder: staging, data, lostSince: takenAt, environment, asksProviders };
  await makeUpForLoss(step, { ...loss, reason: "BACKUP_RESTORED" }, systemRuntime);
  await step("Audit", () => auditFiles(staging, "npm run hansa -- audit says why"));
  await step("Moving the stores into place", async () => {
    for (const name of stores) settleStore(staging, name);
    const before = isMarked(data) ? await setAside(data, systemRuntime.now()) : undefined;
    await moveIntoPlace(data);
    return before && `the data of before are in ${before}, in the folder of each process`;
  });
}

/** Throws while a shop runs on this machine. */
export function requireStopped(data: string): void {
  const holder = holderOf(data);
  if (holder !== undefined) throw new Error(`process ${holder} runs a shop on ${data}. Stop it first.`);
}

function requireNoOlderStores(data: string): void {
  if (olderStores(data).length > 0)
    throw new Error(`${data} is of an older version, which kept all files in one folder. Move it elsewhere first.`);
}

function requireEmpty(data: string, found: readonly string[]): void {
  if (found.length > 0)
    throw new Error(
      `${data} is not empty (${found.join(", ")}) and is not overwritten. With --set-aside these data are kept beside those of the backup.`,
    );
}

/** The entries of a folder of the data folder that a restore would have to overwrite. */
function unexpectedIn(data: string, folder: string): string[] {
  const place = path.join(data, folder);
  const names = existsSync(place) ? readdirSync(place) : [];
  return names
    .filter((name) => !staysInPlace(name) && !(folder === "" && processNames.includes(name)))
    .map((name) => path.join(folder, name));
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

/** Audits stores in files; `next` says how a person reads more. */
export function auditFiles(folder: string, next: string): string {
  const broken = auditStores({ data: folder }).verdicts.filter(({ verdict }) => verdict === "broken");
  return broken.length === 0 ? "clean" : `NOT CLEAN (${broken.map(({ id }) => id).join(", ")}): ${next}`;
}
