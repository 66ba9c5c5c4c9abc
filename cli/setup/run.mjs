/** Runs another program for the set-up, and prints its output only when it fails. */
import { spawn } from "node:child_process";
import { root } from "../host/shop.mjs";

/** Runs Node with these arguments in the top folder; throws with the advice when it fails. @param {string[]} args @param {string} advice */
export function runNode(args, advice) {
  return run(process.execPath, args, advice);
}

/** Runs npm with these arguments in the top folder; throws with the advice when it fails. @param {string[]} args @param {string} advice */
export function runNpm(args, advice) {
  const npm = process.env.npm_execpath;
  return npm === undefined ? run("npm", args, advice) : run(process.execPath, [npm, ...args], advice);
}

/** @param {string} program @param {string[]} args @param {string} advice @returns {Promise<void>} */
function run(program, args, advice) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    /** @type {Buffer[]} */
    const printed = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => printed.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve();
      process.stderr.write(Buffer.concat(printed));
      return reject(new Error(advice));
    });
  });
}
