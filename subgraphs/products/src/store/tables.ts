/** The tables of the catalogue, and those that every store has. Others are in the files beside it, the full-text index in search-index.ts. */
import type { TaxClass } from "@hansa/contracts/tax-class";
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export {
  fences,
  idempotency,
  inboxCursor,
  leases,
  outbox,
  parkedEvents,
  storeClock,
  storeOpenings,
} from "@hansa/kit/store-tables";
export { importJobs, importProblems, uploads } from "./import-tables.ts";

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
    /** From when customers see it; null: never published. */
    publishedAt: integer("published_at"),
    version: integer("version").notNull(),
    /** The number of its row in the full-text index. */
    searchRow: integer("search_row").notNull().unique(),
    createdAt: integer("created_at").notNull(),
    /** When the product, a variant, a picture, a facet or a price of today changed last. Never goes back. */
    updatedAt: integer("updated_at").notNull().default(0),
    /** What its rating is sorted by; rises with the average, then with the number of reviews. 0: no review. */
    ratingRank: integer("rating_rank").notNull().default(0),
    /** Units sold in the last 30 days, 0 if more came back. Follows the table of sales. */
    soldLately: integer("sold_lately").notNull().default(0),
  },
  (table) => [
    index("products_featured").on(table.status, table.featuredRank, table.id),
    index("products_newest").on(table.status, table.publishedAt, table.id),
    index("products_updated").on(table.status, table.updatedAt, table.id),
    index("products_rated").on(table.status, table.ratingRank, table.id),
    index("products_bestselling").on(table.status, table.soldLately, table.id),
    check("products_active_from", sql`status <> 'ACTIVE' OR published_at IS NOT NULL`),
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
    taxClass: text("tax_class").$type<TaxClass>().notNull(),
    costMinor: integer("cost_minor"),
    costCurrency: text("cost_currency"),
    createdAt: integer("created_at").notNull(),
    /** When the variant or a price of it changed last. */
    updatedAt: integer("updated_at").notNull().default(0),
  },
  (table) => [index("variants_of_product").on(table.productId, table.position, table.id)],
);

/** What a variant costs from a time on. The one that holds is the latest that has started. Each holds until the next
 * begins, so the past is never rewritten: only a price for the very same moment takes the place of another. */
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
    /** The product's place in the collection, if that was arranged by hand; null: behind those that were. */
    place: integer("place"),
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
  (table) => [
    primaryKey({ columns: [table.facetCode, table.value] }),
    index("facet_values_called").on(table.facetCode, table.label),
    index("facet_values_in_order").on(table.facetCode, table.position, table.value),
  ],
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

/** Pictures. `file` is a name in the media folder, which the service serves under /media/, or an address that an import brought. */
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
export type CollectionRow = typeof collections.$inferSelect;
export type FacetRow = typeof facets.$inferSelect;
export type FacetValueRow = typeof facetValues.$inferSelect;
export type MediaRow = typeof media.$inferSelect;
