/** Existing rows of the products of a batch, found in a fixed number of statements. */
import type { CompareAtRule } from "@hansa/contracts/compare-at-rule";
import type { Reader } from "@hansa/kit/store";
import { findPlannedPrices, findPriceHistory, findPrices } from "../../../store/catalogue/prices.ts";
import { findProductsByIds, findProductsBySlugs } from "../../../store/catalogue/products.ts";
import { findSafetyByProducts } from "../../../store/catalogue/safety.ts";
import type { ProductSafetyRow } from "../../../store/catalogue/safety-table.ts";
import type { MediaRow, PriceRow, ProductRow, VariantRow } from "../../../store/catalogue/tables.ts";
import {
  findVariantsByBarcodes,
  findVariantsByProducts,
  findVariantsBySkus,
} from "../../../store/catalogue/variants.ts";
import { findImportedStock, type ImportedStock } from "../../../store/import/imported-stock.ts";
import { findImportedPrices, findImportedPublications } from "../../../store/import/imported-values.ts";
import {
  findCollectionMemberships,
  findFacetValuesOfProducts,
  type LabelledValue,
} from "../../../store/import/lookups.ts";
import type { ImportedPublicationRow, WrittenPrice } from "../../../store/import/tables.ts";
import { findMediaByProducts } from "../../../store/media/media.ts";
import { findSettings } from "../../../store/projections/settings.ts";
import { findLevelsOrCommitted } from "../../../store/reservations/commitments.ts";
import type { StockLevelRow } from "../../../store/reservations/tables.ts";
import type { ImportedProduct } from "../file/entries.ts";

export type ExistingProducts = {
  bySlug: ReadonlyMap<string, ProductRow>;
  byId: ReadonlyMap<string, ProductRow>;
  variantBySku: ReadonlyMap<string, VariantRow>;
  variantByBarcode: ReadonlyMap<string, VariantRow>;
  variants: ReadonlyMap<string, VariantRow[]>;
  /** Current prices by variant. */
  prices: ReadonlyMap<string, PriceRow[]>;
  /** Prices that start later, by variant. */
  plannedPrices: ReadonlyMap<string, PriceRow[]>;
  compareAtRule: CompareAtRule;
  /** Past, current and planned prices by variant; empty unless the rule of struck-through prices needs them. */
  priceHistory: ReadonlyMap<string, PriceRow[]>;
  /** Makers and warnings by product. */
  safety: ReadonlyMap<string, ProductSafetyRow>;
  /** Levels by variant. One that is not counted but has committed units has the level with which its counting would start. */
  levels: ReadonlyMap<string, StockLevelRow>;
  /** Units of the last import, by variant. */
  importedStock: ReadonlyMap<string, ImportedStock>;
  /** Prices of the last import, by variant. */
  importedPrices: ReadonlyMap<string, readonly WrittenPrice[]>;
  /** Status of the last import, by product. */
  importedPublications: ReadonlyMap<string, ImportedPublicationRow>;
  media: ReadonlyMap<string, MediaRow[]>;
  /** Ids of collections by product, the primary collection first. */
  collections: ReadonlyMap<string, string[]>;
  values: ReadonlyMap<string, LabelledValue[]>;
};

/** The stored products that a batch of imported ones may change, with all their parts. */
export async function findExistingProducts(
  db: Reader,
  products: readonly ImportedProduct[],
  now: number,
): Promise<ExistingProducts> {
  const slugs = products.flatMap(({ handle }) => handle ?? []);
  const skus = [...new Set(products.flatMap(({ variants }) => variants.map(({ sku }) => sku)))];
  const named = await findProductsBySlugs(db, slugs);
  const sold = await findVariantsBySkus(db, skus);
  const ids = [...new Set([...named.map(({ id }) => id), ...sold.map(({ productId }) => productId)])];
  const rows = await findProductsByIds(db, ids);
  const variants = await findVariantsByProducts(db, ids);
  const variantIds = variants.map(({ id }) => id);
  const standings = await findCollectionMemberships(db, ids);
  return {
    bySlug: new Map(rows.map((row) => [row.slug, row])),
    byId: new Map(rows.map((row) => [row.id, row])),
    variantBySku: new Map(sold.map((row) => [row.sku, row])),
    variantByBarcode: await findOwnersOfBarcodes(db, products),
    variants: groupBy(variants, ({ productId }) => productId),
    ...(await findExistingPrices(db, variantIds, now)),
    safety: new Map((await findSafetyByProducts(db, ids)).map((row) => [row.productId, row])),
    levels: await findLevelsOrCommitted(db, variantIds),
    importedStock: new Map((await findImportedStock(db, variantIds)).map((row) => [row.variantId, row])),
    importedPublications: new Map((await findImportedPublications(db, ids)).map((row) => [row.productId, row])),
    media: groupBy(await findMediaByProducts(db, ids), ({ productId }) => productId),
    collections: new Map(
      [...groupBy(standings, ({ productId }) => productId)].map(([id, list]) => [
        id,
        list.map((one) => one.collectionId),
      ]),
    ),
    values: groupBy(await findFacetValuesOfProducts(db, ids), ({ productId }) => productId),
  };
}

async function findOwnersOfBarcodes(
  db: Reader,
  products: readonly ImportedProduct[],
): Promise<ExistingProducts["variantByBarcode"]> {
  const barcodes = products.flatMap(({ variants }) => variants.flatMap(({ barcode }) => barcode ?? []));
  const owners = barcodes.length === 0 ? [] : await findVariantsByBarcodes(db, [...new Set(barcodes)]);
  return new Map(owners.flatMap((row): [string, VariantRow][] => (row.barcode === null ? [] : [[row.barcode, row]])));
}

/** Current and planned prices by variant, and those of the last import. */
export async function findExistingPrices(
  db: Reader,
  variantIds: readonly string[],
  now: number,
): Promise<Pick<ExistingProducts, "prices" | "plannedPrices" | "compareAtRule" | "priceHistory" | "importedPrices">> {
  const { compareAtRule } = await findSettings(db);
  const history = compareAtRule === "LOWEST" ? await findPriceHistory(db, variantIds) : [];
  return {
    compareAtRule,
    importedPrices: new Map((await findImportedPrices(db, variantIds)).map((row) => [row.variantId, row.prices])),
    priceHistory: groupBy(history, ({ variantId }) => variantId),
    prices: groupBy(await findPrices(db, variantIds, now), ({ variantId }) => variantId),
    plannedPrices: groupBy(await findPlannedPrices(db, variantIds, now), ({ variantId }) => variantId),
  };
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
