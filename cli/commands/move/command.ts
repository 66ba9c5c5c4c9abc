/** `hansa move`: exit code 0 if every store is moved, 1 if none is, or not all. */
import path from "node:path";
import { defineSubcommand, Option, runCommand, UsageError } from "@hansa/kit/command-line";
import { keepFilesPrivate, requireHostConfig } from "../../host/shop.mjs";

const command = defineSubcommand(
  "move",
  "Moves the stores of a stopped shop from files to the databases that HANSA_<SERVICE>_DATABASE_URL name, or back (docs/owners/postgresql.md). If a store is refused, none is moved.",
)
  .addOption(
    new Option("--to <engine>", "pg: into the databases; sqlite: into files")
      .choices(["pg", "sqlite"])
      .makeOptionMandatory(),
  )
  .option("--into <folder>", "an empty folder for the files, and for copies of all others (default: HANSA_DATA)");

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    command,
    async ({ to, into }) => {
      if (to === "pg" && into !== undefined) throw new UsageError("--into goes with --to sqlite.");
      keepFilesPrivate();
      const { data } = requireHostConfig();
      const { moveToDatabases, moveToFiles } = await import("./run.ts");
      if (to === "pg") await moveToDatabases(data, process.env);
      else await moveToFiles(data, into === undefined ? data : path.resolve(into), process.env);
    },
    commandLine,
  );
}
