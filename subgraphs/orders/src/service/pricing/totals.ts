/** Totals of goods, shipping and tax in whole minor units that always add up, and the tax rates that apply. Pure functions. */

import { regionChain, regionCode } from "@hansa/commerce/address/regions";
import { euVatCountry, isEuCountry } from "@hansa/commerce/address/vat-ids";
import { sum, times } from "@hansa/commerce/money";
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { CheckoutRow, SettingsRow, TaxPart, TaxRateRow } from "../../store/tables.ts";
import { type Discounts, noDiscounts } from "./discounts.ts";
import { type ShippingCharge, taxShipping } from "./shipping-taxes.ts";
import { computeTaxes, type RateOf, sumTaxes, type Taxation } from "./taxes.ts";

/** `weightGrams` is null for goods that are not shipped. */
export type Goods = { unitPriceMinor: number; quantity: number; taxClass: string; weightGrams: number | null };
type Charge = ShippingCharge & { priceMinor: number };

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
  sending: Charge | null,
  taxation: Taxation,
  discounts: Omit<Discounts, "applied"> = noDiscounts,
): { lines: PricedLine[]; totals: Totals } {
  const { rateOf, taxIncluded } = taxation;
  const lines = goods.map(({ unitPriceMinor, quantity, taxClass }, index) => {
    const discountMinor = discounts.lineMinors[index] ?? 0;
    const lineTotalMinor = sum([times(unitPriceMinor, quantity), -discountMinor]);
    const taxParts = computeTaxes(lineTotalMinor, rateOf(taxClass), taxIncluded);
    return { discountMinor, lineTotalMinor, taxMinor: sum(taxParts.map((part) => part.amountMinor)), taxParts };
  });
  const shippingMinor = sending?.priceMinor ?? 0;
  const shippingDiscountMinor = discounts.shippingMinor;
  const sent = goods.flatMap(({ weightGrams, taxClass, unitPriceMinor, quantity }, index) => {
    const valueMinor = lines[index]?.lineTotalMinor ?? 0;
    return weightGrams === null ? [] : [{ taxClass, valueMinor, listMinor: times(unitPriceMinor, quantity) }];
  });
  const sendingTaxes = sending ? taxShipping(shippingMinor - shippingDiscountMinor, sending, sent, taxation) : [];
  const taxParts = sumTaxes([...lines.flatMap((line) => line.taxParts), ...sendingTaxes]);

  const subtotalMinor = sum(goods.map((line) => times(line.unitPriceMinor, line.quantity)));
  const discountMinor = sum([...lines.map((line) => line.discountMinor), shippingDiscountMinor]);
  const taxMinor = sum(taxParts.map((part) => part.amountMinor));
  const totalMinor = sum([subtotalMinor, -discountMinor, shippingMinor, taxIncluded ? 0 : taxMinor]);
  const amounts = { subtotalMinor, discountMinor, shippingDiscountMinor, shippingMinor, taxMinor, totalMinor };
  return { lines, totals: { ...amounts, taxIncluded, taxParts } };
}

export type TaxPlace = { country: string; region: string | null };

/** The place of taxation. Until an address is known, it is the shop's country. */
export function taxPlace(
  { shippingAddress, billingAddress }: Pick<CheckoutRow, "shippingAddress" | "billingAddress">,
  shopCountry: string,
): TaxPlace {
  const address: AddressSnapshot | null = shippingAddress ?? billingAddress;
  return address ? { country: address.country, region: address.region } : { country: shopCountry, region: null };
}

/** The name of the tax line of a sale under reverse charge: its rate is 0, and its base is what the buyer owes the tax on. */
export const reverseCharge = "Reverse charge";

/**
 * Whether the buyer owes the tax: the shop uses reverse charge, the buyer is a company with a VAT id of another member state than the seller,
 * and the goods go to another member state. Format and check digits of the id are checked; VIES is not asked.
 */
export function isReverseCharged(
  { shippingAddress, billingAddress }: Pick<CheckoutRow, "shippingAddress" | "billingAddress">,
  settings: Pick<SettingsRow, "reverseCharge" | "vatId" | "country">,
): boolean {
  const { company, vatId } = billingAddress ?? shippingAddress ?? { company: null, vatId: null };
  if (!settings.reverseCharge || settings.vatId === null || !company?.trim() || vatId === null) return false;
  const [seller, buyer] = [euVatCountry(settings.vatId), euVatCountry(vatId)];
  const { country } = taxPlace({ shippingAddress, billingAddress }, settings.country);
  return seller !== null && buyer !== null && buyer !== seller && isEuCountry(country) && country !== seller;
}

/** The tax of every class under reverse charge, which is owed in the country of destination. */
export function reverseChargeRate({ country }: TaxPlace): RateOf {
  return () => ({ name: reverseCharge, rate: 0, country, region: null });
}

/** Finds the rate of a class in the country's rates, which are sorted by start, the latest first. The most specific region takes precedence. */
export function rateFinder(rates: readonly TaxRateRow[], { country, region }: TaxPlace): RateOf {
  const code = region === null ? null : codeOf(country, region);
  const chain = code === null ? [null] : [...regionChain(country, code), null];
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
