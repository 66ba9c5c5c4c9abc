/** Tables of the catalogue: products, variants, prices, collections, facets and pictures. */
import type { TaxClass } from "@hansa/commerce/tax-class";
import { boolean, check, id, index, integer, json, money, primaryKey, table, text, time } from "@hansa/kit/store";
import { sql } from "drizzle-orm";

export type Option = { name: string; value: string };

/** The colour of a value of an option, as `#rrggbb` in small letters. */
export type Swatch = Option & { color: string };

/** The units of a content, as the schema of the graph names them. */
export const contentUnits = ["KG", "G", "L", "ML", "M", "M2", "PIECE"] as const;

export const products = table(
  "products",
  {
    id: id("id"),
    slug: text("slug").notNull().unique(),
    title: text("title").notNull(),
    descriptionHtml: text("description_html").notNull(),
    status: text("status", { enum: ["DRAFT", "ACTIVE", "ARCHIVED"] }).notNull(),
    optionNames: json("option_names").$type<string[]>().notNull(),
    /** By name and value. A value that no variant has is not shown. */
    swatches: json("swatches").$type<Swatch[]>().notNull().default([]),
    /** The default order of the shop, ascending. */
    featuredRank: integer("featured_rank").notNull(),
    /** The start of visibility for customers; null: never published. */
    publishedAt: time("published_at"),
    version: integer("version").notNull(),
    /** The row number in the full-text index. */
    searchRow: integer("search_row").notNull().unique(),
    createdAt: time("created_at").notNull(),
    /** The last change of the product, a variant, a picture, a facet or a current price. Never decreases. */
    updatedAt: time("updated_at").notNull().default(0),
    /** The sort key for ratings: by average, then by number of reviews. 0: no review. */
    ratingRank: integer("rating_rank").notNull().default(0),
    /** Units sold in the last 30 days, at least 0. Derived from the table of sales. */
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

export const variants = table(
  "variants",
  {
    id: id("id"),
    productId: text("product_id")
      .notNull()
      .references(() => products.id),
    sku: text("sku").notNull().unique(),
    /** Without zeros that only fill it up; null: it has none. */
    barcode: text("barcode").unique(),
    title: text("title").notNull(),
    options: json("options").$type<Option[]>().notNull(),
    position: integer("position").notNull(),
    imageId: text("image_id"),
    /** Null for variants that are not shipped. */
    weightGrams: integer("weight_grams"),
    /** Untracked variants never run out and have no row in stock_levels. */
    tracked: boolean("tracked").notNull(),
    taxClass: text("tax_class").$type<TaxClass>().notNull(),
    /** False for goods that the law excludes from the right of withdrawal, such as goods made to measure. */
    isWithdrawable: boolean("is_withdrawable").notNull().default(true),
    costMinor: money("cost_minor"),
    costCurrency: text("cost_currency"),
    /** The content of one unit in the base unit of `contentUnit`: grams, millilitres, millimetres, square centimetres, pieces. */
    contentAmount: integer("content_amount"),
    contentUnit: text("content_unit", { enum: contentUnits }),
    createdAt: time("created_at").notNull(),
    /** The last change of the variant or of a price of it. */
    updatedAt: time("updated_at").notNull().default(0),
  },
  (table) => [index("variants_of_product").on(table.productId, table.position, table.id)],
);

/** The price of a variant from a time on. The latest started price is in effect until the next one starts, so the past
 * never changes: only a price with the same start replaces another. */
export const prices = table(
  "prices",
  {
    variantId: text("variant_id")
      .notNull()
      .references(() => variants.id),
    currency: text("currency").notNull(),
    startsAt: time("starts_at").notNull(),
    /** Null: no longer sold in this currency from then on. */
    minor: integer("minor"),
    compareAtMinor: money("compare_at_minor"),
    /** Whether price_ranges includes it; planned prices wait until they start. */
    applied: boolean("applied").notNull(),
    /** The end of a price for some days; null: it lasts until the next one. */
    endsAt: time("ends_at"),
    /** Whether it was not entered but follows the end of a price for some days. It is derived anew until it starts. */
    endsPeriod: boolean("ends_period").notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.variantId, table.currency, table.startsAt] }),
    index("prices_due").on(table.startsAt).where(sql`applied = 0`),
    check("prices_not_negative", sql`minor IS NULL OR minor >= 0`),
  ],
);

/** The lowest and highest current price of each product, for sorting and filtering. */
export const priceRanges = table(
  "price_ranges",
  {
    productId: text("product_id")
      .notNull()
      .references(() => products.id),
    currency: text("currency").notNull(),
    minMinor: money("min_minor").notNull(),
    maxMinor: money("max_minor").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.productId, table.currency] }),
    index("price_ranges_by_price").on(table.currency, table.minMinor, table.productId),
  ],
);

export const collections = table(
  "collections",
  {
    id: id("id"),
    slug: text("slug").notNull().unique(),
    title: text("title").notNull(),
    parentId: text("parent_id"),
    position: integer("position").notNull(),
  },
  (table) => [index("collections_of_parent").on(table.parentId, table.position, table.id)],
);

/** The condition of members with a manual position. Exactly this text uses the partial index. */
export const isPlaced = sql`place IS NOT NULL`;

export const productCollections = table(
  "product_collections",
  {
    productId: text("product_id")
      .notNull()
      .references(() => products.id),
    collectionId: text("collection_id")
      .notNull()
      .references(() => collections.id),
    /** The order of the collections of a product; the first is its primary collection. */
    position: integer("position").notNull(),
    /** The manual position in the collection; null: after those with one. */
    place: integer("place"),
  },
  (table) => [
    primaryKey({ columns: [table.productId, table.collectionId] }),
    index("product_collections_by_collection").on(table.collectionId, table.productId),
    index("product_collections_placed").on(table.collectionId, table.place, table.productId).where(isPlaced),
  ],
);

export const facets = table("facets", {
  code: id("code"),
  label: text("label").notNull(),
  position: integer("position").notNull(),
});

export const facetValues = table(
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

export const productFacets = table(
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

/** Pictures. `file` is a name in the media folder, which is served under /media/, or an imported URL. */
export const media = table(
  "media",
  {
    id: id("id"),
    productId: text("product_id")
      .notNull()
      .references(() => products.id),
    file: text("file").notNull(),
    alt: text("alt").notNull(),
    width: integer("width"),
    height: integer("height"),
    position: integer("position").notNull(),
    /** The URL that an import fetched the file from, by which a later import recognises it; null for others. */
    origin: text("origin"),
  },
  (table) => [
    index("media_of_product").on(table.productId, table.position),
    index("media_by_file").on(table.file),
    index("media_by_origin").on(table.origin).where(sql`origin IS NOT NULL`),
  ],
);

export type ProductRow = typeof products.$inferSelect;
export type VariantRow = typeof variants.$inferSelect;
export type PriceRow = typeof prices.$inferSelect;
export type PriceRangeRow = typeof priceRanges.$inferSelect;
export type CollectionRow = typeof collections.$inferSelect;
export type FacetRow = typeof facets.$inferSelect;
export type FacetValueRow = typeof facetValues.$inferSelect;
export type MediaRow = typeof media.$inferSelect;
/** A picture of a product or of a collection. */
export type PictureRow = Pick<MediaRow, "id" | "file" | "alt" | "width" | "height">;
