/** The shop's settings as one row. */
import type { Reader, Tx } from "@hansa/kit/store";
import { lt, sql } from "drizzle-orm";
import { shopSettings } from "./projection-tables.ts";

type Settings = Omit<typeof shopSettings.$inferSelect, "id">;

export async function findSettings(db: Reader): Promise<Settings | undefined> {
  const [row] = await db.select().from(shopSettings);
  return row;
}

/** Puts these settings in the place of older ones. */
export async function replaceSettings(tx: Tx, settings: Settings): Promise<void> {
  await tx
    .insert(shopSettings)
    .values({ id: 1, ...settings })
    .onConflictDoUpdate({
      target: shopSettings.id,
      set: settings,
      setWhere: lt(shopSettings.seq, sql`excluded.seq`),
    });
}
