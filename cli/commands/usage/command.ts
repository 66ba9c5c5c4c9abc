/** `hansa usage`: which operations and fields clients asked for in the last 90 days. */
import { writeFileSync } from "node:fs";
import { defineSubcommand, runCommand, wholeNumber } from "@hansa/kit/command-line";
import { requireHostConfig } from "../../host/shop.mjs";
import { say } from "../../host/terminal.mjs";
import { readUsage } from "./read.ts";
import { asJsonLines, usageLines } from "./report.ts";

const command = defineSubcommand(
  "usage",
  "Lists the operations of the last 90 days, the most used first, with their clients, from the stores of all routers.",
)
  .option("--field <Type.field>", "only operations that ask for this field, such as Product.rating")
  .option("--limit <number>", "how many operations are listed (default: 20)", wholeNumber(1, 5_000))
  .option("--export <file>", "writes all of them as JSON Lines, for hansa schema check --usage");

/** Runs the command. */
export function run(commandLine: readonly string[]): Promise<void> {
  return runCommand(
    command,
    async ({ field, limit = 20, export: file }) => {
      const { data } = requireHostConfig();
      const all = await readUsage(data, process.env, say);
      const operations = field === undefined ? all : all.filter(({ fields }) => fields.includes(field));
      if (file !== undefined) {
        writeFileSync(file, asJsonLines(operations), { mode: 0o600 });
        return say(`${operations.length} operations: ${file}`);
      }
      if (operations.length === 0)
        return say(
          field === undefined ? `No router of ${data} has counted a request yet.` : `No client asked for ${field}.`,
        );
      for (const line of usageLines(operations.slice(0, limit))) say(line);
      const rest = operations.length - limit;
      if (rest > 0) say(`and ${rest} more operations: --limit, or --export FILE`);
    },
    commandLine,
  );
}
