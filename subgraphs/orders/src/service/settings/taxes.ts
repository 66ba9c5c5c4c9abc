/** Which tax rates count: those of where the goods go, else of who pays, else of the shop itself. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { CheckoutRow, TaxRateRow } from "../../store/tables.ts";
import type { RateOf } from "../money/totals.ts";

export type Place = { country: string; region: string | null };

/** The place whose taxes count. Until an address is known, it is the shop's country. */
export function taxPlace(
  { shippingAddress, billingAddress }: Pick<CheckoutRow, "shippingAddress" | "billingAddress">,
  shopCountry: string,
): Place {
  const address: AddressSnapshot | null = shippingAddress ?? billingAddress;
  return address ? { country: address.country, region: address.region } : { country: shopCountry, region: null };
}

/** Finds the rate of a class among those of the place's country, the latest first. A region's own rate goes before its country's. */
export function rateFinder(rates: readonly TaxRateRow[], { region }: Place): RateOf {
  return (taxClass) => {
    const ofClass = rates.filter((rate) => rate.taxClass === taxClass);
    const own = region === null ? undefined : ofClass.find((rate) => isSameRegion(rate.region, region));
    return own ?? ofClass.find((rate) => rate.region === null) ?? null;
  };
}

/** Customers type regions as they like: capitals and blanks around them do not matter. */
function isSameRegion(region: string | null, typed: string): boolean {
  return region?.trim().toUpperCase() === typed.trim().toUpperCase();
}
