/** Loads the demo catalogue: pictures into the media folder, everything else into the store of products. */

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type SeededProduct, seedMenu, seedProducts } from "../../subgraphs/products/src/service/catalogue/seed.ts";
import { currentSettings } from "../../subgraphs/products/src/service/settings.ts";
import type { Shop } from "../../tools/in-process-shop.ts";
import { dayMs, lastDay, openingDay } from "../calendar.ts";
import { describePicture, drawPicture } from "../pictures/pictures.ts";
import { colours } from "./colours.ts";
import { catalogue } from "./index.ts";
import { pricesOverTime } from "./price-history.ts";
import type { CatalogueProduct, CatalogueVariant } from "./types.ts";

/** The initial stock of variants that are sold out today. */
const onceThere = 3;
/** So many products were there on the opening day; one came every few days after that. */
const fromTheStart = 120;
const daysBetween = 5;

/** The loaded catalogue, as the rest of the seed needs it. */
export type LoadedCatalogue = {
  products: readonly SeededProduct[];
  variantIdBySku: ReadonlyMap<string, string>;
  productIdBySku: ReadonlyMap<string, string>;
};

/** Loads all of it, in the currencies that the shop sells in. Throws if it sells in none of ours. */
export async function loadCatalogue({ products: { deps }, mediaFolder }: Shop): Promise<LoadedCatalogue> {
  const { currencies } = await currentSettings(deps);
  const newest = catalogue.products.filter(isNew);
  mkdirSync(mediaFolder, { recursive: true });
  const products = catalogue.products.map((product) => ({
    ...product,
    optionNames: [...product.optionNames],
    place: product.featuredRank,
    publishedAt: publishedAt(product, newest.indexOf(product)),
    pictures: Array.from({ length: product.picture.views }, (_, view) => paint(mediaFolder, product, view)),
    variants: product.variants.map((variant) => ({
      ...variant,
      options: Object.entries(variant.options).map(([name, value]) => ({ name, value })),
      picture: pictureOf(product, variant),
      prices: pricesOverTime(product, variant, currencies),
      stock: firstDelivery(variant),
    })),
  }));
  if (products.every(({ variants }) => variants.every(({ prices }) => prices.length === 0))) {
    throw new Error(
      `the demo catalogue has prices in EUR, USD, GBP and JPY; HANSA_CURRENCIES is ${currencies.join(",")}`,
    );
  }
  await seedMenu(deps, catalogue);
  const variants = await seedProducts(deps, products, true);
  return {
    products,
    variantIdBySku: new Map(variants.map(({ sku, id }) => [sku, id])),
    productIdBySku: new Map(variants.map(({ sku, productId }) => [sku, productId])),
  };
}

/** Units on the shelf when the shop opened. What is sold out today was there once. */
function firstDelivery({ tracked, stock }: CatalogueVariant): number {
  if (!tracked) return 0;
  return stock > 0 ? stock : onceThere;
}

function isNew({ collectionSlugs }: CatalogueProduct): boolean {
  return collectionSlugs.includes("new-on-the-quay");
}

function publishedAt({ featuredRank }: CatalogueProduct, newestFrom: number): number {
  if (newestFrom >= 0) return lastDay - (newestFrom + 1) * daysBetween * dayMs;
  return openingDay + Math.max(0, featuredRank - fromTheStart) * daysBetween * dayMs;
}

/** Draws a picture into the folder. Its name follows from what is on it, so that a changed picture never hides behind an old name. */
function paint(folder: string, product: CatalogueProduct, view: number): SeededProduct["pictures"][number] {
  const drawn = drawPicture(product, view);
  const print = createHash("sha256").update(drawn).digest("hex").slice(0, 16);
  const file = `${product.slug}-${print}.svg`;
  writeFileSync(path.join(folder, file), drawn);
  return { file, alt: describePicture(product, view), width: 800, height: 800 };
}

/** The first two views show the first two colours; a variant that is named after one of them is on that view. */
function pictureOf({ picture }: CatalogueProduct, { options }: CatalogueVariant): number | null {
  const values = Object.values(options).map((value) => value.toLowerCase());
  const found = picture.colours.findIndex((colour) =>
    values.some((value) => value.includes(colours[colour].label.toLowerCase())),
  );
  return found >= 0 && found < Math.min(2, picture.views) ? found : null;
}
