/** Compares the installed packages with the lock file, and installs them if they differ. */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "../host/shop.mjs";
import { say, withProgress } from "../host/terminal.mjs";
import { runNpm } from "./run.mjs";

const wanted = path.join(root, "package-lock.json");
const installed = path.join(root, "node_modules", ".package-lock.json");

/** Installs when the tree is missing or differs from the lock file. Answers with whether it did. */
export async function installPackages() {
  const reason = reasonToInstall();
  if (reason === undefined) return false;
  say(`Set-up: installing packages, because ${reason}`);
  const install = ["ci", "--include=dev", "--no-audit", "--no-fund"];
  await withProgress(() => runNpm(install, "npm ci failed; its messages are above."));
  return true;
}

/** Why an install is needed, or undefined when the tree is what the lock file asks for. @returns {string | undefined} */
export function reasonToInstall() {
  if (!existsSync(installed)) return "nothing was installed";
  if (statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return undefined;

  // A newer date alone says little: Git gives every file it writes the date of the checkout.
  const here = packagesOf(installed);
  const different = Object.entries(packagesOf(wanted)).filter(
    ([name, entry]) => name.includes("node_modules/") && differs(entry, here[name]),
  );
  return different.length === 0 ? undefined : `${different.length} packages differ from the lock file`;
}

/**
 * @typedef {{ version?: string, optional?: boolean, peer?: boolean }} Entry
 * @param {Entry} entry
 * @param {Entry | undefined} found
 */
function differs(entry, found) {
  if (found === undefined) return entry.optional !== true && entry.peer !== true;
  return entry.version !== found.version;
}

/** @param {string} file @returns {Record<string, Entry>} */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}
