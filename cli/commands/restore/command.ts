/** `hansa restore FOLDER`: exit code 0 if the shop is restored and may start, 1 if it is not. */
import path from "node:path";
import { defineSubcommand, runCommand } from "@hansa/kit/command-line";
import { keepFilesPrivate, requireHostConfig } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";

const command = defineSubcommand(
  "restore",
  "Restores a backup into the data folder of a stopped shop, and asks the payment providers what happened since. If it fails, the data folder is as it was.",
)
  .argument("<folder>", "the folder of the backup")
  .option("--without-providers", "ask no payment provider; payments stay closed until hansa reconcile did", false)
  .option("--set-aside", "set data that are there aside, in the folder of each process", false);

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    command,
    async ({ setAside, withoutProviders }, folder) => {
      keepFilesPrivate();
      const { restoreBackup } = await import("./run.ts");
      const { data } = requireHostConfig();
      await restoreBackup(
        path.resolve(folder),
        data,
        { HANSA_LOG_LEVEL: "error", ...process.env },
        { setsAside: setAside, asksProviders: !withoutProviders },
      );
      say(`The shop is restored in ${data}. docs/owners/backup.md says what to do before it opens.`);
    },
    commandLine,
  );
}
