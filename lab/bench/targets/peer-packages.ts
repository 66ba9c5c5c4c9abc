/** The packages of peers that are not installed with the project: `npm ci` in `lab/bench/peers/`, on demand, and where they run. */
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "../../../cli/host/shop.mjs";
import { say } from "../../../cli/host/terminal.mjs";

const folder = path.join(root, "lab/bench/peers");
const installTimeoutMs = 300_000;

/** Installs the packages unless they are there. Answers with the reason if they cannot be installed. */
export function installPeerPackages(): string | undefined {
  if (isInstalled()) return undefined;
  say("      installing the peers' packages");
  try {
    const install = ["ci", "--workspaces=false", "--ignore-scripts", "--no-audit", "--no-fund"];
    execFileSync("npm", install, { cwd: folder, timeout: installTimeoutMs, stdio: ["ignore", "ignore", "pipe"] });
    return undefined;
  } catch (error) {
    return `its packages were not installed: ${error instanceof Error ? error.message.split("\n", 1)[0] : error}`;
  }
}

/** Why a peer cannot run on this platform; undefined if it can. */
export function findPlatformFault(name: string, platform = `${process.platform} ${process.arch}`): string | undefined {
  if (name !== "grafbase" || platform === "linux x64") return undefined;
  return `NOT RUN: its program is for linux x64, and this is ${platform}`;
}

/** Whether npm has finished an install since the lock file was written. */
function isInstalled(): boolean {
  const installed = path.join(folder, "node_modules/.package-lock.json");
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(path.join(folder, "package-lock.json")).mtimeMs
  );
}
