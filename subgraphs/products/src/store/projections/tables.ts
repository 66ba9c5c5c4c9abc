/** Tables derived from events of other services: purchases, sales, shop settings and erased accounts. */

import { compareAtRules } from "@hansa/contracts/compare-at-rule";
import type { ReservationLimits } from "@hansa/contracts/shop-limits";
import { check, id, index, integer, json, primaryKey, table, text, time } from "@hansa/kit/store";
import { sql } from "drizzle-orm";

/** Purchases of customers by confirmed orders. Derived from events alone, so without foreign keys to the catalogue. */
export const purchases = table(
  "purchases",
  {
    customerId: text("customer_id").notNull(),
    productId: text("product_id").notNull(),
    /** The time of the first purchase. */
    boughtAt: time("bought_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.productId] })],
);

/** Units of a product sold on a day, less those cancelled or returned on it: may be negative. */
export const sales = table(
  "sales",
  {
    productId: text("product_id").notNull(),
    /** Days since 1970, UTC. */
    day: integer("day").notNull(),
    units: integer("units").notNull(),
  },
  (table) => [primaryKey({ columns: [table.productId, table.day] }), index("sales_by_day").on(table.day)],
);

/** The settings that orders has published, in one row; none before the first event. */
export const shopSettings = table(
  "shop_settings",
  {
    id: integer("id").primaryKey(),
    /** The sequence number of the event: older events change nothing. */
    seq: integer("seq").notNull(),
    currencies: json("currencies").$type<string[]>().notNull(),
    lowStock: integer("low_stock").notNull(),
    /** Whether a struck-through price may be above the lowest one of the 30 days before the reduction. */
    compareAtRule: text("compare_at_rule", { enum: compareAtRules }).notNull().default("FREE"),
    /** Empty in a row from before there were any. */
    reservationLimits: json("reservation_limits").$type<Partial<ReservationLimits>>().notNull().default({}),
  },
  () => [check("shop_settings_once", sql`id = 1`)],
);

/** Erased accounts: later events of them are ignored. */
export const erasedPeople = table("erased_people", { userId: id("user_id") });

export type PurchaseRow = typeof purchases.$inferSelect;
export type SaleRow = typeof sales.$inferSelect;
