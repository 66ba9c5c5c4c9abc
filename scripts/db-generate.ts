/** `npm run db:generate [-- --name what_changed]`: writes a migration for each subgraph whose tables changed. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { root, services } from "./shop.mjs";
import { say } from "./terminal.mjs";

const kit = path.join(root, "node_modules", "drizzle-kit", "bin.cjs");
const withTables = services.filter((service) => existsSync(path.join(root, service.folder, "drizzle.config.ts")));

for (const [index, service] of withTables.entries()) {
  say(`[${index + 1}/${withTables.length}] ${service.name}`);
  const args = [kit, "generate", ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: path.join(root, service.folder), stdio: "inherit" });
  if (status !== 0) process.exit(1);
}
if (withTables.length === 0) {
  say("No subgraph has a drizzle.config.ts.");
  process.exitCode = 1;
}
