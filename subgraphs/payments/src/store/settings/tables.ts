/** Table of the shop's settings that payments needs, as orders last published them. */
import type { RateLimits } from "@hansa/contracts/shop-limits";
import { check, integer, json, table } from "@hansa/kit/store";
import { sql } from "drizzle-orm";

/** One row, or none until the first event. */
export const shopSettings = table(
  "shop_settings",
  {
    id: integer("id").primaryKey(),
    /** The number of the event in the outbox of orders. */
    seq: integer("seq").notNull(),
    rateLimits: json("rate_limits").$type<RateLimits>().notNull(),
  },
  () => [check("shop_settings_one_row", sql`id = 1`)],
);
