/** The shop's settings as a row: read wherever they count, in the transaction that they count in. */
import { prepared } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, eq, sql } from "drizzle-orm";
import { type SettingsRow, shopSettings } from "./tables.ts";

/** What an owner decides about the shop. */
export type Settings = Omit<SettingsRow, "id" | "version" | "updatedAt">;

/** The settings that a new shop is given; those with a default may be left out. */
type NewSettings = Omit<typeof shopSettings.$inferInsert, "id" | "version" | "updatedAt">;

const theRow = 1;

const theSettings = prepared([], (db: Reader) => db.select().from(shopSettings).where(eq(shopSettings.id, theRow)));

/** The settings as they are now. They are there as soon as the service is open. */
export async function findSettings(db: Reader): Promise<SettingsRow> {
  const [row] = await theSettings(db, {});
  if (!row) throw new Error("the shop has no settings");
  return row;
}

/** Whether the shop has been started before. */
export async function hasSettings(db: Reader): Promise<boolean> {
  return (await db.$count(shopSettings)) > 0;
}

/** Writes the settings of a new shop; undefined, and nothing changed, if it has some already. */
export async function insertFirstSettings(tx: Tx, first: NewSettings, now: number): Promise<SettingsRow | undefined> {
  const [row] = await tx
    .insert(shopSettings)
    .values({ ...first, id: theRow, version: 1, updatedAt: now })
    .onConflictDoNothing()
    .returning();
  return row;
}

/** Changes what is given and raises the version; undefined, and nothing changed, if it is not at `version` any more. */
export async function changeSettings(
  tx: Tx,
  version: number,
  change: Partial<Settings>,
  now: number,
): Promise<SettingsRow | undefined> {
  const [row] = await tx
    .update(shopSettings)
    .set({ ...change, version: sql`${shopSettings.version} + 1`, updatedAt: now })
    .where(and(eq(shopSettings.id, theRow), eq(shopSettings.version, version)))
    .returning();
  return row;
}
