/** The lock file of a data folder, which names the process that runs the shop. Plain JavaScript: the doctor reads it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const lockName = "running.pid";

/** Marks the folder as ours until this process ends; throws when a living process has it. @param {string} data */
export function lockFolder(data) {
  mkdirSync(data, { recursive: true });
  const holder = holderOf(data);
  if (holder !== undefined) {
    throw new Error(
      `process ${holder} already runs a shop on ${data}. Stop it, or choose another folder: HANSA_DATA=.data-2.`,
    );
  }
  const file = path.join(data, lockName);
  writeFileSync(file, String(process.pid));
  process.on("exit", () => rmSync(file, { force: true }));
}

/** The process that runs a shop on this folder, if it still lives. @param {string} data @returns {number | undefined} */
export function holderOf(data) {
  const file = path.join(data, lockName);
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, "utf8"));
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not being allowed to signal it means that it is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
