/** A table of tins, beside the kit's own tables. */
import { fileURLToPath } from "node:url";
import { asc } from "drizzle-orm";
import { sequence, table, text } from "../../src/store/engine/columns.ts";
import type { Reader, Tx } from "../../src/store/store.ts";

export const tinMigrations = fileURLToPath(new URL("../migrations", import.meta.url));

const tins = table("tins", {
  id: sequence("id"),
  name: text("name").notNull(),
});

export async function addTin(tx: Tx, name: string): Promise<void> {
  await tx.insert(tins).values({ name });
}

export async function removeTins(tx: Tx): Promise<void> {
  await tx.delete(tins);
}

/** Gives all tins this name, by one statement with rows. */
export async function renameTins(tx: Tx, name: string): Promise<void> {
  await tx.update(tins).set({ name }).returning({ name: tins.name });
}

/** The names on the shelf, in the order in which they were put there. */
export async function namesOf(db: Reader): Promise<string[]> {
  return (await db.select().from(tins).orderBy(asc(tins.id))).map((tin) => tin.name);
}

/** The names in whatever order the store reads them. */
export async function unsortedNamesOf(db: Reader): Promise<string[]> {
  return (await db.select().from(tins)).map((tin) => tin.name);
}
