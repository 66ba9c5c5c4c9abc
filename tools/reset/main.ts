/** `npm run reset`: removes the shop's own files from its data folder, after asking; `--yes` answers beforehand. */
import { defineCommand, runCommand } from "@hansa/kit/server/command-line";
import { removeShopFiles, shopFiles } from "../../host/data/data-folder.ts";
import { holderOf } from "../../host/data/folder-lock.mjs";
import { readSettings } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";
import { confirmRemoval } from "./confirmation.ts";

const command = defineCommand(
  "reset",
  "Removes the shop's own files from its data folder, after asking; other files stay.",
).option("--yes", "remove without asking", false);

await runCommand(command, ({ yes }) => reset(readSettings().data, yes));

/** Answers with the exit code: 0 when nothing of the shop is left, 1 when it was not removed. */
async function reset(data: string, isConfirmed: boolean): Promise<number> {
  const holder = holderOf(data);
  if (holder !== undefined) return refuse(`Process ${holder} runs a shop on ${data}. Stop it first.`);

  const names = shopFiles(data);
  if (names.length === 0) return done(`There is nothing to remove in ${data}.`);
  say(`In ${data}: ${names.join(", ")}`);
  if (!isConfirmed && !process.stdin.isTTY)
    return refuse("There is no terminal for the question. Say --yes to remove them.");
  if (!isConfirmed && !(await confirmRemoval(process.stdin, process.stdout))) return refuse("Nothing was removed.");

  removeShopFiles(data);
  return done("Removed. The next npm start begins with a fresh shop.");
}

function refuse(text: string): number {
  say(text);
  return 1;
}

function done(text: string): number {
  say(text);
  return 0;
}
