/** Shop settings published by orders: one row, read in each transaction, so that all processes agree. */
import type { CompareAtRule } from "@hansa/contracts/compare-at-rule";
import { newShop } from "@hansa/contracts/new-shop";
import { type ReservationLimits, reservationLimits } from "@hansa/contracts/shop-limits";
import { type Reader, statement, type Tx } from "@hansa/kit/store";
import { lt, sql } from "drizzle-orm";
import { shopSettings } from "./tables.ts";

type PublishedSettings = Omit<typeof shopSettings.$inferSelect, "id">;
/** The settings that products uses. */
export type ShopSettings = {
  /** The first is the default. */
  currencies: readonly string[];
  /** The threshold of available units at or below which stock is low. */
  lowStock: number;
  compareAtRule: CompareAtRule;
};

const publishedSettings = statement([], (db: Reader) => db.select().from(shopSettings));

/** Returns the settings as of this transaction; those of a new shop until orders has published any. */
export async function findSettings(db: Reader): Promise<ShopSettings> {
  const [published] = await publishedSettings(db);
  return published ?? { currencies: newShop.currencies, lowStock: newShop.lowStockThreshold, compareAtRule: "FREE" };
}

/** The limits of reservations as of this transaction; those of a new shop until orders has published any. */
export async function findReservationLimits(db: Reader): Promise<ReservationLimits> {
  const [published] = await publishedSettings(db);
  return reservationLimits.parse(published?.reservationLimits ?? {});
}

/** Stores these settings if they are newer. */
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
