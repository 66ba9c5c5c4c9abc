/** Filler products for large demo shops: copies of demo products under other names. They publish no events. */
import path from "node:path";
import { minorDigits } from "@hansa/commerce/money";
import { type SeededProduct, seedProducts } from "../../../subgraphs/products/src/service/catalogue/seed.ts";
import { openingDay } from "../calendar.ts";
import type { SeedShop } from "../shop.ts";
import type { CatalogueProduct } from "./index.ts";

/** Products in one transaction. */
const atOnce = 500;
/** Fewer variants than the models have, so that the number of products is what counts. */
const maxVariants = 3;

const lines = [
  ...["Northern", "Harbour", "Evening", "Amber", "Granary", "Lighthouse", "Low Tide", "Rope Walk", "Saltmarsh"],
  ...["Ferry", "Juniper", "Lantern", "Cooper's", "Winter", "Orchard", "Slate", "Sandbank", "Chandler's", "Meadow"],
  "Pilot",
];

/** Adds products from place `first` to `last`. `onPart` is told how far it is. */
export async function fillShelves(
  shop: SeedShop,
  models: readonly CatalogueProduct[],
  { first, last }: { first: number; last: number },
  onPart: (loaded: number) => void,
): Promise<void> {
  for (let from = first; from <= last; from += atOnce) {
    const part = Array.from({ length: Math.min(atOnce, last - from + 1) }, (_, i) => variation(models, from + i));
    await seedProducts(shop.products.deps, part, false);
    // Ids sort by time: a later part is written behind the earlier ones, not in between, which the store does much faster.
    await shop.runtime.advance(1);
    onPart(from + part.length - first);
  }
}

/** The demo product whose turn it is, as another line of the house sells it. */
function variation(models: readonly CatalogueProduct[], place: number): SeededProduct {
  const model = models[place % models.length];
  if (!model) throw new Error("there is no product to take as a model");
  const line = lines[Math.floor(place / models.length) % lines.length];
  return {
    slug: `${model.handle}-${place}`,
    title: `${line} ${model.title} No. ${place}`,
    descriptionHtml: model.descriptionHtml,
    optionNames: model.options,
    swatches: Object.entries(model.swatches ?? {}).flatMap(([name, colours]) =>
      Object.entries(colours).map(([value, color]) => ({ name, value, color })),
    ),
    place,
    publishedAt: openingDay,
    collectionSlugs: model.collections,
    facets: model.facets,
    pictures: model.images.map(({ url, ...picture }) => ({ ...picture, file: path.basename(url) })),
    variants: model.variants.slice(0, maxVariants).map((variant) => ({
      sku: `${variant.sku}-${place}`,
      title: Object.values(variant.options).join(" / "),
      options: Object.entries(variant.options).map(([name, value]) => ({ name, value })),
      weightGrams: variant.weightGrams,
      tracked: variant.tracked,
      taxClass: variant.taxClass,
      costMinor: null,
      costCurrency: null,
      picture: null,
      prices: pricesOf(variant, place),
      stock: variant.tracked ? (place * 7) % 90 : 0,
    })),
  };
}

/** From 70 to 130 per cent of the last price of each currency, without small change. */
function pricesOf({ prices }: CatalogueProduct["variants"][number], place: number) {
  const share = 0.7 + (place % 61) / 100;
  return [...new Map(prices.map((price) => [price.currency, price.amount]))].map(([currency, amount]) => {
    const minor = Math.round((Number(amount) * share * 10 ** minorDigits(currency)) / 10) * 10;
    return { currency, startsAt: openingDay, minor, compareAtMinor: null };
  });
}
