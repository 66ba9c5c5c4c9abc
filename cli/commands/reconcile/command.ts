/** `hansa reconcile`: exit code 0 if our books and the providers' agree, 1 if not, or if that is unknown. */
import { existsSync } from "node:fs";
import { CommandFailure, runCommand } from "@hansa/kit/command-line";
import { systemRuntime } from "@hansa/kit/runtime";
import { takeOlderFolder } from "../../host/data/older-folder.ts";
import { inDatabases } from "../../host/databases.ts";
import { environmentFor } from "../../host/keys/key-folder.ts";
import { requireHostConfig, storeFile } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";
import { command } from "./options.ts";

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    command,
    async ({ days }) => {
      const { data } = requireHostConfig();
      takeOlderFolder(data);
      if (!inDatabases(process.env, data).includes("payments") && !existsSync(storeFile(data, "payments")))
        throw new CommandFailure(`there is no shop in ${data}.`);
      const { reconcile } = await import("./run.ts");
      const environment = {
        HANSA_LOG_LEVEL: "error",
        ...environmentFor("payments", process.env, data),
        HANSA_DATA: data,
      };
      return (await reconcile(environment, days, systemRuntime, say)) ? 0 : 1;
    },
    commandLine,
  );
}
