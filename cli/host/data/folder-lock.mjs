/** The lock files of a data folder, one in the folder of each process, which name the process that runs it. Plain JavaScript: the doctor reads it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { processFolder, services } from "../shop.mjs";

const lockName = "running.pid";

/** Marks the folder as ours until this process ends; throws when a living process has a part of it. @param {string} data */
export function lockFolder(data) {
  lock(
    services.map(({ name }) => lockOf(data, name)),
    `a shop on ${data}`,
    holderOf(data),
  );
}

/** Marks the part of one process of the shop as ours until this process ends; throws when a living one has it. @param {string} data @param {string} name */
export function lockService(data, name) {
  lock([lockOf(data, name)], `${name} on ${data}`, holderOfService(data, name));
}

/** The process that runs a shop, or a part of one, on this folder, if it still lives. @param {string} data @returns {number | undefined} */
export function holderOf(data) {
  return services.map(({ name }) => holderOfService(data, name)).find((holder) => holder !== undefined);
}

/**
 * The process that runs this one of the shop's on this folder, if it still lives. Our own number is that of no other one: after a kill the next
 * container has it again.
 * @param {string} data @param {string} name @returns {number | undefined}
 */
export function holderOfService(data, name) {
  // An older version had one lock, at the top.
  return [lockOf(data, name), path.join(data, lockName)].map(pidIn).find((pid) => pid !== undefined && isOther(pid));
}

/** @param {readonly string[]} files @param {string} what @param {number | undefined} holder */
function lock(files, what, holder) {
  if (holder !== undefined)
    throw new Error(`process ${holder} already runs ${what}. Stop it, or choose another folder: HANSA_DATA=.data-2.`);
  /** @type {string[]} */
  const written = [];
  process.on("exit", () => {
    for (const file of written) rmSync(file, { force: true });
  });
  for (const file of files) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, String(process.pid));
    written.push(file);
  }
}

/** @param {string} data @param {string} name */
function lockOf(data, name) {
  return path.join(processFolder(data, name), lockName);
}

/** @param {string} file @returns {number | undefined} */
function pidIn(file) {
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, "utf8"));
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

/** Whether another process with this number lives. @param {number} pid */
function isOther(pid) {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not being allowed to signal it means that it is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
