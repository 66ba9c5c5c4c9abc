/** The tables of the catalogue and of its stock. The full-text index is not among them: see search-index.ts. */
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export { idempotency, inboxCursor, outbox } from "@hansa/kit/store-tables";

export type Option = { name: string; value: string };

export const products = sqliteTable(
  "products",
  {
    id: text("id").primaryKey(),
    slug: text("slug").notNull().unique(),
    title: text("title").notNull(),
    descriptionHtml: text("description_html").notNull(),
    status: text("status", { enum: ["DRAFT", "ACTIVE", "ARCHIVED"] }).notNull(),
    optionNames: text("option_names", { mode: "json" }).$type<string[]>().notNull(),
    /** The shop's own order: smaller comes first. */
    featuredRank: integer("featured_rank").notNull(),
    /** From when customers see it; null while it is a draft. */
    publishedAt: integer("published_at"),
    version: integer("version").notNull(),
    /** The number of its row in the full-text index. */
    searchRow: integer("search_row").notNull().unique(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    index("products_featured").on(table.status, table.featuredRank, table.id),
    index("products_newest").on(table.status, table.publishedAt, table.id),
  ],
);

export const variants = sqliteTable(
  "variants",
  {
    id: text("id").primaryKey(),
    productId: text("product_id")
      .notNull()
      .references(() => products.id),
    sku: text("sku").notNull().unique(),
    title: text("title").notNull(),
    options: text("options", { mode: "json" }).$type<Option[]>().notNull(),
    position: integer("position").notNull(),
    imageId: text("image_id"),
    /** Null for what is not sent by parcel. */
    weightGrams: integer("weight_grams"),
    /** Untracked variants never run out and have no row in stock_levels. */
    tracked: integer("tracked", { mode: "boolean" }).notNull(),
    taxClass: text("tax_class").notNull(),
    costMinor: integer("cost_minor"),
    costCurrency: text("cost_currency"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [index("variants_of_product").on(table.productId, table.position, table.id)],
);

/** What a variant costs from a time on. The one that holds is the latest that has started. Rows are added, never changed. */
export const prices = sqliteTable(
  "prices",
  {
    variantId: text("variant_id")
      .notNull()
      .references(() => variants.id),
    currency: text("currency").notNull(),
    startsAt: integer("starts_at").notNull(),
    /** Null: from then on not sold in this currency. */
    minor: integer("minor"),
    compareAtMinor: integer("compare_at_minor"),
    /** Whether price_ranges knows of it; planned prices wait until they start. */
    applied: integer("applied", { mode: "boolean" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.variantId, table.currency, table.startsAt] }),
    index("prices_due").on(table.startsAt).where(sql`applied = 0`),
    check("prices_not_negative", sql`minor IS NULL OR minor >= 0`),
  ],
);

/** The cheapest and dearest variant of each product today: what lists sort and filter by. */
export const priceRanges = sqliteTable(
  "price_ranges",
  {
    productId: text("product_id")
      .notNull()
      .references(() => products.id),
    currency: text("currency").notNull(),
    minMinor: integer("min_minor").notNull(),
    maxMinor: integer("max_minor").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.productId, table.currency] }),
    index("price_ranges_by_price").on(table.currency, table.minMinor, table.productId),
  ],
);

/** How many there are. The check is the last guard: a mistake throws instead of selling what is not there. */
export const stockLevels = sqliteTable(
  "stock_levels",
  {
    variantId: text("variant_id")
      .primaryKey()
      .references(() => variants.id),
    onHand: integer("on_hand").notNull(),
    reserved: integer("reserved").notNull(),
  },
  () => [check("stock_is_there", sql`reserved >= 0 AND reserved <= on_hand`)],
);

/** What is held for one checkout. A released one stays, so that a late request cannot hold again. */
export const holds = sqliteTable(
  "holds",
  {
    checkoutId: text("checkout_id").primaryKey(),
    cartId: text("cart_id").notNull(),
    userId: text("user_id"),
    state: text("state", { enum: ["held", "committed", "released", "expired"] }).notNull(),
    expiresAt: integer("expires_at").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    index("holds_by_end").on(table.state, table.expiresAt),
    index("holds_of_cart").on(table.cartId, table.state),
    index("holds_of_user").on(table.userId, table.state),
  ],
);

/** The counted units of a hold. Units that are not counted are not here. */
export const reservations = sqliteTable(
  "reservations",
  {
    checkoutId: text("checkout_id")
      .notNull()
      .references(() => holds.checkoutId),
    variantId: text("variant_id")
      .notNull()
      .references(() => variants.id),
    quantity: integer("quantity").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.checkoutId, table.variantId] }),
    check("reservations_positive", sql`quantity > 0`),
  ],
);

/** Every change of stock on hand, with why. Append only: triggers refuse anything else. */
export const stockLedger = sqliteTable(
  "stock_ledger",
  {
    id: text("id").primaryKey(),
    variantId: text("variant_id")
      .notNull()
      .references(() => variants.id),
    delta: integer("delta").notNull(),
    onHandAfter: integer("on_hand_after").notNull(),
    reason: text("reason", { enum: ["RECEIVED", "COUNTED", "DAMAGED", "SOLD", "RESTOCKED"] }).notNull(),
    note: text("note"),
    /** What made it happen: a checkout, a return, or the movement itself. */
    causeId: text("cause_id").notNull(),
    /** The line of that cause; one cause moves one line once. */
    causeLine: text("cause_line").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [
    uniqueIndex("stock_ledger_once").on(table.reason, table.causeId, table.causeLine),
    index("stock_ledger_newest").on(table.at, table.id),
    index("stock_ledger_of_variant").on(table.variantId, table.at, table.id),
  ],
);

export const collections = sqliteTable(
  "collections",
  {
    id: text("id").primaryKey(),
    slug: text("slug").notNull().unique(),
    title: text("title").notNull(),
    parentId: text("parent_id"),
    position: integer("position").notNull(),
  },
  (table) => [index("collections_of_parent").on(table.parentId, table.position, table.id)],
);

export const productCollections = sqliteTable(
  "product_collections",
  {
    productId: text("product_id")
      .notNull()
      .references(() => products.id),
    collectionId: text("collection_id")
      .notNull()
      .references(() => collections.id),
    /** The first is the product's home. */
    position: integer("position").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.productId, table.collectionId] }),
    index("product_collections_by_collection").on(table.collectionId, table.productId),
  ],
);

export const facets = sqliteTable("facets", {
  code: text("code").primaryKey(),
  label: text("label").notNull(),
  position: integer("position").notNull(),
});

export const facetValues = sqliteTable(
  "facet_values",
  {
    facetCode: text("facet_code")
      .notNull()
      .references(() => facets.code),
    value: text("value").notNull(),
    label: text("label").notNull(),
    position: integer("position").notNull(),
  },
  (table) => [primaryKey({ columns: [table.facetCode, table.value] })],
);

export const productFacets = sqliteTable(
  "product_facets",
  {
    productId: text("product_id")
      .notNull()
      .references(() => products.id),
    facetCode: text("facet_code").notNull(),
    value: text("value").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.productId, table.facetCode, table.value] }),
    index("product_facets_by_value").on(table.facetCode, table.value, table.productId),
  ],
);

/** Pictures. `file` is a name in the media folder, which the service serves under /media/. */
export const media = sqliteTable(
  "media",
  {
    id: text("id").primaryKey(),
    productId: text("product_id")
      .notNull()
      .references(() => products.id),
    file: text("file").notNull(),
    alt: text("alt").notNull(),
    width: integer("width"),
    height: integer("height"),
    position: integer("position").notNull(),
  },
  (table) => [index("media_of_product").on(table.productId, table.position)],
);

export type ProductRow = typeof products.$inferSelect;
export type VariantRow = typeof variants.$inferSelect;
export type PriceRow = typeof prices.$inferSelect;
export type PriceRangeRow = typeof priceRanges.$inferSelect;
export type StockLevelRow = typeof stockLevels.$inferSelect;
export type HoldRow = typeof holds.$inferSelect;
export type ReservationRow = typeof reservations.$inferSelect;
export type StockMovementRow = typeof stockLedger.$inferSelect;
export type CollectionRow = typeof collections.$inferSelect;
export type FacetRow = typeof facets.$inferSelect;
export type FacetValueRow = typeof facetValues.$inferSelect;
export type MediaRow = typeof media.$inferSelect;
