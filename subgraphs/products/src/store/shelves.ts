/** Many rows of the catalogue at once, for the seed: a statement holds hundreds of them. */
import type { Tx } from "@hansa/kit/store";
import { type StockLevelRow, type StockMovementRow, stockLedger, stockLevels } from "./stock-tables.ts";
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

/** Everything that is written about some products, but for the full-text index. */
export type ProductRows = {
  products: ProductRow[];
  media: MediaRow[];
  variants: VariantRow[];
  prices: PriceRow[];
  priceRanges: PriceRangeRow[];
  collections: (typeof productCollections.$inferInsert)[];
  facets: (typeof productFacets.$inferInsert)[];
  levels: StockLevelRow[];
  movements: StockMovementRow[];
};

/** Rows in one statement. The widest table has 13 columns, and SQLite takes 32,766 parameters. */
const rowsAtOnce = 500;

/** Adds all of them. Throws if an id, a slug or a sku is taken. */
export async function insertProductRows(tx: Tx, rows: ProductRows): Promise<void> {
  await inParts(rows.products, (part) => tx.insert(products).values(part));
  await inParts(rows.media, (part) => tx.insert(media).values(part));
  await inParts(rows.variants, (part) => tx.insert(variants).values(part));
  await inParts(rows.prices, (part) => tx.insert(prices).values(part));
  await inParts(rows.priceRanges, (part) => tx.insert(priceRanges).values(part));
  await inParts(rows.collections, (part) => tx.insert(productCollections).values(part));
  await inParts(rows.facets, (part) => tx.insert(productFacets).values(part));
  await inParts(rows.levels, (part) => tx.insert(stockLevels).values(part));
  await inParts(rows.movements, (part) => tx.insert(stockLedger).values(part));
}

/** Adds the shop's menu and everything that products can be filtered by. Throws if an id, a slug or a code is taken. */
export async function insertPlaces(
  tx: Tx,
  places: { collections: CollectionRow[]; facets: FacetRow[]; values: FacetValueRow[] },
): Promise<void> {
  await inParts(places.collections, (part) => tx.insert(collections).values(part));
  await inParts(places.facets, (part) => tx.insert(facets).values(part));
  await inParts(places.values, (part) => tx.insert(facetValues).values(part));
}

async function inParts<Row>(rows: readonly Row[], insert: (part: Row[]) => PromiseLike<unknown>): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) await insert(rows.slice(from, from + rowsAtOnce));
}
