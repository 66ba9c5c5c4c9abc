/** Taxes on the price of shipping: by its own tax class, or by the goods in the parcel. Pure functions. */
import { allocateByValue, sum } from "@hansa/commerce/money";
import type { ShippingChoice, TaxPart } from "../../store/tables.ts";
import { type ClassRate, computeTaxes, type Taxation, taxKey } from "./taxes.ts";

export type ShippingCharge = Pick<ShippingChoice, "taxClass" | "taxBasis">;

/** Goods in the parcel: their price after discounts, and their list price. */
export type SentGoods = { taxClass: string; valueMinor: number; listMinor: number };

/** The taxes on a shipping price after its discount. Free goods count by their list prices; without any price the tax class of shipping applies. */
export function taxShipping(
  amountMinor: number,
  { taxClass, taxBasis }: ShippingCharge,
  sent: readonly SentGoods[],
  { rateOf, taxIncluded }: Taxation,
): TaxPart[] {
  const isFree = sent.every(({ valueMinor }) => valueMinor === 0);
  const goods = sent.map(({ taxClass, valueMinor, listMinor }): RatedGoods => {
    return { rate: rateOf(taxClass, true), valueMinor: isFree ? listMinor : valueMinor };
  });
  const isWorthless = goods.every(({ valueMinor }) => valueMinor === 0);
  switch (isWorthless ? "CLASS" : taxBasis) {
    case "CLASS":
      return computeTaxes(amountMinor, rateOf(taxClass, true), taxIncluded);
    case "GOODS_HIGHEST":
      return computeTaxes(amountMinor, highestOf(goods), taxIncluded);
    case "GOODS_PROPORTIONAL":
      return splitByRate(amountMinor, goods).flatMap((share) => computeTaxes(share.minor, share.rate, taxIncluded));
  }
}

type RatedGoods = { rate: ClassRate | null; valueMinor: number };
type Share = { rate: ClassRate | null; minor: number };

function highestOf(goods: readonly RatedGoods[]): ClassRate | null {
  return goods.map(({ rate }) => rate).reduce((a, b) => ((b?.rate ?? -1) > (a?.rate ?? -1) ? b : a));
}

/** The share of each rate. Remainders are allocated in an order that does not depend on the position of the goods. */
function splitByRate(amountMinor: number, goods: readonly RatedGoods[]): Share[] {
  const sorted = goods.toSorted((a, b) => (b.rate?.rate ?? -1) - (a.rate?.rate ?? -1) || b.valueMinor - a.valueMinor);
  const shares = allocateByValue(
    amountMinor,
    sorted.map(({ valueMinor }) => valueMinor),
  );
  const byRate = new Map<string, Share>();
  for (const [index, { rate }] of sorted.entries()) {
    const key = rate ? taxKey(rate) : "";
    byRate.set(key, { rate, minor: sum([byRate.get(key)?.minor ?? 0, shares[index] ?? 0]) });
  }
  return [...byRate.values()].filter(({ minor }) => minor !== 0);
}
