/** Taxation of a checkout: the rates of its destination, and three laws under which a sale bears no tax. Pure functions. */
import { euVatCountry, isEuCountry } from "@hansa/commerce/address/vat-ids";
import type { TaxCategory } from "@hansa/commerce/tax-class";
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { CheckoutRow, PricingTerms, TaxRateRow } from "../../store/tables.ts";
import type { ClassRate, RateOf, Taxation } from "./taxes.ts";
import { type FoundRate, rateFinder, type TaxPlace } from "./totals.ts";

type Parties = Pick<CheckoutRow, "shippingAddress" | "billingAddress">;

/** The place of taxation. Until an address is known, it is the shop's country. */
export function taxPlace({ shippingAddress, billingAddress }: Parties, shopCountry: string): TaxPlace {
  const address: AddressSnapshot | null = shippingAddress ?? billingAddress;
  return address ? { country: address.country, region: address.region } : { country: shopCountry, region: null };
}

type Law = Exclude<TaxCategory, "STANDARD">;

/** The name of the tax line of each category without a rate. */
export const lawNames: Readonly<Record<Law, string>> = {
  INTRA_COMMUNITY: "Intra-Community supply",
  REVERSE_CHARGE: "Reverse charge",
  EXPORT: "Export",
  UNTAXED: "No tax",
};

/** The law under which goods with and without a parcel bear no tax; null: they are taxed by the rates of the place. */
type Laws = { sent: Law | null; unsent: Law | null };

/** The started rates of the place of taxation, and those of the shop's country, the latest start first. */
export type KnownRates = { there: readonly TaxRateRow[]; home: readonly TaxRateRow[] };

/** The taxation of goods with a parcel (true) and without. */
export function taxationOf(
  parties: Parties,
  terms: PricingTerms,
  { there, home }: KnownRates,
  parcels: readonly boolean[],
): Taxation {
  const place = taxPlace(parties, terms.country);
  const laws = lawsOf(parties, terms, there.length > 0);
  const rateThere = rateFinder(there, place);
  const rateOf: RateOf = (taxClass, isSent) => {
    const law = isSent ? laws.sent : laws.unsent;
    return law ? rateless(law, place) : (standard(rateThere(taxClass)) ?? rateless("UNTAXED", place));
  };
  if (!parcels.some((isSent) => isNet(isSent ? laws.sent : laws.unsent, terms)))
    return { rateOf, taxIncluded: terms.pricesIncludeTax };
  const rateAtHome = rateFinder(home, { country: terms.country, region: null });
  const cutOf: RateOf = (taxClass, isSent) => {
    const law = isSent ? laws.sent : laws.unsent;
    if (isNet(law, terms)) return standard(rateAtHome(taxClass));
    // Goods that are taxed beside such ones are charged net as well, and get their tax on top.
    return law === null ? standard(rateThere(taxClass)) : null;
  };
  return { rateOf, cutOf, taxIncluded: false };
}

/** Whether the buyer may pay net, so that pricing needs the rates of the shop's country beside those of the place. */
export function mayPayNet(parties: Parties, terms: PricingTerms): boolean {
  const { sent, unsent } = lawsOf(parties, terms, false);
  return [sent, unsent].some((law) => isNet(law, terms));
}

function lawsOf(parties: Parties, terms: PricingTerms, hasRates: boolean): Laws {
  const { country } = taxPlace(parties, terms.country);
  const seller = terms.vatId === null ? null : euVatCountry(terms.vatId);
  const isReversed = isCompanyAbroad(parties, terms, seller);
  const isToMemberState = isEuCountry(country) && country !== seller;
  const isAbroad = country !== terms.country && !(isEuCountry(terms.country) && isEuCountry(country));
  return {
    sent: isReversed && isToMemberState ? "INTRA_COMMUNITY" : isAbroad && !hasRates ? "EXPORT" : null,
    unsent: isReversed ? "REVERSE_CHARGE" : null,
  };
}

/**
 * Whether the buyer is a company with a VAT id of another member state than the seller, in a shop that uses reverse charge. Format and check
 * digits of the id are checked; VIES is not asked.
 */
function isCompanyAbroad(
  { shippingAddress, billingAddress }: Parties,
  { reverseCharge }: PricingTerms,
  seller: string | null,
): boolean {
  const { company, vatId } = billingAddress ?? shippingAddress ?? { company: null, vatId: null };
  if (!reverseCharge || seller === null || !company?.trim() || vatId === null) return false;
  const buyer = euVatCountry(vatId);
  return buyer !== null && buyer !== seller;
}

/** Whether listed prices contain the tax of the shop's country, and are charged without it under this law. */
function isNet(law: Law | null, { pricesIncludeTax, companyPrices, exportPrices }: PricingTerms): boolean {
  if (!pricesIncludeTax || law === null || law === "UNTAXED") return false;
  return (law === "EXPORT" ? exportPrices : companyPrices) === "NET";
}

function standard(rate: FoundRate | null): ClassRate | null {
  return rate && { ...rate, category: "STANDARD" };
}

function rateless(category: Law, { country }: TaxPlace): ClassRate {
  return { name: lawNames[category], rate: 0, country, region: null, category };
}
