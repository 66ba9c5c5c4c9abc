/** Tables of an order's money as known to orders: balance, captures and refunds. */

import { boolean, check, id, index, integer, json, money, primaryKey, table, text, time } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import type { UnitAmounts, UnitSet } from "../order/line-counter-tables.ts";
import { orderLines, orders } from "../order/tables.ts";
import { returns } from "../returns/tables.ts";

export const orderMoney = table(
  "order_money",
  {
    orderId: id("order_id").references(() => orders.id),
    /** Null for a free order. */
    paymentId: text("payment_id").unique(),
    /** The version of the checkout that was paid. */
    version: integer("version").notNull(),
    /** The setting of the shop when the order was placed. */
    captureMode: text("capture_mode", { enum: ["ON_PLACEMENT", "ON_FULFILMENT"] }).notNull(),
    /** The authorised total. */
    totalMinor: money("total_minor").notNull(),
    capturedMinor: money("captured_minor").notNull(),
    /** Refunds of the shop, with pending and without failed ones; and their goodwill part, without goods. */
    refundedMinor: money("refunded_minor").notNull(),
    adjustedMinor: money("adjusted_minor").notNull(),
    /** Refunds that were started at the provider, and amounts that a bank has charged back or withholds. */
    externalMinor: money("external_minor").notNull(),
    /** The part of it that banks keep for good: lost disputes. */
    lostMinor: money("lost_minor").notNull().default(0),
    /** The charge for shipping, tax included; and the part of it that the shop does not charge. */
    shippingMinor: money("shipping_minor").notNull(),
    shippingCreditedMinor: money("shipping_credited_minor").notNull(),
    /** The end of the payment's authorisation: an amount that was not captured by then never is. Null while it is valid. */
    authorizationEndedAt: time("authorization_ended_at"),
  },
  () => [
    check("order_money_refunded", sql`refunded_minor >= 0 AND refunded_minor <= captured_minor`),
    check("order_money_adjusted", sql`adjusted_minor >= 0 AND adjusted_minor <= refunded_minor`),
    check("order_money_shipping", sql`shipping_credited_minor >= 0 AND shipping_credited_minor <= shipping_minor`),
    check("order_money_lost", sql`lost_minor >= 0 AND lost_minor <= external_minor`),
  ],
);

export const captures = table(
  "captures",
  {
    /** The shipment's id if the capture is for a shipment. */
    id: id("id"),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    state: text("state", { enum: ["PENDING", "CAPTURED", "REFUSED"] }).notNull(),
    amountMinor: money("amount_minor").notNull(),
    /** The uncaptured amount when the capture was requested, itself included. */
    leftMinor: money("left_minor").notNull(),
    /** The member of staff who requested it; null if it was automatic. */
    requestedBy: text("requested_by"),
    createdAt: time("created_at").notNull(),
  },
  (table) => [
    index("captures_of_order").on(table.orderId),
    check("captures_positive", sql`amount_minor > 0 AND amount_minor <= left_minor`),
  ],
);

/** Conditions of refunds. Exactly these texts use the partial indexes. */
export const isPendingRefund = sql`state = 'PENDING'`;
export const isFailedRefund = sql`state = 'FAILED'`;
export const isEffectiveRefund = sql`state IN ('PENDING', 'SUCCEEDED')`;

export const refunds = table(
  "refunds",
  {
    id: id("id"),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    /** REFUSED: payments did not start it; stored for repeated requests, and never shown. */
    state: text("state", { enum: ["PENDING", "SUCCEEDED", "FAILED", "REFUSED"] }).notNull(),
    /** STAFF requested it, a CANCELLATION or a corrected invoice caused it, or it was started at the PROVIDER. */
    cause: text("cause", { enum: ["STAFF", "CANCELLATION", "PROVIDER"] }).notNull(),
    amountMinor: money("amount_minor").notNull(),
    shippingMinor: money("shipping_minor").notNull(),
    adjustmentMinor: money("adjustment_minor").notNull(),
    reason: text("reason").notNull(),
    /** The reason of the failure; null unless it failed. */
    failure: text("failure"),
    /** The maximum refundable amount when it was refused. */
    maximumMinor: money("maximum_minor"),
    returnId: text("return_id").references(() => returns.id),
    /** When the order was placed; it never changes. */
    orderPlacedAt: time("order_placed_at").notNull().default(0),
    /** Whether the goods are shipped although they are refunded. */
    keepFulfillable: boolean("keep_fulfillable").notNull().default(false),
    requestedBy: text("requested_by"),
    createdAt: time("created_at").notNull(),
    settledAt: time("settled_at"),
  },
  (table) => [
    index("refunds_of_order").on(table.orderId, table.createdAt, table.id),
    index("refunds_failed").on(table.orderPlacedAt, table.orderId).where(isFailedRefund),
    index("refunds_pending").on(table.id).where(isPendingRefund),
    index("refunds_of_return").on(table.returnId, table.createdAt, table.id).where(sql`return_id IS NOT NULL`),
    check("refunds_positive", sql`amount_minor >= 0 AND shipping_minor >= 0 AND adjustment_minor >= 0`),
  ],
);

/** The parts of a refund by line. */
export const refundParts = table(
  "refund_parts",
  {
    refundId: text("refund_id")
      .notNull()
      .references(() => refunds.id),
    lineId: text("line_id")
      .notNull()
      .references(() => orderLines.id),
    /** Zero: a price reduction of the line, also one that was the refund of units with less than their price. */
    quantity: integer("quantity").notNull(),
    amountMinor: money("amount_minor").notNull(),
    /** The amount that it takes off the price of each unit. Null: all of the price of its units. */
    lowered: json("lowered").$type<UnitAmounts>(),
    /** The units that returned to stock with it, without a return. */
    restocked: integer("restocked").notNull().default(0),
    /** The units among them that returned to stock with their return. */
    restockedOfReturn: integer("restocked_of_return").notNull().default(0),
    /** The numbers of the units that it counts as refunded. Refunds that are pending or have succeeded share none. */
    units: json("units").$type<UnitSet>().notNull().default([]),
  },
  (table) => [
    primaryKey({ columns: [table.refundId, table.lineId] }),
    check("refund_parts_positive", sql`quantity >= 0 AND amount_minor >= 0`),
  ],
);

export type OrderMoneyRow = typeof orderMoney.$inferSelect;
export type CaptureRow = typeof captures.$inferSelect;
export type RefundRow = typeof refunds.$inferSelect;
export type RefundPartRow = typeof refundParts.$inferSelect;
