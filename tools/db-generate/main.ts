/** `npm run db:generate`: writes a migration for each subgraph whose tables changed. */
import { existsSync } from "node:fs";
import path from "node:path";
import { defineCommand, runCommand } from "@hansa/kit/server/command-line";
import { root, services } from "../host/shop.mjs";
import { say } from "../host/terminal.mjs";
import { generateMigration } from "./generation.ts";

const withTables = services.filter((service) => existsSync(path.join(root, service.folder, "drizzle.config.ts")));

const command = defineCommand(
  "db:generate",
  "Writes a migration for each subgraph whose tables changed (drizzle-kit generate).",
)
  .option("--name <text>", "the name of the migration, such as what_changed")
  .option("--custom", "write an empty migration for SQL by hand", false);

await runCommand(command, async ({ name, custom }) => {
  const options = [...(name === undefined ? [] : ["--name", name]), ...(custom ? ["--custom"] : [])];
  for (const [index, service] of withTables.entries()) {
    say(`[${index + 1}/${withTables.length}] ${service.name}`);
    const status = await generateMigration(path.join(root, service.folder), options);
    if (status !== 0) return 1;
  }
  if (withTables.length > 0) return 0;
  say("No subgraph has a drizzle.config.ts.");
  return 1;
});
