/** Taxes on amounts, and their sums. Pure functions. */
import { sum, taxOnTop, taxWithin } from "@hansa/commerce/money";
import type { TaxPart } from "../../store/tables.ts";

/** A tax that applies to one class of goods, and the place that charges it; `rate` in parts per million. */
export type ClassRate = Pick<TaxPart, "name" | "rate" | "country" | "region" | "category" | "distanceTo">;

/** The rate for each tax class at the place of taxation, of goods with and without a parcel; null: no tax is charged. */
export type RateOf = (taxClass: string, isSent: boolean) => ClassRate | null;

/** The rates at the place of taxation, and whether prices include the tax. */
export type Taxation = {
  rateOf: RateOf;
  taxIncluded: boolean;
  /** For a buyer who pays net: the rate whose tax listed prices lose, since they contain it. Absent: listed prices are charged. */
  cutOf?: RateOf | undefined;
};

/** The tax on an amount; none without a rate. With `taxIncluded` it is part of the amount. */
export function computeTaxes(amountMinor: number, rate: ClassRate | null, taxIncluded: boolean): TaxPart[] {
  if (!rate) return [];
  const { name, country, region, category, distanceTo } = rate;
  const distance = distanceTo === undefined ? {} : { distanceTo };
  const tax = taxIncluded ? taxWithin(amountMinor, rate.rate) : taxOnTop(amountMinor, rate.rate);
  const baseMinor = taxIncluded ? amountMinor - tax : amountMinor;
  return [{ name, rate: rate.rate, category, country, region, ...distance, baseMinor, amountMinor: tax }];
}

/** One part for each tax, the largest rate first. */
export function sumTaxes(parts: readonly TaxPart[]): TaxPart[] {
  const byTax = new Map<string, TaxPart>();
  for (const part of parts) {
    const key = taxKey(part);
    const known = byTax.get(key);
    byTax.set(key, {
      ...part,
      baseMinor: sum([known?.baseMinor ?? 0, part.baseMinor]),
      amountMinor: sum([known?.amountMinor ?? 0, part.amountMinor]),
    });
  }
  return [...byTax.values()].sort((a, b) => b.rate - a.rate);
}

type Named = Pick<TaxPart, "name" | "rate" | "region" | "category"> & { country: string | null };

/** Two taxes with the same key are one: the place, the name, the rate and the category are equal. */
export function taxKey({ country, region, name, rate, category }: Named): string {
  return `${country} ${region} ${rate} ${category} ${name}`;
}
