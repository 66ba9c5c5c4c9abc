/** The machine: Node, what is installed, and what compiles. */

import { spawnSync } from "node:child_process";
import { bindingLoads } from "../setup/binding.mjs";
import { reasonToInstall } from "../setup/install.mjs";
import { driverName } from "../sqlite.mjs";

/** @typedef {import("../doctor.mjs").Finding} Finding */

/** @returns {Finding} */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const found = `${process.versions.node} on ${process.platform} ${process.arch}`;
  if (major > 20 || (major === 20 && minor >= 19)) return { verdict: "ok", found };
  return { verdict: "wrong", found, advice: "Install Node 20.19 or newer; 22 and 24 are tested too." };
}

/** @returns {Finding} */
export function checkPackages() {
  const reason = reasonToInstall();
  if (reason === undefined) return { verdict: "ok", found: "as in the lock file" };
  return { verdict: "wrong", found: reason, advice: "npm ci" };
}

/** @returns {Finding} */
export function checkBinding() {
  if (bindingLoads()) return { verdict: "ok", found: `${driverName} loads` };
  return {
    verdict: "wrong",
    found: `${driverName} does not load in Node ${process.versions.node}`,
    advice: `npm rebuild ${driverName} (needed after each change of Node's major version)`,
  };
}

/** A compiler is only needed where the binding's prebuilt binary cannot be downloaded. @returns {Finding} */
export function checkCompiler() {
  const missing = ["c++", "make", "python3"].filter((tool) => spawnSync(tool, ["--version"]).status !== 0);
  if (missing.length === 0) return { verdict: "ok", found: "c++, make and python3 are there" };
  return {
    verdict: "note",
    found: `missing: ${missing.join(", ")}`,
    advice: "Only needed if the SQLite driver's binary cannot be downloaded (Debian: apt install g++ make python3).",
  };
}
