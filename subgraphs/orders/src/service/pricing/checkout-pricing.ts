/** Pricing of a checkout from its lines, addresses, shipping option and promotions. */
import type { Reader } from "@hansa/kit/store";
import type { CheckoutNeed } from "../../generated/resolvers.ts";
import { findMethodRates, findTaxRates } from "../../store/settings/pricing-rates.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { AppliedPromotion, CartLineRow, CheckoutRow, PromotionTerms, ShippingChoice } from "../../store/tables.ts";
import { computeDiscounts } from "./discounts.ts";
import { basketOf } from "./promotion-selection.ts";
import { parcelOf, parcelWeight, shippingOptionsFor } from "./shipping-options.ts";
import {
  isReverseCharged,
  type PricedLine,
  priceGoods,
  rateFinder,
  reverseChargeRate,
  type Totals,
  taxPlace,
} from "./totals.ts";

type Destination = Pick<CheckoutRow, "shippingAddress" | "billingAddress" | "shipping"> &
  Partial<Pick<CheckoutRow, "taxIncluded">>;

/** The promotions to choose from, and the time whose tax rates apply. */
type PriceConditions = { promotions: readonly PromotionTerms[]; at: number };

/** The amounts of a checkout, and of its lines in their order. */
export type PricedCheckout = { lines: PricedLine[]; totals: Totals; discounts: AppliedPromotion[] };

/**
 * Prices the lines for this destination, with the tax rates at `at` and the best combination of these promotions. The settings decide whether
 * prices include tax, unless it is given: a checkout keeps the value of its start.
 */
export async function priceCheckout(
  db: Reader,
  lines: readonly CartLineRow[],
  destination: Destination,
  { promotions, at }: PriceConditions,
): Promise<PricedCheckout> {
  const settings = await findSettings(db);
  const place = taxPlace(destination, settings.country);
  const rates = await findTaxRates(db, place.country, at);
  const taxIncluded = destination.taxIncluded ?? settings.pricesIncludeTax;
  const off = computeDiscounts(basketOf(lines, destination.shipping, place.country), promotions);
  const rateOf = isReverseCharged(destination, settings) ? reverseChargeRate(place) : rateFinder(rates, place);
  const priced = priceGoods(lines, destination.shipping, { rateOf, taxIncluded }, off);
  return { ...priced, discounts: off.applied };
}

/** The shipping options of these lines to this address; empty without an address, or if nothing is shipped. */
export async function findShippingOptions(
  db: Reader,
  lines: readonly CartLineRow[],
  { shippingAddress, currency }: Pick<CheckoutRow, "shippingAddress" | "currency">,
): Promise<ShippingChoice[]> {
  const parcel = parcelOf(lines);
  if (parcel === null || !shippingAddress) return [];
  return shippingOptionsFor(await findMethodRates(db, shippingAddress.country, currency), parcel);
}

/** The details that are missing before this checkout can be paid. */
export function findMissing(
  {
    email,
    shippingAddress,
    billingAddress,
    shipping,
  }: Pick<CheckoutRow, "email" | "shippingAddress" | "billingAddress" | "shipping">,
  lines: readonly CartLineRow[],
): CheckoutNeed[] {
  const isSent = parcelWeight(lines) !== null;
  const missing: CheckoutNeed[] = [];
  if (!email) missing.push("EMAIL");
  if (isSent && !shippingAddress) missing.push("SHIPPING_ADDRESS");
  if (!isSent && !shippingAddress && !billingAddress) missing.push("BILLING_ADDRESS");
  if (isSent && !shipping) missing.push("SHIPPING_METHOD");
  return missing;
}
