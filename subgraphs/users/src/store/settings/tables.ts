/** Table of the shop's settings, as orders last published them. */
import type { RetentionDays } from "@hansa/contracts/retention-days";
import type { RateLimits } from "@hansa/contracts/shop-limits";
import { integer, json, table, text } from "@hansa/kit/store";

/** One row, or none until the first event. */
export const shopSettings = table("shop_settings", {
  id: integer("id").primaryKey(),
  name: text("name").notNull(),
  /** Empty in a row from before there were any. */
  rateLimits: json("rate_limits").$type<Partial<RateLimits>>().notNull().default({}),
  /** Empty in a row from before there were any. */
  retentionDays: json("retention_days").$type<Partial<RetentionDays>>().notNull().default({}),
});
