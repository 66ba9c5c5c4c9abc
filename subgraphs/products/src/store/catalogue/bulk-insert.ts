/** Bulk inserts of catalogue rows, for seeds and imports: hundreds of rows per statement. */
import { rowsInto, type Tx } from "@hansa/kit/store";
import { insertMovements } from "../reservations/movements.ts";
import { type NewMovement, type StockLevelRow, stockLevels } from "../reservations/tables.ts";
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
  collections: (typeof productCollections.$inferSelect)[];
  facets: (typeof productFacets.$inferSelect)[];
  safety: ProductSafetyRow[];
  levels: StockLevelRow[];
  movements: NewMovement[];
};

/** Rows in one statement, which takes them as one parameter. */
const rowsAtOnce = 500;

/** Inserts all rows. Throws if an id, a slug or a SKU is taken. */
export async function insertProductRows(tx: Tx, rows: ProductRows): Promise<void> {
  await insertInBatches(tx, rows.products, addProducts);
  const slugs = rows.products.map(({ slug }) => slug);
  await claimSlugs(tx, "product", slugs);
  await insertInBatches(tx, rows.media, addMedia);
  await insertInBatches(tx, rows.variants, addVariants);
  await insertInBatches(tx, rows.prices, addPrices);
  await insertInBatches(tx, rows.priceRanges, addPriceRanges);
  await insertInBatches(tx, rows.collections, addMemberships);
  await insertInBatches(tx, rows.facets, addProductFacets);
  await insertInBatches(tx, rows.safety, addSafety);
  await insertInBatches(tx, rows.levels, addLevels);
  await insertInBatches(tx, rows.movements, insertMovements);
}

const addProducts = rowsInto(products);
const addMedia = rowsInto(media);
const addVariants = rowsInto(variants);
const addPrices = rowsInto(prices);
const addPriceRanges = rowsInto(priceRanges);
const addMemberships = rowsInto(productCollections);
const addProductFacets = rowsInto(productFacets);
const addSafety = rowsInto(productSafety);
const addLevels = rowsInto(stockLevels);

/** Inserts collections, facets and values. Throws if an id, a slug or a code is taken. */
export async function insertMenu(
  tx: Tx,
  places: { collections: CollectionRow[]; facets: FacetRow[]; values: FacetValueRow[] },
): Promise<void> {
  await insertInBatches(tx, places.collections, addCollections);
  await insertInBatches(tx, places.facets, addFacets);
  await insertInBatches(tx, places.values, addFacetValues);
}

const addCollections = rowsInto(collections);
const addFacets = rowsInto(facets);
const addFacetValues = rowsInto(facetValues);

async function insertInBatches<Row>(
  tx: Tx,
  rows: readonly Row[],
  insert: (tx: Tx, part: readonly Row[]) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) await insert(tx, rows.slice(from, from + rowsAtOnce));
}
