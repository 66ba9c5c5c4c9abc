/** `hansa restore FOLDER`, or `--after-failover`: exit code 0 if the shop is restored and may start, 1 if it is not. */
import path from "node:path";
import { defineSubcommand, InvalidArgumentError, runCommand, UsageError } from "@hansa/kit/command-line";
import { keepFilesPrivate, requireHostConfig } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";

const command = defineSubcommand(
  "restore",
  "Restores a backup into the data folder of a stopped shop, and asks the payment providers what happened since. If it fails, the data folder is as it was. With --after-failover the databases of a stopped shop on PostgreSQL, which have lost their last commits, are opened again (docs/owners/postgresql.md).",
)
  .argument("[folder]", "the folder of the backup")
  .option("--without-providers", "ask no payment provider; payments stay closed until hansa reconcile did", false)
  .option("--set-aside", "set data that are there aside, in the folder of each process", false)
  .option("--after-failover", "restore no backup: the databases lost commits", false)
  .option("--lost-since <time>", "since when, such as 2026-11-29T03:17:00Z, where no process has noted it", pastTime);

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    command,
    async ({ setAside, withoutProviders, afterFailover, lostSince }, folder) => {
      if (afterFailover === (folder !== undefined)) throw new UsageError("it takes a folder, or --after-failover.");
      if (lostSince !== undefined && !afterFailover) throw new UsageError("--lost-since goes with --after-failover.");
      if (setAside && afterFailover) throw new UsageError("--set-aside goes with a folder.");
      keepFilesPrivate();
      const { data } = requireHostConfig();
      const environment = { HANSA_LOG_LEVEL: "error", ...process.env };
      const asksProviders = !withoutProviders;
      if (folder === undefined) {
        const { restoreAfterFailover } = await import("./failover.ts");
        const isRestored = await restoreAfterFailover(data, environment, { lostSince, asksProviders });
        say(isRestored ? opened : "The databases have lost no commit that was not made up for. Nothing was changed.");
        return;
      }
      const { restoreBackup } = await import("./run.ts");
      await restoreBackup(path.resolve(folder), data, environment, { setsAside: setAside, asksProviders });
      say(`The shop is restored in ${data}. docs/owners/backup.md says what to do before it opens.`);
    },
    commandLine,
  );
}

const opened =
  "The databases are open. docs/owners/postgresql.md#a-database-that-went-back says what to do before the shop is.";

function pastTime(text: string): number {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (time <= Date.now()) return time;
  throw new InvalidArgumentError("It takes a time in the past, such as 2026-11-29T03:17:00Z.");
}
