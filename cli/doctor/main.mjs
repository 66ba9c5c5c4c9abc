/** `npm run doctor`: examines everything that a shop needs, on plain Node, and advises on each fault. */
import { parseArgs } from "node:util";
import { paint, say } from "../host/terminal.mjs";
import { checkClock } from "./clock.mjs";
import { checkConfig, checkProviders, checkSecrets } from "./config.mjs";
import { checkData, checkDisk, checkModes, checkStores } from "./data.mjs";
import { checkDatabases, namesDatabases } from "./databases.mjs";
import { checkDriver, checkNode, checkPackages } from "./machine.mjs";
import { checkPorts } from "./ports.mjs";
import { checkArchive, checkConnections, checkStandbys } from "./servers.mjs";
import { checkShop } from "./shop.mjs";

/**
 * The result of an examination: `ok` and `note` are fine, `wrong` needs the action that `advice` names.
 * @typedef {{ verdict: "ok" | "note" | "wrong", found: string, advice?: string }} Finding
 */

/** @type {readonly [string, () => Finding | Promise<Finding>][]} */
const examinations = [
  ["Node", checkNode],
  ["Packages", checkPackages],
  ["Store driver", checkDriver],
  ["Configuration", checkConfig],
  ["Ports", checkPorts],
  ["Secrets", checkSecrets],
  ["Payments", checkProviders],
  ["Data folder", checkData],
  ["File modes", checkModes],
  ["Disk", checkDisk],
  ["Stores", checkStores],
  ["Databases", checkDatabases],
  ...ofServers(),
  ["Shop", checkShop],
  ["Clock", checkClock],
];

const usage = `Usage: npm run doctor -- [options]

Looks at everything that a shop needs on this machine, changes nothing, and says how to fix each fault. Exit code 1 if there is one.

Options:
  -h, --help  show this text`;

// Without the library of the other commands: this one also runs where nothing is installed.
try {
  if (parseArgs({ options: { help: { type: "boolean", short: "h" } } }).values.help) {
    say(usage);
    process.exit(0);
  }
} catch (error) {
  const [line] = (error instanceof Error ? error.message : String(error)).split(". ");
  console.error(`doctor: ${line}\nnpm run doctor -- --help lists the options.`);
  process.exit(2);
}

const marks = { ok: paint("green", "ok   "), note: paint("yellow", "note "), wrong: paint("red", "WRONG") };
let wrong = 0;

for (const [index, [name, examine]] of examinations.entries()) {
  const { verdict, found, advice } = await examineSafely(examine);
  if (verdict === "wrong") wrong += 1;
  const number = `[${index + 1}/${examinations.length}]`.padEnd(8);
  say(`${number}${name.padEnd(14)}${marks[verdict]} ${found}`);
  if (advice !== undefined) say(`${"".padEnd(28)}${advice}`);
}
say(`doctor: ${wrong === 0 ? "nothing is wrong" : `${wrong} to put right`}`);
process.exitCode = wrong === 0 ? 0 : 1;

/** A shop in files has no servers. @returns {[string, () => Promise<Finding>][]} */
function ofServers() {
  if (!namesDatabases()) return [];
  return [
    ["Standbys", checkStandbys],
    ["WAL archive", checkArchive],
    ["Connections", checkConnections],
  ];
}

/** @param {() => Finding | Promise<Finding>} examine @returns {Promise<Finding>} */
async function examineSafely(examine) {
  try {
    return await examine();
  } catch (error) {
    return { verdict: "wrong", found: error instanceof Error ? error.message : String(error) };
  }
}
