/** `hansa export`: writes every product of a running shop into a file that `hansa import` reads. */
import { runCommand } from "@hansa/kit/command-line";
import { inSeconds, say } from "../../host/terminal.mjs";
import { exportCommand, exportOptions } from "../import/options.ts";
import { findShop } from "../import/staff.ts";
import { runExport } from "./run.ts";

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    exportCommand,
    async (given, file) => {
      const options = exportOptions(given, file);
      const began = performance.now();
      const count = await runExport(await findShop(given), options);
      say(`${count} products in ${inSeconds(performance.now() - began)}: ${file}`);
    },
    commandLine,
  );
}
