/** The tables of stock: what lies on the shelf, what is held for checkouts, and the ledger of every movement. */
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { variants } from "./tables.ts";

/** How many there are. The check is the last guard: a mistake throws instead of selling what is not there. */
export const stockLevels = sqliteTable(
  "stock_levels",
  {
    variantId: text("variant_id")
      .primaryKey()
      .references(() => variants.id),
    onHand: integer("on_hand").notNull(),
    reserved: integer("reserved").notNull(),
  },
  (table) => [
    index("stock_levels_scarcest").on(sql`(on_hand - reserved)`, table.variantId),
    check("stock_is_there", sql`reserved >= 0 AND reserved <= on_hand`),
    check("stock_is_countable", sql`on_hand <= 2147483647`),
  ],
);

/** The units on hand that an import has brought last, by variant: a file that says the same again says nothing new. */
export const importedStock = sqliteTable(
  "imported_stock",
  {
    variantId: text("variant_id")
      .primaryKey()
      .references(() => variants.id),
    onHand: integer("on_hand").notNull(),
  },
  () => [check("imported_stock_countable", sql`on_hand >= 0`)],
);

/** What is held for one checkout. A released one stays, so that a late request cannot hold again. */
export const holds = sqliteTable(
  "holds",
  {
    checkoutId: text("checkout_id").primaryKey(),
    cartId: text("cart_id").notNull(),
    userId: text("user_id"),
    /** Keyed hash of the guest's network, kept while the hold is live. */
    network: text("network"),
    state: text("state", { enum: ["held", "committed", "released", "expired"] }).notNull(),
    expiresAt: integer("expires_at").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    index("holds_by_end").on(table.state, table.expiresAt),
    index("holds_of_cart").on(table.cartId, table.state),
    index("holds_of_user").on(table.userId, table.state),
    index("holds_of_network").on(table.network).where(sql`network IS NOT NULL`),
  ],
);

/** The counted units of a hold. Units that are not counted are not here. */
export const reservations = sqliteTable(
  "reservations",
  {
    checkoutId: text("checkout_id")
      .notNull()
      .references(() => holds.checkoutId),
    variantId: text("variant_id")
      .notNull()
      .references(() => variants.id),
    quantity: integer("quantity").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.checkoutId, table.variantId] }),
    check("reservations_positive", sql`quantity > 0`),
  ],
);

/** Every change of stock on hand, with why. Append only: triggers refuse anything else. */
export const stockLedger = sqliteTable(
  "stock_ledger",
  {
    id: text("id").primaryKey(),
    variantId: text("variant_id")
      .notNull()
      .references(() => variants.id),
    delta: integer("delta").notNull(),
    onHandAfter: integer("on_hand_after").notNull(),
    reason: text("reason", { enum: ["RECEIVED", "COUNTED", "DAMAGED", "SOLD", "RESTOCKED"] }).notNull(),
    note: text("note"),
    /** What made it happen: a checkout, a return, or the movement itself. */
    causeId: text("cause_id").notNull(),
    /** The line of that cause; one cause moves one line once. */
    causeLine: text("cause_line").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [
    uniqueIndex("stock_ledger_once").on(table.reason, table.causeId, table.causeLine),
    index("stock_ledger_newest").on(table.at, table.id),
    index("stock_ledger_of_variant").on(table.variantId, table.at, table.id),
  ],
);

export type StockLevelRow = typeof stockLevels.$inferSelect;
export type HoldRow = typeof holds.$inferSelect;
export type ReservationRow = typeof reservations.$inferSelect;
export type StockMovementRow = typeof stockLedger.$inferSelect;
