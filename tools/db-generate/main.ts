/** `npm run db:generate`: writes a migration for each store whose tables changed. */
import path from "node:path";
import { defineCommand, runCommand } from "@hansa/kit/command-line";
import { root, services } from "../../cli/host/shop.mjs";
import { say } from "../../cli/host/terminal.mjs";
import { generateMigration } from "./generation.ts";

const folders = services.flatMap(({ stores }) => stores.map(({ migrations }) => path.dirname(migrations)));

const command = defineCommand(
  "db:generate",
  "Writes a migration for each store whose tables changed (drizzle-kit generate).",
)
  .option("--name <text>", "the name of the migration, such as what_changed")
  .option("--custom", "write an empty migration for SQL by hand", false);

await runCommand(command, async ({ name, custom }) => {
  const options = [...(name === undefined ? [] : ["--name", name]), ...(custom ? ["--custom"] : [])];
  for (const [index, folder] of folders.entries()) {
    say(`[${index + 1}/${folders.length}] ${folder}`);
    const status = await generateMigration(path.join(root, folder), options);
    if (status !== 0) return 1;
  }
  return 0;
});
