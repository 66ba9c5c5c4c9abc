/** Checks of the data folder: permission, free space, and sound stores. */

import { accessSync, constants, existsSync, lstatSync, readdirSync, statfsSync } from "node:fs";
import path from "node:path";
import { olderStores, readHostConfig, requireKnownData, routerStores, sandboxStore, stores } from "../host/shop.mjs";
import { loadDriver } from "../host/sqlite.mjs";
import { servicesInDatabases } from "./databases.mjs";

/** @typedef {import("./main.mjs").Finding} Finding */

const minFreeBytes = 1024 ** 3;

/** @returns {Finding} */
export function checkData() {
  const { data } = readHostConfig();
  const folder = nearestExisting(data);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    return { verdict: "wrong", found: `${folder} cannot be written`, advice: "Change its owner, or set HANSA_DATA." };
  }
  return { verdict: "ok", found: folder === data ? data : `${data} will be made` };
}

/** Whether other accounts of this machine can read the data: customers, mail, logs and what they bought. @returns {Finding} */
export function checkModes() {
  const { data } = readHostConfig();
  if (!existsSync(data)) return { verdict: "ok", found: "nothing there yet" };
  const entries = readdirSync(data, { recursive: true, encoding: "utf8" }).map((name) => path.join(data, name));
  const open = [data, ...entries].filter((file) => isOpen(lstatSync(file, { throwIfNoEntry: false })));
  // Files in a closed folder are closed too; they are named because copies of them would not be.
  if (open.length === 0) return { verdict: "ok", found: "only the account of the shop can read its data" };
  const found = `${open.length} of ${entries.length + 1} can be read by other accounts, such as ${open[0]}`;
  return { verdict: "wrong", found, advice: `chmod -R go= ${data}` };
}

/** The mode of a link says nothing. @param {import("node:fs").Stats | undefined} stats @returns {boolean} */
function isOpen(stats) {
  return stats !== undefined && !stats.isSymbolicLink() && (stats.mode & 0o077) !== 0;
}

/** @returns {Finding} */
export function checkDisk() {
  const { data } = readHostConfig();
  const { bavail, bsize } = statfsSync(nearestExisting(data));
  const free = bavail * bsize;
  const logs = (bytesOfLogs(path.join(data, "logs")) / 1024 ** 2).toFixed(1);
  const found = `${(free / 1024 ** 3).toFixed(1)} GiB free, logs have ${logs} MiB`;
  if (free >= minFreeBytes) return { verdict: "ok", found };
  return { verdict: "wrong", found, advice: "A full disk refuses every order. Make room, or move HANSA_DATA." };
}

/** @param {string} folder @returns {number} */
function bytesOfLogs(folder) {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.reduce(
    (sum, name) => sum + (lstatSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** Asks each store, read-only, whether it is whole and in the mode that survives a loss of power. @returns {Promise<Finding>} */
export async function checkStores() {
  const { data, production } = readHostConfig();
  const fault = formatFault(data);
  if (fault !== undefined) return { verdict: "wrong", found: fault, advice: "Run the newer version again." };
  const files = stores.filter(isExpected).map((name) => path.join(data, name));
  const present = files.filter((file) => existsSync(file));
  if (olderStores(data).length > 0)
    return {
      verdict: "note",
      found: "of an older version, which kept all files in one folder",
      advice: "The next npm start moves them into one folder per service.",
    };
  if (files.length === 0) return { verdict: "ok", found: "all are in databases" };
  if (present.length === 0) return { verdict: "ok", found: "none yet; the first npm start makes them" };

  const faults = present.flatMap(faultsOf);
  const missing = files.length - present.length;
  if (missing > 0) faults.push(`${missing} of ${files.length} are missing`);
  if (faults.length > 0)
    return {
      verdict: "wrong",
      found: faults.join("; "),
      // A reset would end a real shop.
      advice: production
        ? "Restore a backup: docs/owners/backup.md."
        : "Restore a backup, or npm run hansa -- reset to begin anew.",
    };
  const ofRouters = routerStores(data).map((name) => path.join(data, name));
  const minor = ofRouters.flatMap(faultsOf);
  if (minor.length === 0) return { verdict: "ok", found: `${present.length + ofRouters.length} are whole` };
  return {
    verdict: "note",
    found: minor.join("; "),
    advice: "Nothing: the router replaces its store, which holds no fact of the shop.",
  };
}

/** Why this version must not use the data; undefined if it may. @param {string} data @returns {string | undefined} */
function formatFault(data) {
  try {
    return requireKnownData(data);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The faults of a store. @param {string} file @returns {string[]} */
function faultsOf(file) {
  const Database = loadDriver();
  const name = path.basename(file);
  const store = new Database(file, { readonly: true });
  try {
    const mode = store.pragma("journal_mode", { simple: true });
    const integrity = store.pragma("quick_check(1)", { simple: true });
    const orphans = store.prepare("select count(*) from pragma_foreign_key_check").pluck().get();
    return [
      ...(mode === "wal" ? [] : [`${name} is in journal mode ${mode}`]),
      ...(integrity === "ok" ? [] : [`${name}: ${integrity}`]),
      ...(orphans === 0 ? [] : [`${name} has ${orphans} rows that point at nothing`]),
    ];
  } catch (error) {
    if (error instanceof Database.SqliteError) return [`${name}: ${error.message}`];
    throw error;
  } finally {
    store.close();
  }
}

/** A file of a store that is in a database is none of the shop's. The sandbox has a store only in a shop that names it as a provider. @param {string} store @returns {boolean} */
function isExpected(store) {
  if (servicesInDatabases().includes(path.dirname(store))) return false;
  return store !== sandboxStore || (process.env.HANSA_PAYMENT_PROVIDERS || "sandbox").includes("sandbox");
}

/** @param {string} folder @returns {string} */
function nearestExisting(folder) {
  return existsSync(folder) ? folder : nearestExisting(path.dirname(folder));
}
