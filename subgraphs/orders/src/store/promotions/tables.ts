/** Tables of promotions, their uses and failed codes. */
import type { Money } from "@hansa/commerce/money";
import { boolean, check, id, index, integer, json, primaryKey, table, text, time } from "@hansa/kit/store";
import { sql } from "drizzle-orm";

/** The terms of a promotion in one currency, as a checkout freezes them. */
export type PromotionTerms = {
  id: string;
  label: string;
  /** Null: automatic. */
  code: string | null;
  /** In parts per million. */
  percentOff: number | null;
  amountOffMinor: number | null;
  freeShipping: boolean;
  combines: boolean;
  collectionIds: string[];
  variantIds: string[];
  minimumMinor: number | null;
  /** The countries of destination; empty: all. */
  countries: string[];
  /** The methods that free shipping is for; empty: all. */
  shippingMethodIds: string[];
  /** The most that it takes off goods and shipping together. */
  maximumMinor: number | null;
};

/** An applied promotion, with its discount on goods and shipping together. */
export type AppliedPromotion = { promotionId: string; label: string; code: string | null; discountMinor: number };

export const promotions = table(
  "promotions",
  {
    id: id("id"),
    /** Rises with every change by staff; uses do not change it. */
    version: integer("version").notNull().default(1),
    label: text("label").notNull(),
    /** In capitals. Null: automatic. */
    code: text("code"),
    /** In parts per million. */
    percentOff: integer("percent_off"),
    /** One per currency. */
    amountsOff: json("amounts_off").$type<Money[]>().notNull(),
    freeShipping: boolean("free_shipping").notNull(),
    /** Whether it can be combined with others that combine; otherwise it applies alone. */
    combines: boolean("combines").notNull(),
    collectionIds: json("collection_ids").$type<string[]>().notNull(),
    variantIds: json("variant_ids").$type<string[]>().notNull(),
    /** One per currency. */
    minimumSubtotals: json("minimum_subtotals").$type<Money[]>().notNull(),
    /** Countries of destination; empty: all. */
    countries: json("countries").$type<string[]>().notNull().default([]),
    /** The methods that free shipping is for; empty: all. */
    shippingMethodIds: json("shipping_method_ids").$type<string[]>().notNull().default([]),
    /** The most that one use takes off, one per currency; empty: without limit. */
    maximumDiscounts: json("maximum_discounts").$type<Money[]>().notNull().default([]),
    usesPerCustomer: integer("uses_per_customer"),
    usesTotal: integer("uses_total"),
    /** The number of rows of `promotion_uses` in the states reserved and used. */
    usesTaken: integer("uses_taken").notNull(),
    startsAt: time("starts_at").notNull(),
    /** The time from which it is no longer in force; null: it has no end. */
    endsAt: time("ends_at"),
    createdAt: time("created_at").notNull(),
    /** The time of the last change by staff. */
    updatedAt: time("updated_at").notNull().default(0),
  },
  (table) => [
    index("promotions_by_update").on(table.updatedAt, table.id),
    index("promotions_newest").on(table.createdAt, table.id),
    index("promotions_by_code").on(table.code, table.startsAt),
    check("promotions_within_limit", sql`uses_taken >= 0 AND (uses_total IS NULL OR uses_taken <= uses_total)`),
    check("promotions_in_time", sql`ends_at IS NULL OR ends_at >= starts_at`),
    check(
      "promotions_give_discount",
      sql`(percent_off IS NULL OR percent_off BETWEEN 1 AND 1000000) AND (percent_off IS NOT NULL OR amounts_off <> '[]' OR free_shipping = 1)`,
    ),
  ],
);

/** One row for each promotion that is, or was, applied to a checkout. */
export const promotionUses = table(
  "promotion_uses",
  {
    promotionId: text("promotion_id")
      .notNull()
      .references(() => promotions.id),
    checkoutId: text("checkout_id").notNull(),
    /** The account of the checkout or of its order; null for a guest without one. */
    userId: text("user_id"),
    /** The e-mail address of the checkout, in lower case; null until it is given. */
    email: text("email"),
    state: text("state", { enum: ["reserved", "used", "released"] }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.promotionId, table.checkoutId] }),
    index("promotion_uses_of_checkout").on(table.checkoutId),
    index("promotion_uses_of_user").on(table.userId, table.promotionId),
    index("promotion_uses_by_email").on(table.email, table.promotionId),
  ],
);

export type PromotionRow = typeof promotions.$inferSelect;
export type PromotionUseRow = typeof promotionUses.$inferSelect;
