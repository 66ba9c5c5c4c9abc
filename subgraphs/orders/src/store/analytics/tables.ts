/** Tables of projections: derived only from events, so that they can be rebuilt. */
import { taxCategories } from "@hansa/commerce/tax-class";
import { check, id, index, integer, money, primaryKey, table, text } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { documentCauses } from "../invoicing/tables.ts";

/** The attributes of a confirmed order that later events need. `day` is the UTC day of confirmation, in days since 1970. */
export const soldOrders = table("sold_orders", {
  orderId: id("order_id"),
  day: integer("day").notNull(),
  currency: text("currency").notNull(),
  /** Null if the order has no address. */
  country: text("country"),
  /** Null for a guest. After an erasure the id identifies no person. */
  customerId: text("customer_id"),
  /** The applied promotions, as one key and as one text; null if there were none. */
  promotionKey: text("promotion_key"),
  promotionLabel: text("promotion_label"),
  /** The step to which the charge for each of its units is rounded down. */
  stepMinor: money("step_minor").notNull().default(1),
});

/** Lines of confirmed orders, with the units cancelled since. */
export const soldLines = table(
  "sold_lines",
  {
    orderId: text("order_id").notNull(),
    /** Empty for amounts without a line: shipping and goodwill refunds. */
    lineId: text("line_id").notNull(),
    productId: text("product_id"),
    variantId: text("variant_id"),
    units: integer("units").notNull(),
    unitsCancelled: integer("units_cancelled").notNull(),
    /** The charge for the line, tax included. */
    totalMinor: money("total_minor").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.lineId] }),
    check("sold_lines_cancelled", sql`units_cancelled BETWEEN 0 AND units`),
  ],
);

/**
 * The effect of one event on one line of an order, on the day of the event in the shop's time zone: a sale, a cancellation, a refund or a
 * returned refund. Rows are only added, so a
 * past day never changes. The sales report sums them.
 */
export const salesFacts = table(
  "sales_facts",
  {
    /** The number of the event in the outbox. */
    seq: integer("seq").notNull(),
    orderId: text("order_id").notNull(),
    lineId: text("line_id").notNull(),
    day: integer("day").notNull(),
    currency: text("currency").notNull(),
    country: text("country"),
    productId: text("product_id"),
    variantId: text("variant_id"),
    promotionKey: text("promotion_key"),
    promotionLabel: text("promotion_label"),
    /** 1 in the single row of a sale that counts its order. */
    orders: integer("orders").notNull(),
    units: integer("units").notNull(),
    unitsCancelled: integer("units_cancelled").notNull(),
    /** Price × quantity, before the discount. */
    grossMinor: money("gross_minor").notNull(),
    discountMinor: money("discount_minor").notNull(),
    shippingMinor: money("shipping_minor").notNull(),
    taxMinor: money("tax_minor").notNull(),
    /** The charge to the customer. */
    totalMinor: money("total_minor").notNull(),
    cancelledMinor: money("cancelled_minor").notNull(),
    refundedMinor: money("refunded_minor").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.seq, table.lineId] }),
    index("sales_facts_by_day").on(table.day),
    index("sales_facts_of_order").on(table.orderId),
  ],
);

/** The accounting time zones: each applies to the events after its own, up to the next one. */
export const bookZones = table("book_zones", {
  /** The number of the event in the outbox. */
  seq: integer("seq").primaryKey(),
  timeZone: text("time_zone").notNull(),
});

/** The taxes of one invoice or credit note by place and rate, on its day. The tax report sums them. */
export const taxFacts = table(
  "tax_facts",
  {
    /** The number of the event in the outbox, and the position of the tax in it. */
    seq: integer("seq").notNull(),
    position: integer("position").notNull(),
    name: text("name").notNull(),
    /** In parts per million. */
    rate: integer("rate").notNull(),
    category: text("category", { enum: taxCategories }).notNull().default("STANDARD"),
    /** The place of the rate, or the destination; `region` is null for a rate of the whole country. */
    country: text("country"),
    region: text("region"),
    /** The member state to which a distance sale went; null for other sales, and for documents from before. */
    distanceTo: text("distance_to"),
    orderId: text("order_id").notNull(),
    day: integer("day").notNull(),
    currency: text("currency").notNull(),
    cause: text("cause", { enum: documentCauses }).notNull(),
    /** The taxable amount without tax, and the tax. For credit notes, the credited amounts. */
    baseMinor: money("base_minor").notNull(),
    taxMinor: money("tax_minor").notNull(),
  },
  (table) => [primaryKey({ columns: [table.seq, table.position] }), index("tax_facts_by_day").on(table.day)],
);

/** The number of orders that contain two products. Each pair is stored twice, once per direction. */
export const boughtTogether = table(
  "bought_together",
  {
    productId: text("product_id").notNull(),
    otherId: text("other_id").notNull(),
    orders: integer("orders").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.productId, table.otherId] }),
    check("bought_together_counted", sql`orders >= 0`),
  ],
);

/** Sold units of a variant by the day of confirmation; later cancellations are subtracted from that day. */
export const variantDays = table(
  "variant_days",
  { variantId: text("variant_id").notNull(), day: integer("day").notNull(), units: integer("units").notNull() },
  (table) => [primaryKey({ columns: [table.variantId, table.day] }), check("variant_days_counted", sql`units >= 0`)],
);

/** The value of a customer's confirmed orders, less cancellations and refunds. */
export const customerValues = table(
  "customer_values",
  {
    customerId: text("customer_id").notNull(),
    currency: text("currency").notNull(),
    minor: integer("minor").notNull(),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.currency] })],
);

export type SoldOrderRow = typeof soldOrders.$inferSelect;
export type SoldLineRow = typeof soldLines.$inferSelect;
export type SalesFactRow = typeof salesFacts.$inferSelect;
export type TaxFactRow = typeof taxFacts.$inferSelect;
