/** `npm run db:generate`: writes the migrations of each store whose tables changed, for SQLite and, translated from those, for PostgreSQL. */
import path from "node:path";
import { defineCommand, runCommand } from "@hansa/kit/command-line";
import { root, services } from "../../cli/host/shop.mjs";
import { say } from "../../cli/host/terminal.mjs";
import { generateMigration } from "./generation.ts";
import { writeMigration } from "./postgres/migration.ts";
import { tablesOf } from "./tables.ts";

const stores = services.flatMap((service) => service.stores);

const command = defineCommand(
  "db:generate",
  "Writes the migrations of each store whose tables changed (drizzle-kit generate), also for PostgreSQL.",
)
  .option("--name <text>", "the name of the migration, such as what_changed")
  .option("--custom", "write an empty migration for SQL by hand", false);

await runCommand(command, async ({ name, custom }) => {
  const options = [...(name === undefined ? [] : ["--name", name]), ...(custom ? ["--custom"] : [])];
  for (const [index, { migrations }] of stores.entries()) {
    const folder = path.dirname(migrations);
    say(`[${index + 1}/${stores.length}] ${folder}`);
    const status = await generateMigration(path.join(root, migrations), options);
    if (status !== 0) return 1;
    if (custom) continue;
    const written = writeMigration(path.join(root, migrations), await tablesOf(path.join(root, folder)));
    if (written !== undefined) say(`${migrations}-pg/${written}`);
  }
  return 0;
});
