/** Tables of fulfilments and their parcels. */

import { boolean, check, id, index, integer, primaryKey, table, text, time } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { orderLines, orders } from "../order/tables.ts";

export const fulfilments = table(
  "fulfilments",
  {
    id: id("id"),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    /** CANCELLED: all of its units were cancelled or refunded before they were packed. Final. */
    state: text("state", { enum: ["OPEN", "CANCELLED"] })
      .notNull()
      .default("OPEN"),
    /** Whether its units are sent once more, because their parcel came back undelivered. */
    isResend: boolean("is_resend").notNull().default(false),
    /** Whether a part has units to put back. */
    isToPutBack: boolean("is_to_put_back").notNull().default(false),
    createdAt: time("created_at").notNull(),
  },
  (table) => [
    index("fulfilments_of_order").on(table.orderId, table.createdAt, table.id),
    index("fulfilments_by_state").on(table.state, table.createdAt, table.id),
    index("fulfilments_by_time").on(table.createdAt, table.id),
    index("fulfilments_to_put_back").on(table.isToPutBack, table.createdAt, table.id),
  ],
);

export const fulfilmentParts = table(
  "fulfilment_parts",
  {
    fulfilmentId: text("fulfilment_id")
      .notNull()
      .references(() => fulfilments.id),
    lineId: text("line_id")
      .notNull()
      .references(() => orderLines.id),
    /** Units in the fulfilment, without those cancelled since. */
    quantity: integer("quantity").notNull(),
    /** Units that were cancelled or refunded since, and are not reported as put back. */
    toPutBack: integer("to_put_back").notNull().default(0),
    /** Units among them that are in parcels. */
    packed: integer("packed").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.fulfilmentId, table.lineId] }),
    index("fulfilment_parts_of_line").on(table.lineId),
    check("fulfilment_parts_packed", sql`packed >= 0 AND packed <= quantity`),
    check("fulfilment_parts_put_back", sql`to_put_back >= 0`),
  ],
);

/** The condition of parcels that are packed and have not left. Exactly this text uses the partial index. */
export const isToHandOver = sql`status = 'READY'`;

export const shipments = table(
  "shipments",
  {
    id: id("id"),
    fulfilmentId: text("fulfilment_id")
      .notNull()
      .references(() => fulfilments.id),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    status: text("status", {
      enum: ["READY", "SHIPPED", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED", "LOST", "RETURNED", "UNPACKED"],
    }).notNull(),
    carrier: text("carrier").notNull(),
    trackingNumber: text("tracking_number"),
    trackingUrl: text("tracking_url"),
    createdAt: time("created_at").notNull(),
    shippedAt: time("shipped_at"),
    deliveredAt: time("delivered_at"),
  },
  (table) => [
    index("shipments_of_order").on(table.orderId, table.createdAt, table.id),
    index("shipments_of_fulfilment").on(table.fulfilmentId, table.createdAt, table.id),
    index("shipments_to_hand_over").on(table.orderId).where(isToHandOver),
    check("shipments_delivered", sql`(status = 'DELIVERED') = (delivered_at IS NOT NULL)`),
    check("shipments_ready", sql`(status IN ('READY', 'UNPACKED')) = (shipped_at IS NULL)`),
  ],
);

export const shipmentParts = table(
  "shipment_parts",
  {
    shipmentId: text("shipment_id")
      .notNull()
      .references(() => shipments.id),
    lineId: text("line_id")
      .notNull()
      .references(() => orderLines.id),
    quantity: integer("quantity").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.shipmentId, table.lineId] }),
    index("shipment_parts_of_line").on(table.lineId),
    check("shipment_parts_positive", sql`quantity > 0`),
  ],
);

export type FulfilmentRow = typeof fulfilments.$inferSelect;
export type FulfilmentPartRow = typeof fulfilmentParts.$inferSelect;
export type ShipmentRow = typeof shipments.$inferSelect;
export type ShipmentPartRow = typeof shipmentParts.$inferSelect;
