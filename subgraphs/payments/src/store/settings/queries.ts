/** Queries of the shop's settings, which are one row. */
import { type RateLimits, rateLimits } from "@hansa/contracts/shop-limits";
import { type Reader, statement, type Tx } from "@hansa/kit/store";
import { lt, sql } from "drizzle-orm";
import { shopSettings } from "../tables.ts";

const onlyId = 1;

const publishedSettings = statement([], (db: Reader) => db.select().from(shopSettings));

/** The shop's rate limits; those of a new shop until orders has published any. */
export async function findRateLimits(db: Reader): Promise<RateLimits> {
  const [published] = await publishedSettings(db);
  return rateLimits.parse(published?.rateLimits ?? {});
}

/** Stores the limits of event `seq`. An older event than the stored one changes nothing. */
export async function saveRateLimits(tx: Tx, seq: number, limits: RateLimits): Promise<void> {
  const settings = { seq, rateLimits: limits };
  await tx
    .insert(shopSettings)
    .values({ id: onlyId, ...settings })
    .onConflictDoUpdate({
      target: shopSettings.id,
      set: settings,
      setWhere: lt(shopSettings.seq, sql`excluded.seq`),
    });
}
