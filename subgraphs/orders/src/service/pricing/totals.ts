/** Totals of goods, shipping and tax in whole minor units that always add up, and the tax rates that apply. Pure functions. */

import { regionChain, regionCode } from "@hansa/commerce/address/regions";
import { roundToStep, sum, times } from "@hansa/commerce/money";
import type { TaxPart, TaxRateRow } from "../../store/tables.ts";
import { type Discounts, noDiscounts } from "./discounts.ts";
import { type ShippingCharge, taxShipping } from "./shipping-taxes.ts";
import { type ClassRate, computeTaxes, sumTaxes, type Taxation } from "./taxes.ts";

/** `weightGrams` is null for goods that are not shipped. */
export type Goods = { unitPriceMinor: number; quantity: number; taxClass: string; weightGrams: number | null };
type Charge = ShippingCharge & { priceMinor: number };

/** `lineTotalMinor` is price × quantity − `discountMinor`; the price is the charged one, net for a buyer who pays net. */
export type PricedLine = {
  unitPriceMinor: number;
  discountMinor: number;
  lineTotalMinor: number;
  taxMinor: number;
  taxParts: TaxPart[];
};
/**
 * `subtotalMinor` and `shippingMinor` are before discounts; `discountMinor` is off both, `shippingDiscountMinor` its part off shipping.
 * `roundingMinor` makes the total a multiple of the payable step, and bears no tax.
 */
export type Totals = {
  subtotalMinor: number;
  discountMinor: number;
  shippingDiscountMinor: number;
  shippingMinor: number;
  taxMinor: number;
  roundingMinor: number;
  totalMinor: number;
  taxIncluded: boolean;
  taxParts: TaxPart[];
};

/**
 * Prices each line, then adds up. Tax is computed per line on quantity × price − discount, rounded half to even; with `taxIncluded` it is
 * part of the amount, which is then the same for every destination. The total is rounded to the payable step.
 */
export function priceGoods(
  goods: readonly Goods[],
  sending: Charge | null,
  { stepMinor = 1, ...taxation }: Taxation & { stepMinor?: number | undefined },
  discounts: Omit<Discounts, "applied"> = noDiscounts,
): { lines: PricedLine[]; totals: Totals } {
  const lines = goods.map((line, index) => priceLine(line, discounts.lineMinors[index] ?? 0, taxation));
  const sent = goods.flatMap(({ weightGrams, taxClass, unitPriceMinor, quantity }, index) => {
    const valueMinor = lines[index]?.lineTotalMinor ?? 0;
    return weightGrams === null ? [] : [{ taxClass, valueMinor, listMinor: times(unitPriceMinor, quantity) }];
  });
  const listed = { chargeMinor: sending?.priceMinor ?? 0, discountMinor: discounts.shippingMinor };
  const { cutOf } = taxation;
  const cutShipping = (minor: number) =>
    sending && cutOf ? sum(taxShipping(minor, sending, sent, { rateOf: cutOf, taxIncluded: true }).map(amountOf)) : 0;
  const { chargeMinor: shippingMinor, discountMinor: shippingDiscountMinor } = cutTax(listed, 1, cutShipping);
  const sendingTaxes = sending ? taxShipping(shippingMinor - shippingDiscountMinor, sending, sent, taxation) : [];
  const taxParts = sumTaxes([...lines.flatMap((line) => line.taxParts), ...sendingTaxes]);

  const subtotalMinor = sum(lines.map((line) => sum([line.lineTotalMinor, line.discountMinor])));
  const discountMinor = sum([...lines.map((line) => line.discountMinor), shippingDiscountMinor]);
  const taxMinor = sum(taxParts.map(amountOf));
  const { taxIncluded } = taxation;
  const exactMinor = sum([subtotalMinor, -discountMinor, shippingMinor, taxIncluded ? 0 : taxMinor]);
  const totalMinor = roundToStep(exactMinor, stepMinor);
  const parts = { subtotalMinor, discountMinor, shippingDiscountMinor, shippingMinor, taxMinor };
  const totals = { ...parts, roundingMinor: totalMinor - exactMinor, totalMinor, taxIncluded, taxParts };
  return { lines, totals };
}

function priceLine(
  { unitPriceMinor: listMinor, quantity, taxClass, weightGrams }: Goods,
  listDiscountMinor: number,
  { rateOf, taxIncluded, cutOf }: Taxation,
): PricedLine {
  const isSent = weightGrams !== null;
  const cut = (minor: number) => sum(computeTaxes(minor, cutOf?.(taxClass, isSent) ?? null, true).map(amountOf));
  const listed = { chargeMinor: listMinor, discountMinor: listDiscountMinor };
  const { chargeMinor: unitPriceMinor, discountMinor } = cutTax(listed, quantity, cut);
  const lineTotalMinor = sum([times(unitPriceMinor, quantity), -discountMinor]);
  const taxParts = computeTaxes(lineTotalMinor, rateOf(taxClass, isSent), taxIncluded);
  return { unitPriceMinor, discountMinor, lineTotalMinor, taxMinor: sum(taxParts.map(amountOf)), taxParts };
}

type Charged = { chargeMinor: number; discountMinor: number };

/** The price of one unit, and the discount of all, without the tax in each. The discount stays at most the price, and all of it if it was. */
function cutTax({ chargeMinor, discountMinor }: Charged, quantity: number, taxIn: (minor: number) => number): Charged {
  const netMinor = chargeMinor - taxIn(chargeMinor);
  const isFree = discountMinor === times(chargeMinor, quantity);
  const mostMinor = times(netMinor, quantity);
  return {
    chargeMinor: netMinor,
    discountMinor: isFree ? mostMinor : Math.min(discountMinor - taxIn(discountMinor), mostMinor),
  };
}

function amountOf({ amountMinor }: TaxPart): number {
  return amountMinor;
}

/** A rate of the shop, before its category is known. */
export type FoundRate = Omit<ClassRate, "category">;

/** `isApart`: rates of the whole country do not apply there. */
type TaxPlace = { country: string; region: string | null; isApart?: boolean };

/** Finds the rate of a class in the country's rates, which are sorted by start, the latest first. The most specific region takes precedence. */
export function rateFinder(
  rates: readonly TaxRateRow[],
  { country, region, isApart = false }: TaxPlace,
): (taxClass: string) => FoundRate | null {
  const code = region === null ? null : codeOf(country, region);
  const chain = [...(code === null ? [] : regionChain(country, code)), ...(isApart ? [] : [null])];
  const coded = rates.map((rate) => ({ rate, code: rate.region === null ? null : codeOf(country, rate.region) }));
  return (taxClass) => {
    const ofClass = coded.filter(({ rate }) => rate.taxClass === taxClass);
    const found = chain.map((region) => ofClass.find((entry) => entry.code === region));
    const applicable = found.find((entry) => entry !== undefined);
    return applicable ? { ...applicable.rate, region: applicable.code } : null;
  };
}

/** Addresses and rates that were stored before the ISO 3166-2 codes can still contain names. */
function codeOf(country: string, region: string): string {
  return regionCode(country, region) ?? region.trim().toUpperCase();
}
