/** Tables of settings: those of the shop that payments needs, as orders last published them, and the payable steps that payments publishes. */
import type { RateLimits } from "@hansa/contracts/shop-limits";
import { check, id, integer, json, money, table } from "@hansa/kit/store";
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

/** The payable steps of currencies that were published last; 1 in all others. */
export const payableSteps = table(
  "payable_steps",
  { currency: id("currency"), stepMinor: money("step_minor").notNull() },
  () => [check("payable_steps_above_one", sql`step_minor > 1`)],
);
