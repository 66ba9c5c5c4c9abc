/** Tables of stock: levels, reservations and the ledger of movements. */

import { boolean, check, id, index, integer, primaryKey, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { variants } from "../catalogue/tables.ts";

/** Units on hand and reserved. The check is the last guard: a defect throws instead of overselling. */
export const stockLevels = table(
  "stock_levels",
  {
    variantId: id("variant_id").references(() => variants.id),
    onHand: integer("on_hand").notNull(),
    reserved: integer("reserved").notNull(),
  },
  (table) => [
    index("stock_levels_scarcest").on(sql`(on_hand - reserved)`, table.variantId),
    check("stock_levels_reserved_within_on_hand", sql`reserved >= 0 AND reserved <= on_hand`),
    check("stock_levels_on_hand_limit", sql`on_hand <= 2147483647`),
  ],
);

/** The units on hand of the last import, by variant: an equal value in the next file changes nothing. */
export const importedStock = table(
  "imported_stock",
  {
    variantId: id("variant_id").references(() => variants.id),
    onHand: integer("on_hand").notNull(),
  },
  () => [check("imported_stock_not_negative", sql`on_hand >= 0`)],
);

/** The reservation of one checkout. Released ones stay, so that a late request cannot reserve again. */
export const reservations = table(
  "reservations",
  {
    checkoutId: id("checkout_id"),
    cartId: text("cart_id").notNull(),
    userId: text("user_id"),
    /** Keyed hash of the network that it is counted by, stored while the reservation is live. Null for verified accounts. */
    network: text("network"),
    state: text("state", { enum: ["reserved", "committed", "released", "expired"] }).notNull(),
    expiresAt: time("expires_at").notNull(),
    /** Whether it lasts half as long, because one of its network had recently ended unpaid. */
    shortened: boolean("shortened").notNull().default(false),
    createdAt: time("created_at").notNull(),
  },
  (table) => [
    index("reservations_by_end").on(table.state, table.expiresAt),
    index("reservations_of_cart").on(table.cartId, table.state),
    index("reservations_of_user").on(table.userId, table.state),
    index("reservations_of_network").on(table.network).where(sql`network IS NOT NULL`),
  ],
);

/** Networks of which a reservation has recently ended unpaid, by their keyed hashes. */
export const unpaidNetworks = table(
  "unpaid_networks",
  {
    network: id("network"),
    /** Until then, by the store's clock, they reserve half as much for half the time. */
    endsAt: time("ends_at").notNull(),
  },
  (table) => [index("unpaid_networks_by_end").on(table.endsAt)],
);

/** The lines of a reservation. Untracked variants have none. */
export const reservationLines = table(
  "reservation_lines",
  {
    checkoutId: text("checkout_id")
      .notNull()
      .references(() => reservations.checkoutId),
    variantId: text("variant_id")
      .notNull()
      .references(() => variants.id),
    quantity: integer("quantity").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.checkoutId, table.variantId] }),
    check("reservation_lines_positive", sql`quantity > 0`),
  ],
);

/** Every change of units on hand, with its reason. Append only, enforced by triggers. */
export const stockLedger = table(
  "stock_ledger",
  {
    id: id("id"),
    variantId: text("variant_id")
      .notNull()
      .references(() => variants.id),
    delta: integer("delta").notNull(),
    onHandAfter: integer("on_hand_after").notNull(),
    reason: text("reason", { enum: ["RECEIVED", "COUNTED", "DAMAGED", "SOLD", "RESTOCKED"] }).notNull(),
    note: text("note"),
    /** The cause: a checkout, a return, an import or the adjustment itself. */
    causeId: text("cause_id").notNull(),
    /** The line of the cause; one cause moves each line once. */
    causeLine: text("cause_line").notNull(),
    at: time("at").notNull(),
  },
  (table) => [
    uniqueIndex("stock_ledger_once").on(table.reason, table.causeId, table.causeLine),
    index("stock_ledger_newest").on(table.at, table.id),
    index("stock_ledger_of_variant").on(table.variantId, table.at, table.id),
  ],
);

export type StockLevelRow = typeof stockLevels.$inferSelect;
export type StockReservationRow = typeof reservations.$inferSelect;
export type ReservationLineRow = typeof reservationLines.$inferSelect;
export type StockMovementRow = typeof stockLedger.$inferSelect;
