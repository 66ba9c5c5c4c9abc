/** Opens the demo shop with its catalogue: pictures go into the media folder, the file through the importer. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { currentSettings } from "../../../subgraphs/products/src/service/settings.ts";
import { findVariantsBySkus } from "../../../subgraphs/products/src/store/catalogue/variants.ts";
import { root } from "../../host/shop.mjs";
import type { Opened } from "../accounts/registration.ts";
import { openingDay } from "../calendar.ts";
import type { SeedShop } from "../shop.ts";
import { importFile } from "./file-import.ts";
import { type CatalogueProduct, catalogue } from "./index.ts";

/** The initial stock of variants that are sold out today. */
const onceThere = 3;

/** The catalogue as it was imported, and the ids that the importer chose. */
export type LoadedCatalogue = {
  products: readonly CatalogueProduct[];
  variantIdBySku: ReadonlyMap<string, string>;
  productIdBySku: ReadonlyMap<string, string>;
};

/** Imports all of it, in the currencies that the shop sells in. Throws if it sells in none of ours. */
export async function loadCatalogue(shop: SeedShop, manager: Opened): Promise<LoadedCatalogue> {
  const { deps } = shop.products;
  const { currencies } = await currentSettings(deps);
  const firstDay = Math.min(...catalogue.products.map(({ publishedAt }) => Date.parse(publishedAt)));
  const products = catalogue.products.map((product) => atOpening(product, openingDay - firstDay, currencies));
  const variants = products.flatMap((product) => product.variants);
  if (variants.every(({ prices }) => prices.length === 0))
    throw new Error(`the demo catalogue has no price in ${currencies.join(", ")}, the currencies of the shop`);

  for (const name of readdirSync(pictures))
    writeFileSync(path.join(deps.folders.media, name), readFileSync(path.join(pictures, name)));
  const lines = [...catalogue.collections, ...catalogue.facets, ...products];
  await importFile(shop, manager, { fileName: "catalogue.jsonl", kind: "PRODUCTS", lines });
  const skus = variants.map(({ sku }) => sku);
  const rows = await deps.store.read((db) => findVariantsBySkus(db, skus));
  return {
    products,
    variantIdBySku: new Map(rows.map(({ sku, id }) => [sku, id])),
    productIdBySku: new Map(rows.map(({ sku, productId }) => [sku, productId])),
  };
}

/** As the warehouse sent it: the last sku is misspelt, and nothing of the list is in the shop because of it. */
const stockList = [
  { sku: "SEI-DOC-PUM", stock: 40 },
  { sku: "SEI-PUM-LAV-B", stock: 25 },
  { sku: "SEI-BALL-30", stock: 12 },
];

/** Checks the stock list of the opening: a dry-run import that refuses one line. */
export function checkStockList(shop: SeedShop, manager: Opened): Promise<void> {
  const fileName = "stock-before-opening.jsonl";
  return importFile(shop, manager, { fileName, kind: "STOCK", lines: stockList, dryRun: true }, 1);
}

const pictures = path.join(root, "cli", "demo", "pictures");

/** The product as it was when the shop opened: all times are moved by `shiftMs`, and what is sold out today was there. */
function atOpening(product: CatalogueProduct, shiftMs: number, currencies: readonly string[]): CatalogueProduct {
  const shift = (time: string) => new Date(Date.parse(time) + shiftMs).toISOString();
  return {
    ...product,
    publishedAt: shift(product.publishedAt),
    variants: product.variants.map((variant) => ({
      ...variant,
      prices: variant.prices
        .filter(({ currency }) => currencies.includes(currency))
        .map(({ startsAt, ...price }) => ({ ...price, ...(startsAt && { startsAt: shift(startsAt) }) })),
      stock: variant.tracked ? variant.stock || onceThere : 0,
    })),
  };
}
