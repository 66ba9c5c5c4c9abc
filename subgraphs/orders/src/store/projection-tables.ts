/** The tables of projections: what orders came to, counted from the events alone, so that they can be emptied and made again. */
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What later events of a confirmed order are counted by. `day` is the UTC day on which it was confirmed, in days since 1970. */
export const soldOrders = sqliteTable("sold_orders", {
  orderId: text("order_id").primaryKey(),
  day: integer("day").notNull(),
  currency: text("currency").notNull(),
  /** Null if no address was asked for. */
  country: text("country"),
  /** Null for a guest. An id, which stands for nobody once its person was erased. */
  customerId: text("customer_id"),
  /** The promotions that took part, as one key and as one text; null if none did. */
  promotionKey: text("promotion_key"),
  promotionLabel: text("promotion_label"),
});

/** Lines of confirmed orders, and how many of their units were cancelled since. */
export const soldLines = sqliteTable(
  "sold_lines",
  {
    orderId: text("order_id").notNull(),
    /** Empty for what belongs to no line: shipping, and what is given back beside the lines. */
    lineId: text("line_id").notNull(),
    productId: text("product_id"),
    variantId: text("variant_id"),
    units: integer("units").notNull(),
    unitsCancelled: integer("units_cancelled").notNull(),
    /** What the customer was to pay for it, tax included. */
    totalMinor: integer("total_minor").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.lineId] }),
    check("sold_lines_cancelled", sql`units_cancelled BETWEEN 0 AND units`),
  ],
);

/**
 * What one event did to one line of an order, on the day of the event in the shop's time zone: a sale, a cancellation, a refund, or one that came back. Rows are only added, so a
 * day that is over never changes. Sums of them are the sales report.
 */
export const salesFacts = sqliteTable(
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
    /** 1 in the one row of a sale that stands for its whole order. */
    orders: integer("orders").notNull(),
    units: integer("units").notNull(),
    unitsCancelled: integer("units_cancelled").notNull(),
    /** Price × quantity, before the discount. */
    grossMinor: integer("gross_minor").notNull(),
    discountMinor: integer("discount_minor").notNull(),
    shippingMinor: integer("shipping_minor").notNull(),
    taxMinor: integer("tax_minor").notNull(),
    /** What the customer was to pay. */
    totalMinor: integer("total_minor").notNull(),
    cancelledMinor: integer("cancelled_minor").notNull(),
    refundedMinor: integer("refunded_minor").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.seq, table.lineId] }),
    index("sales_facts_by_day").on(table.day),
    index("sales_facts_of_order").on(table.orderId),
  ],
);

/** The time zones of the books: each counts for the events after its own, up to the next. */
export const bookZones = sqliteTable("book_zones", {
  /** The number of the event in the outbox. */
  seq: integer("seq").primaryKey(),
  timeZone: text("time_zone").notNull(),
});

/** The taxes of one invoice or credit note by rate, on its day. Sums of them are the tax report. */
export const taxFacts = sqliteTable(
  "tax_facts",
  {
    /** The number of the event in the outbox. */
    seq: integer("seq").notNull(),
    name: text("name").notNull(),
    /** In parts per million. */
    rate: integer("rate").notNull(),
    orderId: text("order_id").notNull(),
    day: integer("day").notNull(),
    currency: text("currency").notNull(),
    cause: text("cause", { enum: ["SALE", "REFUND", "CANCELLATION", "REVERSAL"] }).notNull(),
    /** What the tax is taken of, without it; and the tax. Of credit notes, what they take off. */
    baseMinor: integer("base_minor").notNull(),
    taxMinor: integer("tax_minor").notNull(),
  },
  (table) => [primaryKey({ columns: [table.seq, table.rate, table.name] }), index("tax_facts_by_day").on(table.day)],
);

/** In how many orders two products stand together. Each pair is there twice, once from either side. */
export const boughtTogether = sqliteTable(
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

/** Units of a variant by the day on which their order was confirmed; what was cancelled later is taken back from that day. */
export const variantDays = sqliteTable(
  "variant_days",
  { variantId: text("variant_id").notNull(), day: integer("day").notNull(), units: integer("units").notNull() },
  (table) => [primaryKey({ columns: [table.variantId, table.day] }), check("variant_days_counted", sql`units >= 0`)],
);

/** What a customer's confirmed orders come to, less what they got back. */
export const customerValues = sqliteTable(
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
