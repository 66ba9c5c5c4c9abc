/** Queries of the shop's settings, for use in any transaction. */
import { prepared } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, eq, sql } from "drizzle-orm";
import { type SettingsRow, shopSettings } from "../tables.ts";

/** The settings that an owner can change. */
export type Settings = Omit<SettingsRow, "id" | "version" | "updatedAt">;

/** The settings of a new shop; those with a default are optional. */
type NewSettings = Omit<typeof shopSettings.$inferInsert, "id" | "version" | "updatedAt">;

const settingsId = 1;

const currentSettings = prepared([], (db: Reader) =>
  db.select().from(shopSettings).where(eq(shopSettings.id, settingsId)),
);

/** The current settings. They exist as soon as the service is open. */
export async function findSettings(db: Reader): Promise<SettingsRow> {
  const [row] = await currentSettings(db, {});
  if (!row) throw new Error("the shop has no settings");
  return row;
}

/** Whether the shop has been started before. */
export async function hasSettings(db: Reader): Promise<boolean> {
  return (await db.$count(shopSettings)) > 0;
}

/** Inserts the settings of a new shop; undefined and no change if it has settings already. */
export async function insertFirstSettings(tx: Tx, first: NewSettings, now: number): Promise<SettingsRow | undefined> {
  const [row] = await tx
    .insert(shopSettings)
    .values({ ...first, id: settingsId, version: 1, updatedAt: now })
    .onConflictDoNothing()
    .returning();
  return row;
}

/** Sets the given columns and raises the version; undefined and no change if the version is no longer `version`. */
export async function changeSettings(
  tx: Tx,
  version: number,
  change: Partial<Settings>,
  now: number,
): Promise<SettingsRow | undefined> {
  const [row] = await tx
    .update(shopSettings)
    .set({ ...change, version: sql`${shopSettings.version} + 1`, updatedAt: now })
    .where(and(eq(shopSettings.id, settingsId), eq(shopSettings.version, version)))
    .returning();
  return row;
}
