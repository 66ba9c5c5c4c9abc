/** Migrations of a store: applied once to each file, and once per process for all new files. */
import { existsSync, writeFileSync } from "node:fs";
import type { Database as Connection } from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { isBusy } from "./faults.ts";

/** Newly migrated stores, by folder of migrations. A service opens one store; tests and simulations open thousands. */
const images = new Map<string, Buffer>();

/** Creates the file as a copy of a store that this process has migrated before. False: it exists already, or none was migrated. */
export function placeMigratedStore(file: string, migrations: string): boolean {
  const image = images.get(migrations);
  if (!image || existsSync(file)) return false;
  writeFileSync(file, image, { flag: "wx", mode: 0o600 });
  return true;
}

/** Applies the migrations. A table that is rebuilt is dropped in between, so references are checked afterwards, not meanwhile. */
export function migrateStore(writer: Connection, migrations: string): void {
  const isNew = writer.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
  writer.pragma("foreign_keys = OFF");
  try {
    applyMissing(writer, migrations);
  } catch (error) {
    if (isBusy(error)) throw error;
    const found = `${writer.name} was made by another version of Hansa, and cannot be brought up to date`;
    throw new Error(`${found}. For a shop to try out: npm run hansa -- reset.`, { cause: error });
  }
  writer.pragma("foreign_keys = ON");
  const broken = writer.pragma("foreign_key_check");
  if (!Array.isArray(broken) || broken.length > 0)
    throw new Error(`a migration broke references: ${JSON.stringify(broken)}`);
  if (isNew) images.set(migrations, writer.serialize());
}

/** Applies the migrations that the store does not have. They are read before the write lock is taken. */
function applyMissing(writer: Connection, migrations: string): void {
  const apply = () => migrate(drizzle(writer), { migrationsFolder: migrations });
  try {
    apply();
  } catch (error) {
    if (isBusy(error)) throw error;
    // Another process may have applied them in between, as the processes of a service do that start at once: then none is left.
    apply();
  }
}
