/** The price history of a variant: a rise, a sale in the last weeks, and a free week. */
import type { SeededVariant } from "../../subgraphs/products/src/service/catalogue/seed.ts";
import { giveaway, openingDay, priceRise, saleBegins } from "../calendar.ts";
import type { CatalogueProduct, CatalogueVariant } from "./types.ts";

type Price = SeededVariant["prices"][number];

/** Free in its week. */
export const givenAway = "paper-boat-patterns";
/** One product in so many has become dearer. */
const risesEvery = 6;
/** The price before the rise, as a part of the price now. */
const before = 0.94;

/** The prices of a variant in these currencies, the oldest first. The last is that of the catalogue. */
export function pricesOverTime(
  { slug, featuredRank }: CatalogueProduct,
  { prices, compareAt }: CatalogueVariant,
  currencies: readonly string[],
): Price[] {
  const wasLess = featuredRank % risesEvery === 0;
  return Object.entries(prices)
    .filter(([currency]) => currencies.includes(currency))
    .flatMap(([currency, minor]) => {
      const struck = Object.entries(compareAt ?? {}).find(([other]) => other === currency)?.[1];
      if (struck !== undefined) {
        return [price(currency, openingDay, struck), price(currency, saleBegins, minor, struck)];
      }
      if (slug === givenAway) {
        return [
          price(currency, openingDay, minor),
          price(currency, giveaway.from, 0, minor),
          price(currency, giveaway.until, minor),
        ];
      }
      return wasLess
        ? [price(currency, openingDay, tidy(minor * before)), price(currency, priceRise, minor)]
        : [price(currency, openingDay, minor)];
    });
}

function price(currency: string, startsAt: number, minor: number, compareAtMinor: number | null = null): Price {
  return { currency, startsAt, minor, compareAtMinor };
}

/** Ends on a ten, in every currency. */
function tidy(minor: number): number {
  return Math.max(10, Math.round(minor / 10) * 10);
}
