/** Restores a backup: verifies every byte, and prepares the stores beside the data folder before moving them into it. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { systemRuntime } from "@hansa/kit/runtime";
import type { StorePlace } from "@hansa/kit/store";
import { auditStores } from "../../audit/audit.ts";
import { holderOf, lockFolder } from "../../host/data/folder-lock.mjs";
import { isRouterStore, olderStores, services, stores } from "../../host/shop.mjs";
import { isThere, type PlacedStore, storesOfShop } from "../../host/store-places.ts";
import { numberedSteps, say } from "../../host/terminal.mjs";
import { withCopies } from "../audit/copies.ts";
import { copyFile } from "../backup/files.ts";
import { isSame, type Manifest, placeOf, readManifest } from "../backup/manifest.ts";
import {
  databasesFor,
  emptyDatabases,
  faultsOfDumps,
  fillDatabases,
  openDatabases,
  type RestoredDatabase,
  requireEmptyDatabases,
} from "./databases.ts";
import { moveIntoPlace, openStaging, removeParts } from "./parts.ts";
import { isMarked, markForSettingAside, requireUnused, setAside, staysInPlace } from "./set-aside.ts";
import { makeUpForLoss, migrateStores, type Places, settleStore, withStore } from "./stores.ts";

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
  const databases = databasesFor(manifest, data, environment);
  await requireEmptyDatabases(data, databases);
  await removeParts(data);
  requireNoOlderStores(data);
  const present = processNames.flatMap((name) => unexpectedIn(data, name));
  if (!setsAside) requireEmpty(data, [...unexpectedIn(data, ""), ...present]);
  lockFolder(data);
  try {
    if (present.length > 0) markForSettingAside(data);
    await restoreInto(folder, { data, manifest, environment, asksProviders, databases });
  } catch (error) {
    await emptyDatabases(data, databases);
    await removeParts(data);
    throw error;
  }
}

type Restore = {
  data: string;
  manifest: Manifest;
  environment: Environment;
  asksProviders: boolean;
  databases: readonly RestoredDatabase[];
};

async function restoreInto(folder: string, restore: Restore): Promise<void> {
  const { data, manifest, environment, asksProviders, databases } = restore;
  const takenAt = Date.parse(manifest.takenAt);
  const staging = openStaging(data);
  // From here on no service opens a store.
  requireUnused(data);
  const step = numberedSteps(databases.length > 0 ? 8 : 6);

  await step(`Backup of ${manifest.takenAt}, by Hansa ${manifest.hansa}`, async () => {
    await copyVerified(folder, staging, manifest);
    await migrateStores(staging, systemRuntime);
    return `${manifest.files.length} files are as they were written`;
  });
  const stored = storesIn(staging, restore);
  const places: Places = (store) => placeAmong(stored, store);
  if (databases.length > 0)
    await step("Databases", async () => {
      await fillDatabases(folder, data, databases);
      for (const { store } of databases) await withStore(places, store, systemRuntime, async () => {});
      return `${databases.length} are filled`;
    });
  const loss = { places, folder: staging, data, lostSince: takenAt, environment, asksProviders };
  await makeUpForLoss(step, { ...loss, reason: "BACKUP_RESTORED" }, systemRuntime);
  const audit = (copies: string) => auditFiles(copies, "npm run hansa -- audit says why");
  await step("Audit", async () =>
    databases.length > 0 ? withCopies(await thereAmong(stored), audit) : audit(staging),
  );
  if (databases.length > 0) await step("Opening the databases", () => openDatabases(data, databases));
  await step("Moving the stores into place", async () => {
    for (const name of stores) settleStore(staging, name);
    const before = isMarked(data) ? await setAside(data, systemRuntime.now()) : undefined;
    await moveIntoPlace(data);
    return before && `the data of before are in ${before}, in the folder of each process`;
  });
}

/** The stores of the restored shop: its databases, and files that are prepared. */
function storesIn(staging: string, { data, environment, databases }: Restore): PlacedStore[] {
  return storesOfShop(data, environment).map((one) => {
    const database = databases.find(({ store }) => store === one.store);
    return { ...one, place: database?.place ?? { engine: "sqlite", file: path.join(staging, one.store) } };
  });
}

async function thereAmong(stored: readonly PlacedStore[]): Promise<PlacedStore[]> {
  const found: PlacedStore[] = [];
  for (const one of stored) if (one.service !== "router" && (await isThere(one))) found.push(one);
  return found;
}

function placeAmong(stored: readonly PlacedStore[], store: string): StorePlace {
  const found = stored.find((one) => one.store === store);
  if (!found) throw new Error(`${store} is no store of the shop`);
  return found.place;
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
  const dumps = new Set((manifest.databases ?? []).map(({ dump }) => dump));
  const faults = await faultsOfDumps(
    folder,
    manifest.files.filter((file) => dumps.has(file.path)),
  );
  for (const file of manifest.files.filter((each) => !dumps.has(each.path))) {
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
