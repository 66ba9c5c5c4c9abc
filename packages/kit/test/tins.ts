/** A store for one test: the kit's own three tables, and a shelf of tins to write on. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asc } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { onTestFinished } from "vitest";
import { createMetrics, type Metrics } from "../src/metrics.ts";
import { openStore, type Reader, type Store, type Tx } from "../src/store.ts";
import { temporaryFolder } from "../src/testing.ts";
import { systemWorld, type World } from "../src/world.ts";

const migrations = fileURLToPath(new URL("./migrations", import.meta.url));

const tins = sqliteTable("tins", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  name: text("name").notNull(),
});

/** A file for a store, removed when the test ends. */
export function storeFile(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return join(folder.path, "data", "tins.db");
}

/** Opens a store; it is closed when the test ends. */
export async function openTins(
  world: World = systemWorld,
  file: string = storeFile(),
  metrics: Metrics = createMetrics(),
): Promise<Store> {
  const store = await openStore({ file, migrations, world, metrics });
  onTestFinished(() => store.close());
  return store;
}

export async function addTin(tx: Tx, name: string): Promise<void> {
  await tx.insert(tins).values({ name });
}

export async function removeTins(tx: Tx): Promise<void> {
  await tx.delete(tins);
}

/** The names on the shelf, in the order in which they were put there. */
export async function namesOf(db: Reader): Promise<string[]> {
  return (await db.select().from(tins).orderBy(asc(tins.id))).map((tin) => tin.name);
}

/** Something to wait for in a test, until it is opened. */
export function gate(): { opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
