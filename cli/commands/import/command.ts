/** `hansa import`: reads a file of products, prices or stock into a running shop. */
import { runCommand } from "@hansa/kit/command-line";
import { say } from "../../host/terminal.mjs";
import { importCommand, importOptions } from "./options.ts";
import { runImport } from "./run.ts";
import { findShop } from "./staff.ts";

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    importCommand,
    async (given, file) => {
      const options = importOptions(given, file);
      return runImport(await findShop(given), options, say);
    },
    commandLine,
  );
}
