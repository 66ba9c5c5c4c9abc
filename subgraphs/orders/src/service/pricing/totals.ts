/** Totals of goods, shipping and tax in whole minor units that always add up. Pure functions. */
import { sum, taxOnTop, taxWithin, times } from "@hansa/kit/money";
import type { TaxPart } from "../../store/tables.ts";
import { type Discounts, noDiscounts } from "./discounts.ts";

/** A tax that applies to one class of goods, and the place that charges it; `rate` in parts per million. */
export type ClassRate = Pick<TaxPart, "name" | "rate" | "country" | "region">;

/** The rate for each tax class at the place of taxation; null: no tax is charged. */
export type RateOf = (taxClass: string) => ClassRate | null;

/** The rates at the place of taxation, and whether prices include the tax. */
export type Taxation = { rateOf: RateOf; taxIncluded: boolean };

export type Goods = { unitPriceMinor: number; quantity: number; taxClass: string };
export type ShippingCharge = { priceMinor: number; taxClass: string };

/** `lineTotalMinor` is price × quantity − `discountMinor`. */
export type PricedLine = { discountMinor: number; lineTotalMinor: number; taxMinor: number; taxParts: TaxPart[] };
/** `subtotalMinor` and `shippingMinor` are before discounts; `discountMinor` is off both, `shippingDiscountMinor` its part off shipping. */
export type Totals = {
  subtotalMinor: number;
  discountMinor: number;
  shippingDiscountMinor: number;
  shippingMinor: number;
  taxMinor: number;
  totalMinor: number;
  taxIncluded: boolean;
  taxParts: TaxPart[];
};

/**
 * Prices each line, then adds up. Tax is computed per line on quantity × price − discount, rounded half to even; with `taxIncluded` it is
 * part of the amount, which is then the same for every destination.
 */
export function priceGoods(
  goods: readonly Goods[],
  sending: ShippingCharge | null,
  { rateOf, taxIncluded }: Taxation,
  discounts: Omit<Discounts, "applied"> = noDiscounts,
): { lines: PricedLine[]; totals: Totals } {
  const lines = goods.map(({ unitPriceMinor, quantity, taxClass }, index) => {
    const discountMinor = discounts.lineMinors[index] ?? 0;
    const lineTotalMinor = sum([times(unitPriceMinor, quantity), -discountMinor]);
    const taxParts = computeTaxes(lineTotalMinor, rateOf(taxClass), taxIncluded);
    return { discountMinor, lineTotalMinor, taxMinor: sum(taxParts.map((part) => part.amountMinor)), taxParts };
  });
  const shippingMinor = sending?.priceMinor ?? 0;
  const shippingDiscountMinor = discounts.shippingMinor;
  const sendingTaxes = sending
    ? computeTaxes(shippingMinor - shippingDiscountMinor, rateOf(sending.taxClass), taxIncluded)
    : [];
  const taxParts = sumTaxes([...lines.flatMap((line) => line.taxParts), ...sendingTaxes]);

  const subtotalMinor = sum(goods.map((line) => times(line.unitPriceMinor, line.quantity)));
  const discountMinor = sum([...lines.map((line) => line.discountMinor), shippingDiscountMinor]);
  const taxMinor = sum(taxParts.map((part) => part.amountMinor));
  const totalMinor = sum([subtotalMinor, -discountMinor, shippingMinor, taxIncluded ? 0 : taxMinor]);
  const amounts = { subtotalMinor, discountMinor, shippingDiscountMinor, shippingMinor, taxMinor, totalMinor };
  return { lines, totals: { ...amounts, taxIncluded, taxParts } };
}

function computeTaxes(amountMinor: number, rate: ClassRate | null, taxIncluded: boolean): TaxPart[] {
  if (!rate) return [];
  const { name, country, region } = rate;
  const tax = taxIncluded ? taxWithin(amountMinor, rate.rate) : taxOnTop(amountMinor, rate.rate);
  const baseMinor = taxIncluded ? amountMinor - tax : amountMinor;
  return [{ name, rate: rate.rate, country, region, baseMinor, amountMinor: tax }];
}

/** One part for each tax, the largest rate first. */
function sumTaxes(parts: readonly TaxPart[]): TaxPart[] {
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
