/** Tables of carts and checkouts. */
import type { TaxCategory } from "@hansa/commerce/tax-class";
import type { AddressSnapshot } from "@hansa/contracts/users";
import { boolean, check, id, index, integer, json, money, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import type { VatIdCheck } from "../checkout/vat-id-table.ts";
import type { AppliedPromotion, PromotionTerms } from "../promotions/tables.ts";
import type { DistanceSales, NetOrGross, ShippingTaxBasis } from "../settings/rate-tables.ts";

/** One tax as it was computed: `rate` in parts per million; 0 in every category but `STANDARD`. */
export type TaxPart = {
  name: string;
  rate: number;
  category: TaxCategory;
  /** The country of the rate; the destination where no rate was used. */
  country: string;
  /** The region of the rate; null for a rate of the whole country. */
  region: string | null;
  /** The member state of a distance sale, whose country is the seller's if the seller's rates apply. Absent: no distance sale, or from before they were known. */
  distanceTo?: string;
  baseMinor: number;
  amountMinor: number;
};

/** A shipping option, as it was offered when it was chosen. */
export type ShippingChoice = {
  id: string;
  carrier: string;
  label: string;
  priceMinor: number;
  taxClass: string;
  taxBasis: ShippingTaxBasis;
  etaDaysMin: number;
  etaDaysMax: number;
};

/** The settings with which a checkout was priced, so that a later change of them does not change its total. */
export type PricingTerms = {
  /** The shop's country. */
  country: string;
  /** The postal code of the seller in it. */
  sellerPostalCode?: string | null;
  vatId: string | null;
  reverseCharge: boolean;
  pricesIncludeTax: boolean;
  exportPrices: NetOrGross;
  /** Absent from checkouts from before: they are taxed by country alone, and a class without a rate bears no tax. */
  distanceSales?: DistanceSales;
  /** `GROSS` in checkouts from before companies of other member states paid net. */
  companyPrices: NetOrGross;
  /** The step of the checkout's currency to which its total is rounded. Absent from checkouts from before there were steps: 1. */
  stepMinor?: number;
};

/** The condition of carts that are deleted when they are not changed any more. Exactly this text uses the partial index. */
export const mayBeAbandoned = sql`owner_id IS NULL AND NOT ordered`;

export const carts = table(
  "carts",
  {
    id: id("id"),
    version: integer("version").notNull(),
    currency: text("currency").notNull(),
    /** Null for a guest. */
    ownerId: text("owner_id"),
    state: text("state", { enum: ["OPEN", "CLOSED"] }).notNull(),
    createdAt: time("created_at").notNull(),
    updatedAt: time("updated_at").notNull(),
    /** The accepted promotion code, in capitals. It stays when it no longer applies. */
    code: text("code"),
    /** Whether an order was placed from it: the cart stays with the order then. */
    ordered: boolean("ordered").notNull().default(false),
  },
  (table) => [
    index("carts_of_owner").on(table.ownerId).where(sql`owner_id IS NOT NULL`),
    index("carts_abandoned").on(table.updatedAt, table.id).where(mayBeAbandoned),
  ],
);

export const cartLines = table(
  "cart_lines",
  {
    id: id("id"),
    cartId: text("cart_id")
      .notNull()
      .references(() => carts.id),
    position: integer("position").notNull(),
    variantId: text("variant_id").notNull(),
    productId: text("product_id").notNull(),
    sku: text("sku").notNull(),
    title: text("title").notNull(),
    unitPriceMinor: money("unit_price_minor").notNull(),
    taxClass: text("tax_class").notNull(),
    /** Null for goods that are not shipped. */
    weightGrams: integer("weight_grams"),
    quantity: integer("quantity").notNull(),
    /** The collections of the product and their ancestors. */
    collectionIds: json("collection_ids").$type<string[]>().notNull(),
    isWithdrawable: boolean("is_withdrawable").notNull().default(true),
  },
  (table) => [
    uniqueIndex("cart_lines_once").on(table.cartId, table.variantId),
    check("cart_lines_positive", sql`quantity > 0 AND unit_price_minor >= 0`),
  ],
);

/** The active cart of a customer. */
export const activeCarts = table(
  "active_carts",
  {
    userId: id("user_id"),
    cartId: text("cart_id")
      .notNull()
      .references(() => carts.id),
  },
  (table) => [index("active_carts_of_cart").on(table.cartId)],
);

/** The condition of live checkouts, of which a cart has one. Exactly this text uses the partial index. */
export const isLiveCheckout = sql`state IN ('OPEN', 'AWAITING_PAYMENT', 'COMPLETING')`;

/** The condition of checkouts whose reservation is not released. Exactly this text uses the partial index. */
export const isUnreleased = sql`NOT released`;

export const checkouts = table(
  "checkouts",
  {
    id: id("id"),
    cartId: text("cart_id")
      .notNull()
      .references(() => carts.id),
    ownerId: text("owner_id"),
    state: text("state", { enum: ["OPEN", "AWAITING_PAYMENT", "COMPLETING", "COMPLETED", "EXPIRED"] }).notNull(),
    /** Rises with every change of the amount to pay; a payment is bound to one version. */
    version: integer("version").notNull(),
    /** False until products has confirmed the reservation; until then the checkout is not visible. */
    reserved: boolean("reserved").notNull(),
    /** Whether the reservation of an expired checkout was released. */
    released: boolean("released").notNull(),
    /** A reopening has started: until its payment is voided with certainty, the checkout must not become an order. */
    reopening: boolean("reopening").notNull(),
    /** By the store's clock, as `startedAt`. */
    reservedUntil: time("reserved_until").notNull(),
    /** Whether the reservation lasts half as long, because one of its network has recently ended unpaid. */
    shortened: boolean("shortened").notNull().default(false),
    currency: text("currency").notNull(),
    email: text("email"),
    /** Keyed hashes of the networks that started it, as a path from the widest, stored while the checkout is live. Null if unknown. */
    network: text("network"),
    shippingAddress: json("shipping_address").$type<AddressSnapshot>(),
    billingAddress: json("billing_address").$type<AddressSnapshot>(),
    shipping: json("shipping").$type<ShippingChoice>(),
    /** The price of the cheapest shipping method that was offered with the chosen one. */
    cheapestShippingMinor: money("cheapest_shipping_minor"),
    subtotalMinor: money("subtotal_minor").notNull(),
    shippingMinor: money("shipping_minor").notNull(),
    taxMinor: money("tax_minor").notNull(),
    totalMinor: money("total_minor").notNull(),
    /** The total less the sum of its parts. The step to which it is rounded stands in `pricingTerms`. */
    roundingMinor: money("rounding_minor").notNull().default(0),
    taxIncluded: boolean("tax_included").notNull(),
    taxParts: json("tax_parts").$type<TaxPart[]>().notNull(),
    /** Null without a VAT id, and in shops without reverse charge. */
    vatIdCheck: json("vat_id_check").$type<VatIdCheck>(),
    /** Null in checkouts from before they were stored. */
    pricingTerms: json("pricing_terms").$type<PricingTerms>(),
    /** The time whose tax rates the totals use. */
    pricedAt: time("priced_at").notNull(),
    startedAt: time("started_at").notNull(),
    /** The discount on goods and shipping together, and its part on shipping. */
    discountMinor: money("discount_minor").notNull(),
    shippingDiscountMinor: money("shipping_discount_minor").notNull(),
    /** The eligible terms at the start of the checkout, which apply to it from then on. */
    promotions: json("promotions").$type<PromotionTerms[]>().notNull(),
    /** The promotions among them that are applied. */
    discounts: json("discounts").$type<AppliedPromotion[]>().notNull(),
  },
  (table) => [
    uniqueIndex("checkouts_one_live").on(table.cartId).where(isLiveCheckout),
    index("checkouts_of_cart").on(table.cartId),
    index("checkouts_of_owner").on(table.ownerId),
    index("checkouts_by_email").on(table.email),
    index("checkouts_of_network").on(table.network).where(sql`network IS NOT NULL`),
    index("checkouts_by_end").on(table.state, table.reservedUntil),
    index("checkouts_to_release").on(table.state).where(isUnreleased),
    check(
      "checkouts_add_up",
      sql`total_minor = subtotal_minor - discount_minor + shipping_minor + CASE tax_included WHEN 1 THEN 0 ELSE tax_minor END + rounding_minor`,
    ),
    check(
      "checkouts_discount_within_price",
      sql`shipping_discount_minor BETWEEN 0 AND shipping_minor AND discount_minor - shipping_discount_minor BETWEEN 0 AND subtotal_minor`,
    ),
  ],
);

export type CartRow = typeof carts.$inferSelect;
export type CartLineRow = typeof cartLines.$inferSelect;
export type CheckoutRow = typeof checkouts.$inferSelect;
