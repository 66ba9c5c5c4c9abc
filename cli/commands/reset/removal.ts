/** Removal of a shop's own files from its data folder, after a confirmation at a terminal. */
import type { Readable, Writable } from "node:stream";
import { confirm, isCancel } from "@clack/prompts";
import { removeShopFiles, shopFiles } from "../../host/data/data-folder.ts";
import { holderOf } from "../../host/data/folder-lock.mjs";
import { say } from "../../host/terminal.mjs";

/** Answers with the exit code: 0 when nothing of the shop is left, 1 when it was not removed. */
export async function reset(data: string, isConfirmed: boolean): Promise<number> {
  const holder = holderOf(data);
  if (holder !== undefined) return refuse(`Process ${holder} runs a shop on ${data}. Stop it first.`);

  const names = shopFiles(data);
  if (names.length === 0) return done(`There is nothing to remove in ${data}.`);
  say(`In ${data}: ${names.join(", ")}`);
  if (!isConfirmed && !process.stdin.isTTY)
    return refuse("There is no terminal to ask for confirmation. Say --yes to remove them.");
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

/** Asks whether to remove the shop. Only a yes is one: Enter, n and Ctrl-C keep everything. */
export async function confirmRemoval(input: Readable, output: Writable): Promise<boolean> {
  const message = "Remove every order, customer and product of this shop?";
  const response = await confirm({ message, initialValue: false, input, output });
  return !isCancel(response) && response;
}
