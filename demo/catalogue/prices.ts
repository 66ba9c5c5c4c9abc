/** Converts a price in euros to the other currencies, rounded like retail prices. */
import type { CatalogueCurrency, CataloguePrices } from "./types.ts";

/** The value of one euro cent in the minor unit of each currency; a yen has no minor digits. */
const rates = { EUR: 1, USD: 1.1, GBP: 0.86, JPY: 1.62 } as const satisfies Record<CatalogueCurrency, number>;

/** Steps a price tag moves in: below a limit (both in minor units of the currency) prices end on a multiple of `step`. */
const tags: Record<Exclude<CatalogueCurrency, "EUR">, readonly { below: number; step: number }[]> = {
  USD: [
    { below: 10_00, step: 50 },
    { below: 120_00, step: 1_00 },
    { below: Number.POSITIVE_INFINITY, step: 5_00 },
  ],
  GBP: [
    { below: 6_00, step: 25 },
    { below: 60_00, step: 50 },
    { below: 150_00, step: 1_00 },
    { below: Number.POSITIVE_INFINITY, step: 5_00 },
  ],
  JPY: [
    { below: 1_000, step: 50 },
    { below: 10_000, step: 100 },
    { below: Number.POSITIVE_INFINITY, step: 500 },
  ],
};

/** The price tags in all four currencies for a price in euro cents. */
export function priceTags(eurMinor: number): Required<CataloguePrices> {
  return {
    EUR: eurMinor,
    USD: rounded(eurMinor, "USD"),
    GBP: rounded(eurMinor, "GBP"),
    JPY: rounded(eurMinor, "JPY"),
  };
}

/** The same worth in another currency's minor units, to the unit: for invoices, not for price tags. */
export function converted(eurMinor: number, currency: CatalogueCurrency): number {
  return Math.round(eurMinor * rates[currency]);
}

function rounded(eurMinor: number, currency: Exclude<CatalogueCurrency, "EUR">): number {
  const exact = eurMinor * rates[currency];
  const step = tags[currency].find(({ below }) => exact < below)?.step ?? 1;
  return Math.max(step, Math.round(exact / step) * step);
}
