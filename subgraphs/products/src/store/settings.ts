/** The shop's settings as orders published them: one row, read in the transaction that needs them, so that every process has the same. */
import { prepared } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { lt, sql } from "drizzle-orm";
import { shopSettings } from "./projection-tables.ts";

type PublishedSettings = Omit<typeof shopSettings.$inferSelect, "id">;
/** The settings of the shop that products needs. */
export type ShopSettings = {
  /** The first is the default. */
  currencies: readonly string[];
  /** From this many free units down, a variant counts as scarce. */
  lowStock: number;
};

const publishedSettings = prepared([], (db: Reader) => db.select().from(shopSettings));

/** The settings as of this transaction; `first` until orders has published any. */
export async function findSettings(db: Reader, first: ShopSettings): Promise<ShopSettings> {
  const [published] = await publishedSettings(db, {});
  return published ?? first;
}

/** Puts these settings in the place of older ones. */
export async function replaceSettings(tx: Tx, settings: PublishedSettings): Promise<void> {
  await tx
    .insert(shopSettings)
    .values({ id: 1, ...settings })
    .onConflictDoUpdate({
      target: shopSettings.id,
      set: settings,
      setWhere: lt(shopSettings.seq, sql`excluded.seq`),
    });
}
