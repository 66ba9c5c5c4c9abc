/** The tables of carts, checkouts and orders, and of what a total is computed from. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export { idempotency, inboxCursor, outbox } from "@hansa/kit/store-tables";

/** One tax as it was computed: `rate` in parts per million. */
export type TaxPart = { name: string; rate: number; baseMinor: number; amountMinor: number };

/** A way of sending as it was offered when it was chosen. */
export type ChosenShipping = {
  id: string;
  carrier: string;
  label: string;
  priceMinor: number;
  taxClass: string;
  etaDaysMin: number;
  etaDaysMax: number;
};

export const carts = sqliteTable("carts", {
  id: text("id").primaryKey(),
  version: integer("version").notNull(),
  currency: text("currency").notNull(),
  /** Null for a guest's. */
  ownerId: text("owner_id"),
  state: text("state", { enum: ["OPEN", "CLOSED"] }).notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

export const cartLines = sqliteTable(
  "cart_lines",
  {
    id: text("id").primaryKey(),
    cartId: text("cart_id")
      .notNull()
      .references(() => carts.id),
    position: integer("position").notNull(),
    variantId: text("variant_id").notNull(),
    productId: text("product_id").notNull(),
    sku: text("sku").notNull(),
    title: text("title").notNull(),
    unitPriceMinor: integer("unit_price_minor").notNull(),
    taxClass: text("tax_class").notNull(),
    /** Null for what is not sent by parcel. */
    weightGrams: integer("weight_grams"),
    quantity: integer("quantity").notNull(),
  },
  (table) => [
    uniqueIndex("cart_lines_once").on(table.cartId, table.variantId),
    check("cart_lines_positive", sql`quantity > 0 AND unit_price_minor >= 0`),
  ],
);

/** The cart that a customer goes on with. */
export const activeCarts = sqliteTable("active_carts", {
  userId: text("user_id").primaryKey(),
  cartId: text("cart_id")
    .notNull()
    .references(() => carts.id),
});

export const checkouts = sqliteTable(
  "checkouts",
  {
    id: text("id").primaryKey(),
    cartId: text("cart_id")
      .notNull()
      .references(() => carts.id),
    ownerId: text("owner_id"),
    state: text("state", { enum: ["OPEN", "AWAITING_PAYMENT", "COMPLETING", "COMPLETED", "EXPIRED"] }).notNull(),
    /** Rises with every change of what is to be paid; a payment is bound to one version. */
    version: integer("version").notNull(),
    /** False until products has said that the goods are held; until then nobody sees this checkout. */
    held: integer("held", { mode: "boolean" }).notNull(),
    /** The goods of an expired checkout were given back. */
    released: integer("released", { mode: "boolean" }).notNull(),
    /** The buyer wants the payment given up; until that is certain, it must not become an order. */
    givingUp: integer("giving_up", { mode: "boolean" }).notNull(),
    holdUntil: integer("hold_until").notNull(),
    currency: text("currency").notNull(),
    email: text("email"),
    shippingAddress: text("shipping_address", { mode: "json" }).$type<AddressSnapshot>(),
    billingAddress: text("billing_address", { mode: "json" }).$type<AddressSnapshot>(),
    shipping: text("shipping", { mode: "json" }).$type<ChosenShipping>(),
    subtotalMinor: integer("subtotal_minor").notNull(),
    shippingMinor: integer("shipping_minor").notNull(),
    taxMinor: integer("tax_minor").notNull(),
    totalMinor: integer("total_minor").notNull(),
    taxIncluded: integer("tax_included", { mode: "boolean" }).notNull(),
    taxParts: text("tax_parts", { mode: "json" }).$type<TaxPart[]>().notNull(),
    /** The totals were computed with the tax rates of this moment, and stay so. */
    pricedAt: integer("priced_at").notNull(),
    startedAt: integer("started_at").notNull(),
  },
  (table) => [
    uniqueIndex("checkouts_one_live").on(table.cartId).where(sql`state IN ('OPEN', 'AWAITING_PAYMENT', 'COMPLETING')`),
    index("checkouts_by_end").on(table.state, table.holdUntil),
    index("checkouts_to_release").on(table.state).where(sql`released = 0`),
    check(
      "checkouts_add_up",
      sql`total_minor = subtotal_minor + shipping_minor + CASE tax_included WHEN 1 THEN 0 ELSE tax_minor END`,
    ),
  ],
);

export const orders = sqliteTable(
  "orders",
  {
    id: text("id").primaryKey(),
    number: text("number").notNull().unique(),
    checkoutId: text("checkout_id").notNull().unique(),
    cartId: text("cart_id").notNull(),
    customerId: text("customer_id"),
    email: text("email"),
    state: text("state", {
      enum: ["PENDING_PAYMENT", "CONFIRMED", "PARTIALLY_SHIPPED", "SHIPPED", "DELIVERED", "COMPLETED", "CANCELLED"],
    }).notNull(),
    holdReason: text("hold_reason", { enum: ["NEEDS_REVIEW"] }),
    holdSince: integer("hold_since"),
    cancelReason: text("cancel_reason", { enum: ["OUT_OF_STOCK", "PAYMENT_REFUSED", "EXPIRED"] }),
    invoiceNumber: text("invoice_number").unique(),
    currency: text("currency").notNull(),
    subtotalMinor: integer("subtotal_minor").notNull(),
    shippingMinor: integer("shipping_minor").notNull(),
    taxMinor: integer("tax_minor").notNull(),
    totalMinor: integer("total_minor").notNull(),
    taxIncluded: integer("tax_included", { mode: "boolean" }).notNull(),
    taxParts: text("tax_parts", { mode: "json" }).$type<TaxPart[]>().notNull(),
    shippingAddress: text("shipping_address", { mode: "json" }).$type<AddressSnapshot>(),
    billingAddress: text("billing_address", { mode: "json" }).$type<AddressSnapshot>(),
    shipping: text("shipping", { mode: "json" }).$type<ChosenShipping>(),
    placedAt: integer("placed_at").notNull(),
  },
  (table) => [
    index("orders_newest").on(table.placedAt, table.id),
    index("orders_of_customer").on(table.customerId, table.placedAt, table.id),
    index("orders_by_state").on(table.state, table.placedAt, table.id),
    index("orders_by_email").on(table.email, table.placedAt, table.id),
    check(
      "orders_add_up",
      sql`total_minor = subtotal_minor + shipping_minor + CASE tax_included WHEN 1 THEN 0 ELSE tax_minor END`,
    ),
  ],
);

export const orderLines = sqliteTable(
  "order_lines",
  {
    id: text("id").primaryKey(),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    position: integer("position").notNull(),
    variantId: text("variant_id").notNull(),
    productId: text("product_id").notNull(),
    sku: text("sku").notNull(),
    title: text("title").notNull(),
    unitPriceMinor: integer("unit_price_minor").notNull(),
    quantity: integer("quantity").notNull(),
    lineTotalMinor: integer("line_total_minor").notNull(),
    taxMinor: integer("tax_minor").notNull(),
    taxParts: text("tax_parts", { mode: "json" }).$type<TaxPart[]>().notNull(),
  },
  (table) => [
    index("order_lines_of_order").on(table.orderId, table.position),
    index("order_lines_of_variant").on(table.variantId),
    check("order_lines_add_up", sql`quantity > 0 AND line_total_minor = unit_price_minor * quantity`),
  ],
);

/** What happened to an order. Append only: triggers refuse anything else. */
export const orderEvents = sqliteTable(
  "order_events",
  {
    /** The order in which things happened, also within one millisecond. */
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    at: integer("at").notNull(),
    kind: text("kind", { enum: ["PLACED", "PAYMENT_CAPTURED", "CONFIRMED", "HELD", "CANCELLED"] }).notNull(),
    summary: text("summary").notNull(),
    actor: text("actor", { enum: ["CUSTOMER", "STAFF", "SHOP"] }).notNull(),
    actorId: text("actor_id"),
  },
  (table) => [index("order_events_of_order").on(table.orderId, table.seq)],
);

export const orderNotes = sqliteTable(
  "order_notes",
  {
    id: text("id").primaryKey(),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    at: integer("at").notNull(),
    text: text("text").notNull(),
    authorId: text("author_id").notNull(),
  },
  (table) => [index("order_notes_of_order").on(table.orderId, table.at, table.id)],
);

/** How far the making of an order is. One row per checkout; its outcome is final. */
export const sagas = sqliteTable(
  "sagas",
  {
    checkoutId: text("checkout_id").primaryKey(),
    orderId: text("order_id")
      .notNull()
      .unique()
      .references(() => orders.id),
    /** Null for a free order. */
    paymentId: text("payment_id"),
    /** The version of the checkout that is paid for. */
    version: integer("version").notNull(),
    step: text("step", { enum: ["COMMIT_STOCK", "CAPTURE", "VOID", "RESTOCK", "RELEASE", "CANCEL", "DONE"] }).notNull(),
    /** Why it is being undone; null while it goes forward. */
    failure: text("failure", { enum: ["OUT_OF_STOCK", "PAYMENT_REFUSED"] }),
    outcome: text("outcome", { enum: ["CONFIRMED", "CANCELLED", "NEEDS_REVIEW"] }),
    /** Tries of this step that ended without an answer. */
    attempt: integer("attempt").notNull(),
    nextRunAt: integer("next_run_at").notNull(),
  },
  (table) => [index("sagas_due").on(table.nextRunAt).where(sql`step <> 'DONE'`)],
);

/** Payments that turned out certain when nothing could be sold for them any more: each is voided. */
export const unwantedPayments = sqliteTable(
  "unwanted_payments",
  {
    paymentId: text("payment_id").primaryKey(),
    checkoutId: text("checkout_id").notNull(),
    version: integer("version").notNull(),
    voided: integer("voided", { mode: "boolean" }).notNull(),
  },
  (table) => [index("unwanted_payments_open").on(table.voided)],
);

/** Numbers for people, each given once. */
export const sequences = sqliteTable("sequences", {
  name: text("name").primaryKey(),
  value: integer("value").notNull(),
});

export const taxRates = sqliteTable(
  "tax_rates",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    country: text("country").notNull(),
    /** Null: the whole country. A region's own rate goes before its country's. */
    region: text("region"),
    taxClass: text("tax_class").notNull(),
    /** In parts per million. */
    rate: integer("rate").notNull(),
    startsAt: integer("starts_at").notNull(),
  },
  (table) => [index("tax_rates_of_country").on(table.country)],
);

export const shippingZones = sqliteTable("shipping_zones", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
});

export const shippingZoneCountries = sqliteTable("shipping_zone_countries", {
  country: text("country").primaryKey(),
  zoneId: text("zone_id")
    .notNull()
    .references(() => shippingZones.id),
});

export const shippingMethods = sqliteTable(
  "shipping_methods",
  {
    id: text("id").primaryKey(),
    zoneId: text("zone_id")
      .notNull()
      .references(() => shippingZones.id),
    carrier: text("carrier").notNull(),
    label: text("label").notNull(),
    etaDaysMin: integer("eta_days_min").notNull(),
    etaDaysMax: integer("eta_days_max").notNull(),
    taxClass: text("tax_class").notNull(),
    active: integer("active", { mode: "boolean" }).notNull(),
  },
  (table) => [index("shipping_methods_of_zone").on(table.zoneId)],
);

/** What a method costs up to a weight. Heavier than its heaviest step: it is not offered. */
export const shippingRates = sqliteTable(
  "shipping_rates",
  {
    methodId: text("method_id")
      .notNull()
      .references(() => shippingMethods.id),
    currency: text("currency").notNull(),
    upToGrams: integer("up_to_grams").notNull(),
    minor: integer("minor").notNull(),
  },
  (table) => [primaryKey({ columns: [table.methodId, table.currency, table.upToGrams] })],
);

export type CartRow = typeof carts.$inferSelect;
export type CartLineRow = typeof cartLines.$inferSelect;
export type CheckoutRow = typeof checkouts.$inferSelect;
export type OrderRow = typeof orders.$inferSelect;
export type OrderLineRow = typeof orderLines.$inferSelect;
export type OrderEventRow = typeof orderEvents.$inferSelect;
export type OrderNoteRow = typeof orderNotes.$inferSelect;
export type SagaRow = typeof sagas.$inferSelect;
export type UnwantedPaymentRow = typeof unwantedPayments.$inferSelect;
export type TaxRateRow = typeof taxRates.$inferSelect;
export type ShippingMethodRow = typeof shippingMethods.$inferSelect;
export type ShippingRateRow = typeof shippingRates.$inferSelect;
