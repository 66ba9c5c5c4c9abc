/** The tables of an order's money, as orders knows it: what was taken for it, and what was given back. */
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { UnitSet } from "./counter-tables.ts";
import { orderLines, orders } from "./order-tables.ts";
import { returns } from "./return-tables.ts";

export const orderMoney = sqliteTable(
  "order_money",
  {
    orderId: text("order_id")
      .primaryKey()
      .references(() => orders.id),
    /** Null for a free order. */
    paymentId: text("payment_id").unique(),
    /** The version of the checkout that it was paid for. */
    version: integer("version").notNull(),
    /** As the shop had it when the order was placed. */
    captureMode: text("capture_mode", { enum: ["ON_PLACEMENT", "ON_FULFILMENT"] }).notNull(),
    /** All that was promised. */
    totalMinor: integer("total_minor").notNull(),
    capturedMinor: integer("captured_minor").notNull(),
    /** Refunds of the shop, pending ones included, failed ones not; and how much of it was a gesture, for no goods. */
    refundedMinor: integer("refunded_minor").notNull(),
    adjustedMinor: integer("adjusted_minor").notNull(),
    /** Refunds that were begun at the provider, and what a bank took back or withholds. */
    elsewhereMinor: integer("elsewhere_minor").notNull(),
    /** What is asked for sending, tax included wherever it stands; and how much of it the shop gave up. */
    shippingMinor: integer("shipping_minor").notNull(),
    shippingGivenUpMinor: integer("shipping_given_up_minor").notNull(),
    /** When the authorisation of its payment ended: what was not taken by then never is. Null while it stands. */
    authorizationEndedAt: integer("authorization_ended_at"),
  },
  () => [
    check("order_money_refunded", sql`refunded_minor >= 0 AND refunded_minor <= captured_minor`),
    check("order_money_adjusted", sql`adjusted_minor >= 0 AND adjusted_minor <= refunded_minor`),
    check("order_money_shipping", sql`shipping_given_up_minor >= 0 AND shipping_given_up_minor <= shipping_minor`),
  ],
);

export const captures = sqliteTable(
  "captures",
  {
    /** A shipment's, if it is taken for one. */
    id: text("id").primaryKey(),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    state: text("state", { enum: ["PENDING", "CAPTURED", "REFUSED"] }).notNull(),
    amountMinor: integer("amount_minor").notNull(),
    /** All that was still to be taken when this was asked for, itself included. */
    leftMinor: integer("left_minor").notNull(),
    /** The colleague who asked; null if the shop did by itself. */
    requestedBy: text("requested_by"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    index("captures_of_order").on(table.orderId),
    check("captures_positive", sql`amount_minor > 0 AND amount_minor <= left_minor`),
  ],
);

export const refunds = sqliteTable(
  "refunds",
  {
    id: text("id").primaryKey(),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    /** REFUSED: payments would not begin it; it is remembered for whoever asks again, and never shown. */
    state: text("state", { enum: ["PENDING", "SUCCEEDED", "FAILED", "REFUSED"] }).notNull(),
    /** STAFF decided it, a CANCELLATION made it necessary, or it was begun at the PROVIDER. */
    cause: text("cause", { enum: ["STAFF", "CANCELLATION", "PROVIDER"] }).notNull(),
    amountMinor: integer("amount_minor").notNull(),
    shippingMinor: integer("shipping_minor").notNull(),
    adjustmentMinor: integer("adjustment_minor").notNull(),
    reason: text("reason").notNull(),
    /** Why it failed; null unless it did. */
    failure: text("failure"),
    /** What could have been given back when it was refused. */
    maximumMinor: integer("maximum_minor"),
    returnId: text("return_id").references(() => returns.id),
    /** The goods still leave, although they are refunded. */
    keepFulfillable: integer("keep_fulfillable", { mode: "boolean" }).notNull().default(false),
    requestedBy: text("requested_by"),
    createdAt: integer("created_at").notNull(),
    settledAt: integer("settled_at"),
  },
  (table) => [
    index("refunds_of_order").on(table.orderId, table.createdAt, table.id),
    index("refunds_failed").on(table.orderId).where(sql`state = 'FAILED'`),
    index("refunds_pending").on(table.id).where(sql`state = 'PENDING'`),
    uniqueIndex("refunds_once_of_return").on(table.returnId).where(sql`state IN ('PENDING', 'SUCCEEDED')`),
    check("refunds_positive", sql`amount_minor > 0 AND shipping_minor >= 0 AND adjustment_minor >= 0`),
  ],
);

/** What of a refund is for which line. */
export const refundParts = sqliteTable(
  "refund_parts",
  {
    refundId: text("refund_id")
      .notNull()
      .references(() => refunds.id),
    lineId: text("line_id")
      .notNull()
      .references(() => orderLines.id),
    quantity: integer("quantity").notNull(),
    amountMinor: integer("amount_minor").notNull(),
    /** How many came back with it and stand on the shelf, without a return. */
    restocked: integer("restocked").notNull().default(0),
    /** Their numbers. */
    units: text("units", { mode: "json" }).$type<UnitSet>().notNull().default([]),
  },
  (table) => [
    primaryKey({ columns: [table.refundId, table.lineId] }),
    check("refund_parts_positive", sql`quantity > 0 AND amount_minor >= 0`),
  ],
);

export type OrderMoneyRow = typeof orderMoney.$inferSelect;
export type CaptureRow = typeof captures.$inferSelect;
export type RefundRow = typeof refunds.$inferSelect;
export type RefundPartRow = typeof refundParts.$inferSelect;
