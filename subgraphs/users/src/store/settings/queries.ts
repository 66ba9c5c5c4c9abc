/** Queries of the shop's settings, which are one row. */

import { type RetentionDays, retentionDays } from "@hansa/contracts/retention-days";
import { type RateLimits, rateLimits } from "@hansa/contracts/shop-limits";
import { type Reader, rowBy, statement, type Tx } from "@hansa/kit/store";
import { shopSettings } from "../tables.ts";

const onlyId = 1;

/** Finds the shop's name; undefined until orders has published one. */
export async function findShopName(db: Reader): Promise<string | undefined> {
  return (await findOnlySettings(db, onlyId))?.name;
}

const findOnlySettings = rowBy(shopSettings, shopSettings.id);

/** The shop's rate limits; those of a new shop until orders has published any. */
export async function findRateLimits(db: Reader): Promise<RateLimits> {
  return rateLimits.parse((await findOnlySettings(db, onlyId))?.rateLimits ?? {});
}

/** The shop's days of retention; those of a new shop until orders has published any. */
export async function findRetentionDays(db: Reader): Promise<RetentionDays> {
  return retentionDays.parse((await findOnlySettings(db, onlyId))?.retentionDays ?? {});
}

const { name, rateLimits: limitsColumn, retentionDays: daysColumn } = shopSettings;

export const saveSettings = statement(
  [{ name, rateLimits: limitsColumn, retentionDays: daysColumn }],
  (tx: Tx, settings) =>
    tx
      .insert(shopSettings)
      .values({ id: onlyId, ...settings })
      .onConflictDoUpdate({ target: shopSettings.id, set: settings }),
);
