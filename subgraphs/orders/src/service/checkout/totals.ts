/** What a checkout comes to, from its cart's lines, where they go and how they are sent. */
import type { Reader } from "@hansa/kit/store";
import type { CheckoutNeed } from "../../generated/resolvers.ts";
import { findMethodRates, findTaxRates } from "../../store/rates.ts";
import { findSettings } from "../../store/settings.ts";
import type { AppliedPromotion, CartLineRow, CheckoutRow, ChosenShipping, PromotionTerms } from "../../store/tables.ts";
import { type PricedLine, priceGoods, type Totals } from "../money/totals.ts";
import { discount } from "../promotions/pricing.ts";
import { basketOf } from "../promotions/terms.ts";
import { offersFor, parcelWeight } from "../settings/shipping.ts";
import { isReverseCharged, rateFinder, reverseChargeRate, taxPlace } from "../settings/taxes.ts";

type Destination = Pick<CheckoutRow, "shippingAddress" | "billingAddress" | "shipping"> &
  Partial<Pick<CheckoutRow, "taxIncluded">>;

/**
 * Prices the lines for this destination, with the tax rates of the moment `at` and the best that these promotions can do. Whether tax is in
 * the prices is what the shop says, unless it is given: a checkout keeps what was said when it began.
 */
export async function priceCheckout(
  db: Reader,
  lines: readonly CartLineRow[],
  destination: Destination,
  promotions: readonly PromotionTerms[],
  at: number,
): Promise<{ lines: PricedLine[]; totals: Totals; discounts: AppliedPromotion[] }> {
  const settings = await findSettings(db);
  const place = taxPlace(destination, settings.country);
  const rates = await findTaxRates(db, place.country, at);
  const taxIncluded = destination.taxIncluded ?? settings.pricesIncludeTax;
  const off = discount(basketOf(lines, destination.shipping), promotions);
  const rateOf = isReverseCharged(destination, settings) ? reverseChargeRate : rateFinder(rates, place);
  const priced = priceGoods(lines, destination.shipping, rateOf, taxIncluded, off);
  return { ...priced, discounts: off.applied };
}

/** The ways to send these lines to this address; none without an address, or if nothing is sent. */
export async function findOffers(
  db: Reader,
  lines: readonly CartLineRow[],
  { shippingAddress, currency }: Pick<CheckoutRow, "shippingAddress" | "currency">,
): Promise<ChosenShipping[]> {
  const weight = parcelWeight(lines);
  if (weight === null || !shippingAddress) return [];
  return offersFor(await findMethodRates(db, shippingAddress.country, currency), weight);
}

/** What is still to be given before this checkout can be paid. */
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
