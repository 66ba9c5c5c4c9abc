/** Taxes on amounts, and their sums. Pure functions. */
import { sum, taxOnTop, taxWithin } from "@hansa/commerce/money";
import type { TaxPart } from "../../store/tables.ts";

/** A tax that applies to one class of goods, and the place that charges it; `rate` in parts per million. */
export type ClassRate = Pick<TaxPart, "name" | "rate" | "country" | "region">;

/** The rate for each tax class at the place of taxation; null: no tax is charged. */
export type RateOf = (taxClass: string) => ClassRate | null;

/** The rates at the place of taxation, and whether prices include the tax. */
export type Taxation = { rateOf: RateOf; taxIncluded: boolean };

/** The tax on an amount; none without a rate. With `taxIncluded` it is part of the amount. */
export function computeTaxes(amountMinor: number, rate: ClassRate | null, taxIncluded: boolean): TaxPart[] {
  if (!rate) return [];
  const { name, country, region } = rate;
  const tax = taxIncluded ? taxWithin(amountMinor, rate.rate) : taxOnTop(amountMinor, rate.rate);
  const baseMinor = taxIncluded ? amountMinor - tax : amountMinor;
  return [{ name, rate: rate.rate, country, region, baseMinor, amountMinor: tax }];
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

/** Two taxes with the same key are one: the place, the name and the rate are equal. */
export function taxKey({ country, region, name, rate }: ClassRate): string {
  return `${country} ${region} ${rate} ${name}`;
}
