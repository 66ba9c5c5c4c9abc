/** Applicable tax rates: by shipping address, else by billing address, else by the shop's country. Reverse charge. Pure functions. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import { regionChain, regionCode } from "@hansa/kit/address/regions";
import { euVatCountry, isEuCountry } from "@hansa/kit/address/vat-ids";
import type { CheckoutRow, SettingsRow, TaxRateRow } from "../../store/tables.ts";
import type { RateOf } from "./totals.ts";

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
    const found = chain.map((wanted) => ofClass.find((entry) => entry.code === wanted));
    const applicable = found.find((entry) => entry !== undefined);
    return applicable ? { ...applicable.rate, region: applicable.code } : null;
  };
}

/** Addresses and rates that were stored before the ISO 3166-2 codes can still contain names. */
function codeOf(country: string, region: string): string {
  return regionCode(country, region) ?? region.trim().toUpperCase();
}
