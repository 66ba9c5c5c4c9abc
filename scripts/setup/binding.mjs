/** The compiled part of the SQLite driver: does it load in this Node, and if not, building it again. */
import { spawnSync } from "node:child_process";
import { root } from "../shop.mjs";
import { driverName } from "../sqlite.mjs";
import { runNpm } from "./run.mjs";

const question = `const D = require("${driverName}"); new D(":memory:").prepare("select 1").get();`;

/** Builds the binding again when it does not load, as after a change of Node's version. */
export async function buildBinding() {
  if (bindingLoads()) return "loads";
  await runNpm(
    ["rebuild", driverName],
    "The SQLite driver could not be built. On Node 20 it needs a C++ compiler, make and Python 3 (Debian: apt install g++ make python3).",
  );
  if (!bindingLoads()) throw new Error(`${driverName} was built, but does not load in this Node.`);
  return `built for Node ${process.versions.node}`;
}

/** Asked in a process of its own: a binding for another Node may end the process that loads it. */
export function bindingLoads() {
  return spawnSync(process.execPath, ["-e", question], { cwd: root, stdio: "ignore" }).status === 0;
}
