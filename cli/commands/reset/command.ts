/** `hansa reset`: removes the shop's own files from its data folder, and its stores from databases, after asking; `--yes` answers beforehand. */
import { defineSubcommand, runCommand } from "@hansa/kit/command-line";
import { requireHostConfig } from "../../host/shop.mjs";
import { reset } from "./removal.ts";

const command = defineSubcommand(
  "reset",
  "Removes the shop's own files from its data folder, and its stores from its databases, after asking; other files stay.",
).option("--yes", "remove without asking", false);

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(command, ({ yes }) => reset(requireHostConfig().data, process.env, yes), commandLine);
}
