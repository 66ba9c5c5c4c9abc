/** Pricing of a checkout from its lines, addresses, shipping option and promotions. */
import { allocateByValue } from "@hansa/commerce/money";
import type { Reader } from "@hansa/kit/store";
import type { CheckoutNeed } from "../../generated/resolvers.ts";
import { findMethodRates, findTaxRates } from "../../store/settings/pricing-rates.ts";
import type {
  AppliedPromotion,
  CartLineRow,
  CheckoutRow,
  PricingTerms,
  PromotionTerms,
  ShippingChoice,
} from "../../store/tables.ts";
import { computeDiscounts } from "./discounts.ts";
import { basketOf } from "./promotion-selection.ts";
import { parcelOf, parcelWeight, shippingOptionsFor } from "./shipping-options.ts";
import { destinationOf, homeOf, needsHomeRates, taxationOf, taxPlace } from "./tax-laws.ts";
import { type PricedLine, priceGoods, type Totals } from "./totals.ts";

type Destination = Pick<CheckoutRow, "shippingAddress" | "billingAddress" | "shipping">;

/** The promotions to choose from, the time whose tax rates apply, and the settings. */
type PriceConditions = { promotions: readonly PromotionTerms[]; at: number; terms: PricingTerms };

/** The amounts of a checkout, and of its lines in their order. `isTaxable`: false if a rate is missing without which it cannot be sold. */
export type PricedCheckout = {
  lines: PricedLine[];
  totals: Totals;
  discounts: AppliedPromotion[];
  isTaxable: boolean;
};

/** Prices the lines for this destination, with the tax rates at `at` and the best combination of these promotions. */
export async function priceCheckout(
  db: Reader,
  lines: readonly CartLineRow[],
  destination: Destination,
  { promotions, at, terms }: PriceConditions,
): Promise<PricedCheckout> {
  const { shipping } = destination;
  const [{ country: placeThere }, { country: placeAtHome }] = [taxPlace(destination, terms), homeOf(terms)];
  const there = await findTaxRates(db, placeThere, at);
  const isForeign = placeThere !== placeAtHome && needsHomeRates(destination, terms);
  const home = isForeign ? await findTaxRates(db, placeAtHome, at) : there;
  const goods = lines.map(({ taxClass, weightGrams }) => ({ taxClass, isSent: weightGrams !== null }));
  const taxation = taxationOf(destination, terms, { there, home }, goods);
  const basket = basketOf(lines, shipping, destinationOf(destination, terms.country));
  const off = computeDiscounts(basket, promotions);
  const priced = priceGoods(lines, shipping, { ...taxation, stepMinor: terms.stepMinor }, off);
  const ownClass = shipping?.taxBasis === "CLASS" ? [{ taxClass: shipping.taxClass, isSent: true }] : [];
  const isTaxable = [...goods, ...ownClass].every(({ taxClass, isSent }) => taxation.isTaxable(taxClass, isSent));
  return { ...priced, discounts: shareDiscount(off.applied, priced.totals.discountMinor), isTaxable };
}

/** The discounts of promotions, which sum to the charged discount: less than the listed one for a buyer who pays net. */
function shareDiscount(applied: readonly AppliedPromotion[], discountMinor: number): AppliedPromotion[] {
  const shares = allocateByValue(
    discountMinor,
    applied.map((promotion) => promotion.discountMinor),
  );
  return applied.map((promotion, index) => ({ ...promotion, discountMinor: shares[index] ?? 0 }));
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
