/** Tables of orders, and of the sagas that confirm them. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import { workColumns } from "@hansa/kit/messaging";
import { boolean, check, id, index, integer, json, money, primaryKey, table, text, time } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import type { ShippingChoice, TaxPart } from "../cart/tables.ts";
import type { VatIdCheck } from "../checkout/vat-id-table.ts";
import type { AppliedPromotion } from "../promotions/tables.ts";

/** The condition of delivered orders that are not completed. Exactly this text uses the partial index. */
export const isDelivered = sql`state = 'DELIVERED'`;

/** The condition of orders whose search terms are not written yet. Exactly this text uses the partial index. */
export const isWithoutTerms = sql`NOT has_terms`;

export const orders = table(
  "orders",
  {
    id: id("id"),
    number: text("number").notNull().unique(),
    checkoutId: text("checkout_id").notNull().unique(),
    cartId: text("cart_id").notNull(),
    /** Null for a guest whose order has joined no account. */
    customerId: text("customer_id"),
    /** The time at which a guest's order joined the account; its guest token stays valid. Null for other orders. */
    joinedAt: time("joined_at"),
    email: text("email"),
    /** Rises when the e-mail address is corrected: the guest token and the receipt's link of the versions before are valid no more. */
    linkVersion: integer("link_version").notNull().default(0),
    state: text("state", {
      enum: ["PENDING_PAYMENT", "CONFIRMED", "PARTIALLY_SHIPPED", "SHIPPED", "DELIVERED", "COMPLETED", "CANCELLED"],
    }).notNull(),
    holdReason: text("hold_reason", {
      enum: ["NEEDS_REVIEW", "REFUND_FAILED", "CUSTOMER_ERASED", "MANUAL", "WITHDRAWN"],
    }),
    holdSince: time("hold_since"),
    cancelReason: text("cancel_reason", { enum: ["OUT_OF_STOCK", "PAYMENT_REFUSED", "CUSTOMER", "SHOP"] }),
    /** The time of the last delivery. Null until everything has arrived. */
    deliveredAt: time("delivered_at"),
    invoiceNumber: text("invoice_number").unique(),
    /** The time at which it received its invoice number. */
    invoicedAt: time("invoiced_at"),
    currency: text("currency").notNull(),
    subtotalMinor: money("subtotal_minor").notNull(),
    shippingMinor: money("shipping_minor").notNull(),
    taxMinor: money("tax_minor").notNull(),
    totalMinor: money("total_minor").notNull(),
    /** The total less the sum of its parts; and the step to which it is rounded, so that the provider takes it. */
    roundingMinor: money("rounding_minor").notNull().default(0),
    stepMinor: money("step_minor").notNull().default(1),
    taxIncluded: boolean("tax_included").notNull(),
    taxParts: json("tax_parts").$type<TaxPart[]>().notNull(),
    shippingAddress: json("shipping_address").$type<AddressSnapshot>(),
    /** The country of the shipping address. Null if nothing is sent, and without the address. */
    shippingCountry: text("shipping_country"),
    billingAddress: json("billing_address").$type<AddressSnapshot>(),
    /** The check of the buyer's VAT id when the order was paid; null without an id. */
    vatIdCheck: json("vat_id_check").$type<VatIdCheck>(),
    shipping: json("shipping").$type<ShippingChoice>(),
    /** The price of the cheapest shipping method that the checkout offered: the most that a withdrawal refunds. Null if nothing is sent. */
    cheapestShippingMinor: money("cheapest_shipping_minor"),
    placedAt: time("placed_at").notNull(),
    /** The time of the last change; it never decreases. */
    updatedAt: time("updated_at").notNull().default(0),
    /** The payment status, derived from its balance and its counters. */
    settlement: text("settlement", {
      enum: ["UNPAID", "AUTHORIZED", "PARTIALLY_PAID", "PAID", "REFUND_DUE", "PARTIALLY_REFUNDED", "REFUNDED"],
    })
      .notNull()
      .default("UNPAID"),
    /** Whether its search terms are written: not those of an order from before there were any, until the service starts. */
    hasTerms: boolean("has_terms").notNull().default(false),
    /** The time of its customer's erasure; from then on it has no personal data. */
    erasedAt: time("erased_at"),
    /** The discount on goods and shipping together, and its part on shipping. */
    discountMinor: money("discount_minor").notNull(),
    shippingDiscountMinor: money("shipping_discount_minor").notNull(),
    discounts: json("discounts").$type<AppliedPromotion[]>().notNull(),
  },
  (table) => [
    index("orders_newest").on(table.placedAt, table.id),
    index("orders_of_customer").on(table.customerId, table.placedAt, table.id),
    index("orders_by_state").on(table.state, table.placedAt, table.id),
    index("orders_by_invoice").on(table.invoicedAt),
    index("orders_by_update").on(table.updatedAt, table.id),
    index("orders_by_settlement").on(table.settlement, table.placedAt, table.id),
    index("orders_by_email").on(table.email, table.placedAt, table.id),
    index("orders_by_country").on(table.shippingCountry, table.placedAt, table.id),
    index("orders_on_hold").on(table.placedAt, table.id).where(sql`hold_reason IS NOT NULL`),
    index("orders_without_terms").on(table.id).where(isWithoutTerms),
    index("orders_delivered").on(table.deliveredAt).where(isDelivered),
    check(
      "orders_add_up",
      sql`total_minor = subtotal_minor - discount_minor + shipping_minor + CASE tax_included WHEN 1 THEN 0 ELSE tax_minor END + rounding_minor`,
    ),
    check(
      "orders_payable",
      sql`step_minor > 0 AND total_minor % step_minor = 0 AND abs(rounding_minor) * 2 <= step_minor`,
    ),
    check(
      "orders_discount_within_price",
      sql`shipping_discount_minor BETWEEN 0 AND shipping_minor AND discount_minor - shipping_discount_minor BETWEEN 0 AND subtotal_minor`,
    ),
  ],
);

export const orderLines = table(
  "order_lines",
  {
    id: id("id"),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    position: integer("position").notNull(),
    variantId: text("variant_id").notNull(),
    productId: text("product_id").notNull(),
    sku: text("sku").notNull(),
    title: text("title").notNull(),
    unitPriceMinor: money("unit_price_minor").notNull(),
    quantity: integer("quantity").notNull(),
    lineTotalMinor: money("line_total_minor").notNull(),
    taxMinor: money("tax_minor").notNull(),
    taxParts: json("tax_parts").$type<TaxPart[]>().notNull(),
    discountMinor: money("discount_minor").notNull(),
    isWithdrawable: boolean("is_withdrawable").notNull().default(true),
  },
  (table) => [
    index("order_lines_of_order").on(table.orderId, table.position),
    index("order_lines_of_variant").on(table.variantId),
    check(
      "order_lines_add_up",
      sql`quantity > 0 AND discount_minor >= 0 AND line_total_minor >= 0 AND line_total_minor = unit_price_minor * quantity - discount_minor`,
    ),
  ],
);

export const orderNotes = table(
  "order_notes",
  {
    id: id("id"),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    at: time("at").notNull(),
    text: text("text").notNull(),
    authorId: text("author_id").notNull(),
  },
  (table) => [index("order_notes_of_order").on(table.orderId, table.at, table.id)],
);

/** The saga of an order. One row per checkout; its outcome is final. */
export const sagas = table(
  "sagas",
  {
    checkoutId: id("checkout_id"),
    orderId: text("order_id")
      .notNull()
      .unique()
      .references(() => orders.id),
    /** Null for a free order. */
    paymentId: text("payment_id"),
    /** The version of the checkout that is paid. */
    version: integer("version").notNull(),
    step: text("step", {
      enum: ["COMMIT_STOCK", "LINK", "CAPTURE", "VOID", "UNCOMMIT", "RELEASE", "CANCEL", "DONE"],
    }).notNull(),
    /** The reason of the roll-back; null while the saga goes forward. */
    failure: text("failure", { enum: ["OUT_OF_STOCK", "PAYMENT_REFUSED", "CUSTOMER", "SHOP"] }),
    outcome: text("outcome", { enum: ["CONFIRMED", "CANCELLED", "NEEDS_REVIEW"] }),
    /** Of the current step. */
    ...workColumns,
    /** The time since which the order is on hold because a step or a task is at its attempt limit; null if it is not. */
    stalledAt: time("stalled_at"),
  },
  (table) => [index("sagas_due").on(table.dueAt).where(sql`step <> 'DONE'`)],
);

/** Authorised payments without an order: each is voided; one that was authorised too late and captured is refunded. */
export const unwantedPayments = table(
  "unwanted_payments",
  {
    paymentId: id("payment_id"),
    checkoutId: text("checkout_id").notNull(),
    version: integer("version").notNull(),
    /** Whether it covered its checkout, but was authorised after `latePaymentHours`. */
    isLate: boolean("is_late").notNull().default(false),
    /** Null until the outcome is certain. REFUNDED: its refund has begun or succeeded. CAPTURED: staff must decide. */
    outcome: text("outcome", { enum: ["VOIDED", "REFUNDED", "CAPTURED"] }),
  },
  (table) => [index("unwanted_payments_open").on(table.paymentId).where(sql`outcome IS NULL`)],
);

/** The last issued number of each sequence. */
export const sequences = table("sequences", {
  name: id("name"),
  value: integer("value").notNull(),
});

export type OrderRow = typeof orders.$inferSelect;
/** An order in a list: without the columns of JSON, whose parsing costs more than reading all others. */
export type OrderSummary = Omit<
  OrderRow,
  "taxParts" | "shippingAddress" | "billingAddress" | "shipping" | "vatIdCheck" | "discounts"
>;
export type OrderLineRow = typeof orderLines.$inferSelect;
/** A line as it is read for many orders: without its taxes, which are JSON. */
export type OrderLineSummary = Omit<OrderLineRow, "taxParts">;
export type OrderNoteRow = typeof orderNotes.$inferSelect;
export type SagaRow = typeof sagas.$inferSelect;
export type UnwantedPaymentRow = typeof unwantedPayments.$inferSelect;

/** The variants of an order. Inserted together with it, and never changed. */
export const orderVariants = table(
  "order_variants",
  {
    variantId: text("variant_id").notNull(),
    placedAt: time("placed_at").notNull(),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
  },
  (table) => [primaryKey({ columns: [table.variantId, table.placedAt, table.orderId] })],
);

/** Search terms of orders: folded words of their people, and their numbers, each found by its beginning. */
export const orderTerms = table(
  "order_terms",
  {
    term: text("term").notNull(),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
  },
  (table) => [primaryKey({ columns: [table.term, table.orderId] }), index("order_terms_of_order").on(table.orderId)],
);
