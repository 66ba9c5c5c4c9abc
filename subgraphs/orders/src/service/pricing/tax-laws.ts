/** Taxation of a checkout: the place whose rates apply, and three laws under which a sale bears no tax. Pure functions. */
import { type AddressPlace, type Territory, territoryOf } from "@hansa/commerce/address/territories";
import { euVatCountry, isEuCountry } from "@hansa/commerce/address/vat-ids";
import { type TaxCategory, taxClassByName } from "@hansa/commerce/tax-class";
import type { CheckoutRow, PricingTerms, TaxRateRow } from "../../store/tables.ts";
import type { ClassRate, RateOf, Taxation } from "./taxes.ts";
import { type FoundRate, rateFinder } from "./totals.ts";

type Parties = Pick<CheckoutRow, "shippingAddress" | "billingAddress">;

/** The country to which a sale goes. Until an address is known, it is the shop's. */
export function destinationOf({ shippingAddress, billingAddress }: Parties, shopCountry: string): string {
  return (shippingAddress ?? billingAddress)?.country ?? shopCountry;
}

/** The territory to which a sale goes. Until an address is known, it is the shop's. */
export function taxPlace({ shippingAddress, billingAddress }: Parties, terms: PricingTerms): Territory {
  const address = shippingAddress ?? billingAddress;
  return address ? territoryUnder(terms, address) : homeOf(terms);
}

/** The territory of the shop. */
export function homeOf(terms: PricingTerms): Territory {
  return territoryUnder(terms, { country: terms.country, postalCode: terms.sellerPostalCode });
}

/** Checkouts from before `distanceSales` are taxed by country and region alone, so that their totals stay. */
function isFormer({ distanceSales }: PricingTerms): boolean {
  return distanceSales === undefined;
}

function territoryUnder(terms: PricingTerms, place: AddressPlace): Territory {
  if (!isFormer(terms)) return territoryOf(place);
  const { country, region = null } = place;
  const isInside = isEuCountry(country);
  return { country, region, name: null, isApart: false, inUnion: { goods: isInside, services: isInside } };
}

type Law = Exclude<TaxCategory, "STANDARD">;

/** The name of the tax line of each category without a rate. */
export const lawNames: Readonly<Record<Law, string>> = {
  INTRA_COMMUNITY: "Intra-Community supply",
  REVERSE_CHARGE: "Reverse charge",
  EXPORT: "Export",
  UNTAXED: "No tax",
};

/** The started rates of the place of destination, and those of the shop's place, the latest start first. */
export type KnownRates = { there: readonly TaxRateRow[]; home: readonly TaxRateRow[] };

/** The goods of a sale: their class, and whether they need a parcel. */
type TaxedGoods = { taxClass: string; isSent: boolean };

/** `isTaxable`: false for goods that the shop sells at the rates of another member state, of which it has none. */
export type CheckoutTaxation = Taxation & { isTaxable: (taxClass: string, isSent: boolean) => boolean };

/** The taxation of these goods, and of any others beside them. */
export function taxationOf(
  parties: Parties,
  terms: PricingTerms,
  rates: KnownRates,
  goods: readonly TaxedGoods[],
): CheckoutTaxation {
  const [home, there] = [homeOf(terms), taxPlace(parties, terms)];
  const [rateAtHome, rateThere] = [finderAt(home, terms, rates.home), finderAt(there, terms, rates.there)];
  const [sent, unsent] = [supplyOf(parties, terms, true), supplyOf(parties, terms, false)];
  const rateOf = (taxClass: string, isSent: boolean): ClassRate => {
    const { law, isAtHome, otherwise, distanceTo } = isSent ? sent : unsent;
    if (law) return rateless(law, there);
    const found = isAtHome ? rateAtHome(taxClass) : rateThere(taxClass);
    const distance = distanceTo === null ? {} : { distanceTo };
    // Before, one rate of a country ended its exports, also if it was for another class or region.
    const category = isFormer(terms) && rates.there.length > 0 ? "UNTAXED" : otherwise;
    if (!found) return { ...rateless(category, isAtHome ? home : there), ...distance };
    // Northern Ireland has the rates of its country, but its distance sales are declared apart.
    const region = found.region ?? (distanceTo !== null && !isAtHome && there.name !== null ? there.region : null);
    return { ...found, region, category: "STANDARD", ...distance };
  };
  const isTaxable = (taxClass: string, isSent: boolean): boolean => {
    const { isAtHome, distanceTo } = isSent ? sent : unsent;
    const mustHaveRate = !isFormer(terms) && distanceTo !== null && !isAtHome && taxClass !== taxClassByName.ZERO;
    return !mustHaveRate || rateThere(taxClass) !== null;
  };
  const isCut = ({ taxClass, isSent }: TaxedGoods) => isNet(rateOf(taxClass, isSent).category, terms);
  if (!goods.some(isCut)) return { rateOf, isTaxable, taxIncluded: terms.pricesIncludeTax };
  const cutOf: RateOf = (taxClass, isSent) => {
    const rate = rateOf(taxClass, isSent);
    if (isNet(rate.category, terms)) return standard(rateAtHome(taxClass));
    // Goods that are taxed beside such ones are charged net as well, and get their tax on top.
    return rate.category === "STANDARD" ? rate : null;
  };
  return { rateOf, isTaxable, cutOf, taxIncluded: false };
}

/** Whether pricing needs the rates of the shop's place beside those of the destination. */
export function needsHomeRates(parties: Parties, terms: PricingTerms): boolean {
  const supplies = [true, false].map((isSent) => supplyOf(parties, terms, isSent));
  return supplies.some(({ law, isAtHome, otherwise }) => isAtHome || isNet(law ?? otherwise, terms));
}

/** The taxation of goods with a parcel, or of those without. */
type Supply = {
  /** The law that leaves no tax, also where there is a rate. */
  law: "INTRA_COMMUNITY" | "REVERSE_CHARGE" | null;
  /** Whether the rates of the shop's place apply, not those of the destination. */
  isAtHome: boolean;
  /** The category where there is no rate. */
  otherwise: "EXPORT" | "UNTAXED";
  /** The member state of a sale to a consumer in another one; null for other sales. */
  distanceTo: string | null;
};

function supplyOf(parties: Parties, terms: PricingTerms, isSent: boolean): Supply {
  const supply: Supply = { law: null, isAtHome: false, otherwise: "UNTAXED", distanceTo: null };
  const [home, there] = [homeOf(terms), taxPlace(parties, terms)];
  const [from, to] = [memberState(home, isSent), memberState(there, isSent)];
  const seller = terms.vatId === null ? null : euVatCountry(terms.vatId);
  if (isCompanyAbroad(parties, terms, seller)) {
    if (isSent && to !== null && to !== seller) return { ...supply, law: "INTRA_COMMUNITY" };
    const isForGoods = [terms.vatId, buyerOf(parties).vatId].some(isForGoodsOnly);
    if (!isSent && (isFormer(terms) || !isForGoods)) return { ...supply, law: "REVERSE_CHARGE" };
  }
  if (areaOf(home) === areaOf(there)) return supply;
  if (from === null || to === null) return { ...supply, otherwise: isSent ? "EXPORT" : "UNTAXED" };
  if (!isFormer(terms) && isCompanyOf(parties, seller ?? from)) return { ...supply, isAtHome: true };
  return { ...supply, isAtHome: terms.distanceSales === "HOME", distanceTo: to };
}

/** The member state of the Union that a place is a part of; null outside. */
function memberState({ country, inUnion }: Territory, isSent: boolean): string | null {
  return (isSent ? inUnion.goods : inUnion.services) ? country : null;
}

/** Two places of one area have the same taxes, but for rates of regions. */
function areaOf({ country, name, isApart }: Territory): string {
  return isApart ? `${country} ${name}` : country;
}

/**
 * Whether the buyer is a company with a VAT id of another member state than the seller, in a shop that uses reverse charge. Format and check
 * digits of the id are checked; VIES is not asked.
 */
function isCompanyAbroad(parties: Parties, { reverseCharge }: PricingTerms, seller: string | null): boolean {
  const { company, vatId } = buyerOf(parties);
  if (!reverseCharge || seller === null || !company?.trim() || vatId === null) return false;
  const buyer = euVatCountry(vatId);
  return buyer !== null && buyer !== seller;
}

/** Whether the buyer is a company with a VAT id of this member state. It buys no distance sale: the tax is due where it comes from. */
function isCompanyOf(parties: Parties, state: string): boolean {
  const { company, vatId } = buyerOf(parties);
  return Boolean(company?.trim()) && vatId !== null && euVatCountry(vatId) === state;
}

function buyerOf({ shippingAddress, billingAddress }: Parties): { company: string | null; vatId: string | null } {
  return billingAddress ?? shippingAddress ?? { company: null, vatId: null };
}

/** Ids of Northern Ireland are of the Union for goods, not for services. */
function isForGoodsOnly(vatId: string | null): boolean {
  return vatId?.startsWith("XI") ?? false;
}

/** Whether listed prices contain the tax of the shop's country, and are charged without it in this category. */
function isNet(category: TaxCategory, { pricesIncludeTax, companyPrices, exportPrices }: PricingTerms): boolean {
  if (!pricesIncludeTax || category === "STANDARD" || category === "UNTAXED") return false;
  return (category === "EXPORT" ? exportPrices : companyPrices) === "NET";
}

/** Finds the rate of a class. A class without one has that of `standard`; `zero` says that no tax is due. */
function finderAt(place: Territory, terms: PricingTerms, rates: readonly TaxRateRow[]) {
  const find = rateFinder(rates, place);
  return (taxClass: string): FoundRate | null => {
    const mayFallBack = !isFormer(terms) && taxClass !== taxClassByName.ZERO;
    return find(taxClass) ?? (mayFallBack ? find(taxClassByName.STANDARD) : null);
  };
}

function standard(rate: FoundRate | null): ClassRate | null {
  return rate && { ...rate, category: "STANDARD" };
}

function rateless(category: Law, { country }: Territory): ClassRate {
  return { name: lawNames[category], rate: 0, country, region: null, category };
}
