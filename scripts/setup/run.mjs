/** Running another program for the set-up, with its output on our terminal. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { root } from "../shop.mjs";

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
    const child = spawn(program, args, {
      cwd: root,
      env: withHeaders(process.env),
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(advice))));
  });
}

/** Native modules compile against the headers that came with this Node, so that none need to be downloaded. @param {NodeJS.ProcessEnv} env */
function withHeaders(env) {
  const home = path.dirname(path.dirname(process.execPath));
  const hasHeaders = existsSync(path.join(home, "include", "node", "node.h"));
  return hasHeaders && !env.npm_config_nodedir ? { ...env, npm_config_nodedir: home } : env;
}
