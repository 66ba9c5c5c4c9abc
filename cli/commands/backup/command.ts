/** `hansa backup FOLDER`: exit code 0 if the backup is complete, 1 if there is none, 2 if its audit is not clean. */
import path from "node:path";
import { defineSubcommand, runCommand } from "@hansa/kit/command-line";
import { keepFilesPrivate, requireHostConfig } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";

const command = defineSubcommand(
  "backup",
  "Copies the stores and pictures of a shop, running or stopped, as of one moment. Exit codes: 0 if the backup is complete, 1 if there is none, 2 if its audit is not clean.",
).argument("<folder>", "the folder of the backup: not there yet, or empty");

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    command,
    async (_options, folder) => {
      keepFilesPrivate();
      const { takeBackup } = await import("./run.ts");
      const target = path.resolve(folder);
      const { audit } = await takeBackup(requireHostConfig().data, target, process.env);
      say(
        `The backup is complete: ${target}. It holds neither keys nor settings: keep those apart (docs/owners/backup.md).`,
      );
      return audit === "clean" ? 0 : 2;
    },
    commandLine,
  );
}
