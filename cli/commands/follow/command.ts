/** `hansa follow`: one time line of one order, from the stores and the logs of a shop, running or stopped. */
import { existsSync } from "node:fs";
import path from "node:path";
import { defineSubcommand, runCommand } from "@hansa/kit/command-line";
import { requireHostConfig } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";
import { entryLine, sortEntries } from "./entry.ts";
import { findOrder } from "./followed-order.ts";
import { findLogEntries, logFilesOf } from "./log-entries.ts";
import { openRecords } from "./records.ts";
import { findStoreEntries } from "./store-entries.ts";

const command = defineSubcommand(
  "follow",
  "Lists everything that the shop has recorded about an order, in the order of time: stores and logs. Personal data are not shown.",
)
  .requiredOption("--order <number>", "the number of the order, or its id")
  .option("--logs <file>", "a log file, or a folder of them (default: HANSA_DATA/logs)")
  .option("--json", "one line of JSON for each entry", false);

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(command, ({ order, logs, json }) => follow(order, logs, json), commandLine);
}

/** Answers with the exit code: 1 without such an order. */
async function follow(named: string, place: string | undefined, isJson: boolean): Promise<number> {
  const { data } = requireHostConfig();
  const logs = place ?? path.join(data, "logs");
  const found = await readStores(data, named);
  if (!found) {
    say(`There is no order ${named} in ${data}.`);
    return 1;
  }
  const { order, recorded } = found;
  const hasLogs = place !== undefined || existsSync(logs);
  const { entries, leftOut } = await findLogEntries(hasLogs ? logFilesOf(logs) : [], order);
  const all = sortEntries([...recorded, ...entries]);
  if (isJson) {
    for (const entry of all) say(JSON.stringify(entry));
    return 0;
  }
  const hold = order.hold === null ? "" : `, on hold: ${order.hold}`;
  say(`Order ${order.number} ${order.id}: ${order.state}, ${order.settlement}${hold}. Times in UTC.`);
  for (const entry of all) say(entryLine(entry));
  const rest = leftOut > 0 ? `, ${leftOut} more lines left out` : "";
  const source = hasLogs ? `${entries.length} lines of ${logs}${rest}` : `no log: there is no folder ${logs}`;
  say(`${recorded.length} entries of the stores, ${source}.`);
  return 0;
}

async function readStores(data: string, named: string) {
  const records = await openRecords(data, process.env);
  try {
    const order = await findOrder(records, named);
    return order && { order, recorded: await findStoreEntries(records, order) };
  } finally {
    await records.close();
  }
}
