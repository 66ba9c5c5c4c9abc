/** Tables of stock: levels, reservations with their committed units, and the ledger of movements. */

import { boolean, check, id, index, integer, json, primaryKey, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { variants } from "../catalogue/tables.ts";

/**
 * Units of a variant. The check is the last guard: a defect throws instead of overselling. Reserved units may exceed the others after goods were
 * damaged: those who pay first get what is left.
 */
export const stockLevels = table(
  "stock_levels",
  {
    variantId: id("variant_id").references(() => variants.id),
    /** On the shelf. */
    onHand: integer("on_hand").notNull(),
    /** Of them sold, neither sent nor cancelled. */
    committed: integer("committed").notNull().default(0),
    /** Reserved by checkouts that are not paid. */
    reserved: integer("reserved").notNull(),
  },
  (table) => [
    index("stock_levels_scarcest").on(sql`(on_hand - committed - reserved)`, table.variantId),
    check("stock_levels_reserved_not_negative", sql`reserved >= 0`),
    check("stock_levels_committed_within_on_hand", sql`committed BETWEEN 0 AND on_hand`),
    check("stock_levels_on_hand_limit", sql`on_hand <= 2147483647`),
  ],
);

/** The units of the last import, by variant: an equal value in the next file changes nothing. */
export const importedStock = table(
  "imported_stock",
  {
    variantId: id("variant_id").references(() => variants.id),
    onHand: integer("on_hand").notNull(),
    /** Committed then: a file that has the units for sale has `onHand` less these. */
    committed: integer("committed").notNull().default(0),
  },
  () => [check("imported_stock_not_negative", sql`on_hand >= 0 AND committed >= 0`)],
);

/** The reservation of one checkout. Released ones stay, so that a late request cannot reserve again. */
export const reservations = table(
  "reservations",
  {
    checkoutId: id("checkout_id"),
    cartId: text("cart_id").notNull(),
    userId: text("user_id"),
    /** Keyed hashes of the network, with wider ones before it, that it is counted by, stored while the reservation is live. Null for verified accounts. */
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
    /** Bought units, and those that replace returned ones. */
    quantity: integer("quantity").notNull(),
    /** Units of a committed reservation that are neither sent nor cancelled. Null: committed by a version before, and orders has not told them yet. */
    committed: integer("committed"),
  },
  (table) => [
    primaryKey({ columns: [table.checkoutId, table.variantId] }),
    index("reservation_lines_committed").on(table.variantId).where(sql`committed > 0`),
    index("reservation_lines_unknown").on(table.checkoutId).where(sql`committed IS NULL`),
    check("reservation_lines_positive", sql`quantity > 0`),
    check("reservation_lines_committed_within", sql`committed BETWEEN 0 AND quantity`),
  ],
);

/** Ends of commitments: units that were sent or cancelled, once for each cause and line. */
export const commitmentEnds = table(
  "commitment_ends",
  {
    /** The parcel, the hand-over, the cancellation, or the checkout of an order that was never confirmed. */
    causeId: text("cause_id").notNull(),
    /** The order line. */
    causeLine: text("cause_line").notNull(),
    checkoutId: text("checkout_id").notNull(),
    variantId: text("variant_id").notNull(),
    /** Never more than the checkout had committed. */
    quantity: integer("quantity").notNull(),
    outcome: text("outcome", { enum: ["sent", "cancelled"] }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.causeId, table.causeLine] }),
    index("commitment_ends_of_line").on(table.checkoutId, table.variantId),
    check("commitment_ends_not_negative", sql`quantity >= 0`),
  ],
);

/** Units of variants. */
export type VariantUnits = { variantId: string; quantity: number };

/** Replacements of returned units: each has added its units to the reservation lines of a checkout, once. */
export const replacements = table(
  "replacements",
  {
    id: id("id"),
    checkoutId: text("checkout_id").notNull(),
    /** The counted units that it has committed; none once it is cancelled. */
    lines: json("lines").$type<VariantUnits[]>().notNull(),
    cancelled: boolean("cancelled").notNull(),
  },
  (table) => [index("replacements_of_checkout").on(table.checkoutId)],
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
    reason: text("reason", {
      enum: ["RECEIVED", "COUNTED", "DAMAGED", "SOLD", "SHIPPED", "RESTOCKED", "UPGRADED"],
    }).notNull(),
    note: text("note"),
    /** The cause: a parcel, a return, an import or the adjustment itself. */
    causeId: text("cause_id").notNull(),
    /** The line of the cause; one cause moves each line once. */
    causeLine: text("cause_line").notNull(),
    at: time("at").notNull(),
    /** Its number in the order of insertion, which a dump of a database keeps. Null if a process of an older version inserted it. */
    insertion: integer("insertion"),
  },
  (table) => [
    uniqueIndex("stock_ledger_once").on(table.reason, table.causeId, table.causeLine),
    index("stock_ledger_in_order").on(table.insertion),
    index("stock_ledger_newest").on(table.at, table.id),
    index("stock_ledger_of_variant").on(table.variantId, table.at, table.id),
  ],
);

export type StockLevelRow = typeof stockLevels.$inferSelect;
export type StockReservationRow = typeof reservations.$inferSelect;
export type ReservationLineRow = typeof reservationLines.$inferSelect;
export type CommitmentEndRow = typeof commitmentEnds.$inferSelect;
export type ReplacementRow = typeof replacements.$inferSelect;
export type StockMovementRow = typeof stockLedger.$inferSelect;
/** A movement that gets its number when it is inserted. */
export type NewMovement = Omit<StockMovementRow, "insertion">;
