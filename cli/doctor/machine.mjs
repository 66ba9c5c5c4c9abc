/** Checks of the machine: Node and the installed packages. */

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { root } from "../host/shop.mjs";
import { reasonToInstall } from "../setup/packages.mjs";

const { isPatched, isRecent } = createRequire(import.meta.url)("../setup/node.cjs");

/** @typedef {import("./main.mjs").Finding} Finding */

const patchAdvice = "Install the newest Node of its line: 22.23.2, 24.18.1, 26.5.1 or later.";

/** @returns {Finding} */
export function checkNode() {
  const found = `${process.versions.node} on ${process.platform} ${process.arch}`;
  if (isPatched(process.versions.node)) return { verdict: "ok", found };
  if (isRecent(process.versions.node))
    return { verdict: "note", found: `${found}, without Node's security releases of 2026`, advice: patchAdvice };
  return { verdict: "wrong", found, advice: "Install Node 22.18 or newer, or start this with npm run doctor." };
}

/** @returns {Finding} */
export function checkPackages() {
  const reason = reasonToInstall();
  if (reason === undefined) return { verdict: "ok", found: "as in the lock file" };
  return { verdict: "wrong", found: reason, advice: "npm ci" };
}

const request = `const D = require("better-sqlite3"); new D(":memory:").prepare("select 1").get();`;

/** Asked in a process of its own: a driver for another platform may end the process that loads it. @returns {Finding} */
export function checkDriver() {
  const { status } = spawnSync(process.execPath, ["-e", request], { cwd: root, stdio: "ignore" });
  if (status === 0) return { verdict: "ok", found: "better-sqlite3 loads" };
  return { verdict: "wrong", found: `better-sqlite3 does not load in Node ${process.versions.node}`, advice: "npm ci" };
}
