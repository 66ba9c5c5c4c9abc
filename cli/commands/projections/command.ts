/** `hansa projections rebuild`: exit code 0 if every projection came out as it had been, 1 if not, or if it could not be tried. */

import { CommandFailure, defineSubcommand, runCommand } from "@hansa/kit/command-line";
import { lockFolder } from "../../host/data/folder-lock.mjs";
import { takeOlderFolder } from "../../host/data/older-folder.ts";
import { requireHostConfig } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";
import { findRebuildObstacle } from "./precondition.ts";

const command = defineSubcommand(
  "projections rebuild",
  "Derives sales and other projections of a stopped shop again from its events, and reports whether they were right.",
);

/** Runs the command. */
export function rebuild(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    command,
    async () => {
      const { data } = requireHostConfig();
      takeOlderFolder(data);
      const reason = await findRebuildObstacle(data, process.env);
      if (reason !== undefined) throw new CommandFailure(reason);
      lockFolder(data);
      const { rebuildAll } = await import("./rebuild.ts");
      const environment = { HANSA_LOG_LEVEL: "error", ...process.env, HANSA_DATA: data };
      return (await rebuildAll(environment, say)) ? 0 : 1;
    },
    commandLine,
  );
}
