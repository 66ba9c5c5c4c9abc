/** Shipping options: the methods and prices for a country, a currency, a value and a weight. Pure functions. */
import { sum, times } from "@hansa/commerce/money";
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { ShippingProblem } from "../../generated/resolvers.ts";
import type { MethodRate } from "../../store/settings/pricing-rates.ts";
import type { CartLineRow, CheckoutRow, ShippingChoice } from "../../store/tables.ts";

/** The weight of all shipped goods, in grams; null if nothing is shipped. */
export function parcelWeight(lines: readonly Pick<CartLineRow, "weightGrams" | "quantity">[]): number | null {
  const sent = lines.filter((line) => line.weightGrams !== null);
  if (sent.length === 0) return null;
  return sent.reduce((total, line) => total + (line.weightGrams ?? 0) * line.quantity, 0);
}

/** The goods of a purchase that are shipped; `subtotalMinor` is before discounts, or one more discount could raise the price of shipping. */
export type Parcel = { weightGrams: number; subtotalMinor: number };

/** The parcel of these lines; null if nothing is shipped. */
export function parcelOf(
  lines: readonly Pick<CartLineRow, "weightGrams" | "quantity" | "unitPriceMinor">[],
): Parcel | null {
  const weightGrams = parcelWeight(lines);
  if (weightGrams === null) return null;
  const sent = lines.filter((line) => line.weightGrams !== null);
  return { weightGrams, subtotalMinor: sum(sent.map((line) => times(line.unitPriceMinor, line.quantity))) };
}

/**
 * Each method at the price of the rate that covers the parcel: of its highest step by value, the lowest by weight. The rates are sorted in this
 * order. The cheapest method comes first.
 */
export function shippingOptionsFor(rates: readonly MethodRate[], parcel: Parcel): ShippingChoice[] {
  const offers = new Map<string, ShippingChoice>();
  for (const { method, rate } of rates) {
    const isCovering = rate.upToGrams >= parcel.weightGrams && rate.fromSubtotalMinor <= parcel.subtotalMinor;
    if (!isCovering || offers.has(method.id)) continue;
    const { id, carrier, label, taxClass, taxBasis, etaDaysMin, etaDaysMax } = method;
    offers.set(id, { id, carrier, label, priceMinor: rate.minor, taxClass, taxBasis, etaDaysMin, etaDaysMax });
  }
  return [...offers.values()].sort((a, b) => a.priceMinor - b.priceMinor || a.etaDaysMax - b.etaDaysMax);
}

/** The reason why a parcel has no option at these rates to its country; null if it has one. */
export function findShippingProblem(
  rates: readonly MethodRate[],
  parcel: Parcel,
  isServed: boolean,
): ShippingProblem | null {
  if (shippingOptionsFor(rates, parcel).length > 0) return null;
  if (!isServed) return "NOT_SERVED";
  return rates.some(({ rate }) => rate.fromSubtotalMinor <= parcel.subtotalMinor) ? "TOO_HEAVY" : "NO_RATE";
}

/** The option with this id, and the price of the cheapest of these; null if the id is not offered. */
export function chooseShipping(
  offers: readonly ShippingChoice[],
  id: string | undefined,
): Pick<CheckoutRow, "shipping" | "cheapestShippingMinor"> {
  const shipping = offers.find((offer) => offer.id === id) ?? null;
  const prices = offers.map(({ priceMinor }) => priceMinor);
  return { shipping, cheapestShippingMinor: shipping && Math.min(...prices) };
}

/**
 * Whether a checkout already has this shipping option for this address. It then keeps the chosen price, also after a change of the rates:
 * the price depends on the country and on the goods, and the goods of a checkout do not change.
 */
export function isAlreadySelected(
  { shipping, shippingAddress }: Pick<CheckoutRow, "shipping" | "shippingAddress">,
  address: AddressSnapshot | null,
  requestedId: string | undefined,
): boolean {
  return shipping !== null && shipping.id === requestedId && shippingAddress?.country === address?.country;
}
