/** Bulk inserts of catalogue rows, for seeds and imports: hundreds of rows per statement. */
import type { Tx } from "@hansa/kit/store";
import { type StockLevelRow, type StockMovementRow, stockLedger, stockLevels } from "../reservations/tables.ts";
import { claimSlugs } from "./former-slugs.ts";
import { type ProductSafetyRow, productSafety } from "./safety-table.ts";
import {
  type CollectionRow,
  collections,
  type FacetRow,
  type FacetValueRow,
  facets,
  facetValues,
  type MediaRow,
  media,
  type PriceRangeRow,
  type PriceRow,
  type ProductRow,
  priceRanges,
  prices,
  productCollections,
  productFacets,
  products,
  type VariantRow,
  variants,
} from "./tables.ts";

/** All rows of some products, except the full-text index. */
export type ProductRows = {
  products: ProductRow[];
  media: MediaRow[];
  variants: VariantRow[];
  prices: PriceRow[];
  priceRanges: PriceRangeRow[];
  collections: (typeof productCollections.$inferInsert)[];
  facets: (typeof productFacets.$inferInsert)[];
  safety: ProductSafetyRow[];
  levels: StockLevelRow[];
  movements: StockMovementRow[];
};

/** Rows in one statement. The widest table has 17 columns, and SQLite takes 32,766 parameters. */
const rowsAtOnce = 500;

/** Inserts all rows. Throws if an id, a slug or a SKU is taken. */
export async function insertProductRows(tx: Tx, rows: ProductRows): Promise<void> {
  await insertInBatches(rows.products, (part) => tx.insert(products).values(part));
  const slugs = rows.products.map(({ slug }) => slug);
  await claimSlugs(tx, "product", slugs);
  await insertInBatches(rows.media, (part) => tx.insert(media).values(part));
  await insertInBatches(rows.variants, (part) => tx.insert(variants).values(part));
  await insertInBatches(rows.prices, (part) => tx.insert(prices).values(part));
  await insertInBatches(rows.priceRanges, (part) => tx.insert(priceRanges).values(part));
  await insertInBatches(rows.collections, (part) => tx.insert(productCollections).values(part));
  await insertInBatches(rows.facets, (part) => tx.insert(productFacets).values(part));
  await insertInBatches(rows.safety, (part) => tx.insert(productSafety).values(part));
  await insertInBatches(rows.levels, (part) => tx.insert(stockLevels).values(part));
  await insertInBatches(rows.movements, (part) => tx.insert(stockLedger).values(part));
}

/** Inserts collections, facets and values. Throws if an id, a slug or a code is taken. */
export async function insertMenu(
  tx: Tx,
  places: { collections: CollectionRow[]; facets: FacetRow[]; values: FacetValueRow[] },
): Promise<void> {
  await insertInBatches(places.collections, (part) => tx.insert(collections).values(part));
  await insertInBatches(places.facets, (part) => tx.insert(facets).values(part));
  await insertInBatches(places.values, (part) => tx.insert(facetValues).values(part));
}

async function insertInBatches<Row>(
  rows: readonly Row[],
  insert: (part: Row[]) => PromiseLike<unknown>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) await insert(rows.slice(from, from + rowsAtOnce));
}
