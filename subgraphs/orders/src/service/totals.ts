/** What goods come to: lines, shipping and tax, in whole minor units that always add up. Pure: it asks nobody. */
import { sum, taxOnTop, taxWithin, times } from "@hansa/kit/money";
import type { TaxPart } from "../store/tables.ts";

/** A tax that applies to one class of goods; `rate` in parts per million. */
export type ClassRate = { name: string; rate: number };

/** The rate for each tax class in the place that counts; null: no tax is taken. */
export type RateOf = (taxClass: string) => ClassRate | null;

export type Goods = { unitPriceMinor: number; quantity: number; taxClass: string };
export type Sending = { priceMinor: number; taxClass: string };

export type PricedLine = { lineTotalMinor: number; taxMinor: number; taxParts: TaxPart[] };
export type Totals = {
  subtotalMinor: number;
  shippingMinor: number;
  taxMinor: number;
  totalMinor: number;
  taxIncluded: boolean;
  taxParts: TaxPart[];
};

/**
 * Prices each line, then adds up. Tax is taken per line on quantity × price, rounded half to even; with `taxIncluded` it is found
 * inside the amount, which then stays what it is wherever the goods go.
 */
export function priceGoods(
  goods: readonly Goods[],
  sending: Sending | null,
  rateOf: RateOf,
  taxIncluded: boolean,
): { lines: PricedLine[]; totals: Totals } {
  const lines = goods.map(({ unitPriceMinor, quantity, taxClass }) => {
    const lineTotalMinor = times(unitPriceMinor, quantity);
    const taxParts = taxesOf(lineTotalMinor, rateOf(taxClass), taxIncluded);
    return { lineTotalMinor, taxMinor: sum(taxParts.map((part) => part.amountMinor)), taxParts };
  });
  const sendingTaxes = sending ? taxesOf(sending.priceMinor, rateOf(sending.taxClass), taxIncluded) : [];
  const taxParts = addUp([...lines.flatMap((line) => line.taxParts), ...sendingTaxes]);

  const subtotalMinor = sum(lines.map((line) => line.lineTotalMinor));
  const shippingMinor = sending?.priceMinor ?? 0;
  const taxMinor = sum(taxParts.map((part) => part.amountMinor));
  const totalMinor = sum([subtotalMinor, shippingMinor, taxIncluded ? 0 : taxMinor]);
  return { lines, totals: { subtotalMinor, shippingMinor, taxMinor, totalMinor, taxIncluded, taxParts } };
}

function taxesOf(amountMinor: number, rate: ClassRate | null, taxIncluded: boolean): TaxPart[] {
  if (!rate) return [];
  const tax = taxIncluded ? taxWithin(amountMinor, rate.rate) : taxOnTop(amountMinor, rate.rate);
  return [
    { name: rate.name, rate: rate.rate, baseMinor: taxIncluded ? amountMinor - tax : amountMinor, amountMinor: tax },
  ];
}

/** One part for each tax, the largest rate first. */
function addUp(parts: readonly TaxPart[]): TaxPart[] {
  const byTax = new Map<string, TaxPart>();
  for (const part of parts) {
    const key = `${part.name} ${part.rate}`;
    const known = byTax.get(key);
    byTax.set(key, {
      ...part,
      baseMinor: sum([known?.baseMinor ?? 0, part.baseMinor]),
      amountMinor: sum([known?.amountMinor ?? 0, part.amountMinor]),
    });
  }
  return [...byTax.values()].sort((a, b) => b.rate - a.rate);
}
