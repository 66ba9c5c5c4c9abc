/** Filler products for large demo shops: copies of demo products under other names. */
import { type SeededProduct, seedProducts } from "../../subgraphs/products/src/service/catalogue/seed.ts";
import { openingDay } from "../calendar.ts";
import type { SeedShop } from "../shop.ts";

/** Products in one transaction. */
const atOnce = 500;
/** Fewer variants than the models have, so that the number of products is what counts. */
const maxVariants = 3;

const lines = [
  ...[
    "Northern",
    "Harbour",
    "Evening",
    "Amber",
    "Granary",
    "Lighthouse",
    "Low Tide",
    "Rope Walk",
    "Saltmarsh",
    "Ferry",
  ],
  ...["Juniper", "Lantern", "Cooper's", "Winter", "Orchard", "Slate", "Sandbank", "Chandler's", "Meadow", "Pilot"],
] as const;

/** Adds products from place `first` to `last`; nobody outside the catalogue hears of them. `onPart` is told how far it is. */
export async function fillShelves(
  shop: SeedShop,
  models: readonly SeededProduct[],
  first: number,
  last: number,
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
function variation(models: readonly SeededProduct[], place: number): SeededProduct {
  const model = models[place % models.length];
  if (!model) throw new Error("there is no product to take as a model");
  const line = lines[Math.floor(place / models.length) % lines.length];
  // From 70 to 130 per cent of the model's price.
  const share = 0.7 + (place % 61) / 100;
  return {
    ...model,
    slug: `${model.slug}-${place}`,
    title: `${line} ${model.title} No. ${place}`,
    place,
    publishedAt: openingDay,
    variants: model.variants.slice(0, maxVariants).map((variant) => ({
      ...variant,
      sku: `${variant.sku}-${place}`,
      prices: latestOf(variant.prices).map(({ currency, minor }) => ({
        currency,
        startsAt: openingDay,
        minor: Math.round(((minor ?? 0) * share) / 10) * 10,
        compareAtMinor: null,
      })),
      stock: variant.tracked ? (place * 7) % 90 : 0,
    })),
  };
}

/** The last price of each currency. */
function latestOf(prices: SeededProduct["variants"][number]["prices"]) {
  return [...new Map(prices.map((price) => [price.currency, price])).values()];
}
