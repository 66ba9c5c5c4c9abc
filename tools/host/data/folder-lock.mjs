/** The lock files of a data folder, one in the folder of each process, which name the process that runs it. Plain JavaScript: the doctor reads it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { processFolder, services } from "../shop.mjs";

const lockName = "running.pid";

/** Marks the folder as ours until this process ends; throws when a living process has a part of it. @param {string} data */
export function lockFolder(data) {
  const holder = holderOf(data);
  if (holder !== undefined) {
    throw new Error(
      `process ${holder} already runs a shop on ${data}. Stop it, or choose another folder: HANSA_DATA=.data-2.`,
    );
  }
  const files = services.map(({ name }) => path.join(processFolder(data, name), lockName));
  process.on("exit", () => {
    for (const file of files) rmSync(file, { force: true });
  });
  for (const file of files) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, String(process.pid));
  }
}

/** The process that runs a shop on this folder, if it still lives. @param {string} data @returns {number | undefined} */
export function holderOf(data) {
  // An older version had one lock, at the top.
  const folders = [data, ...services.map(({ name }) => processFolder(data, name))];
  return folders.map((folder) => pidIn(path.join(folder, lockName))).find((pid) => pid !== undefined && isAlive(pid));
}

/** @param {string} file @returns {number | undefined} */
function pidIn(file) {
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, "utf8"));
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
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
