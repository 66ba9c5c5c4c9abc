/** The data folder: can it be written, is there room, and are the stores whole. */

import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import path from "node:path";
import { readSettings, stores } from "../shop.mjs";
import { loadDriver } from "../sqlite.mjs";

/** @typedef {import("../doctor.mjs").Finding} Finding */

const leastRoom = 1024 ** 3;

/** @returns {Finding} */
export function checkData() {
  const { data } = readSettings();
  const folder = nearestExisting(data);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    return { verdict: "wrong", found: `${folder} cannot be written`, advice: "Change its owner, or set HANSA_DATA." };
  }
  return { verdict: "ok", found: folder === data ? data : `${data} will be made` };
}

/** @returns {Finding} */
export function checkDisk() {
  const { bavail, bsize } = statfsSync(nearestExisting(readSettings().data));
  const free = bavail * bsize;
  const found = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  if (free >= leastRoom) return { verdict: "ok", found };
  return { verdict: "wrong", found, advice: "A full disk refuses every order. Make room, or move HANSA_DATA." };
}

/** Asks each store, read-only, whether it is whole and in the mode that survives a loss of power. @returns {Promise<Finding>} */
export async function checkStores() {
  const { data } = readSettings();
  const files = stores.filter(isExpected).map((name) => path.join(data, name));
  const present = files.filter((file) => existsSync(file));
  if (present.length === 0) return { verdict: "ok", found: "none yet; the first npm start makes them" };

  const Database = loadDriver();
  const faults = present.flatMap((file) => {
    const store = new Database(file, { readonly: true });
    const name = path.basename(file);
    const mode = store.pragma("journal_mode", { simple: true });
    const integrity = store.pragma("quick_check(1)", { simple: true });
    const orphans = store.prepare("select count(*) from pragma_foreign_key_check").pluck().get();
    store.close();
    return [
      ...(mode === "wal" ? [] : [`${name} is in journal mode ${mode}`]),
      ...(integrity === "ok" ? [] : [`${name}: ${integrity}`]),
      ...(orphans === 0 ? [] : [`${name} has ${orphans} rows that point at nothing`]),
    ];
  });
  const missing = files.length - present.length;
  if (missing > 0) faults.push(`${missing} of ${files.length} are missing`);
  if (faults.length === 0) return { verdict: "ok", found: `${present.length} are whole` };
  return { verdict: "wrong", found: faults.join("; "), advice: "Restore a copy, or npm run reset to begin anew." };
}

/** The sandbox has a store only in a shop that names it as a provider. @param {string} store @returns {boolean} */
function isExpected(store) {
  return store !== "sandbox-provider.db" || (process.env.HANSA_PAYMENT_PROVIDERS || "sandbox").includes("sandbox");
}

/** @param {string} folder @returns {string} */
function nearestExisting(folder) {
  return existsSync(folder) ? folder : nearestExisting(path.dirname(folder));
}
