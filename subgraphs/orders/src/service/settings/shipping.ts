/** Ways to send goods: what is offered to a country, in a currency, for a weight. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { MethodRate } from "../../store/rates.ts";
import type { CartLineRow, CheckoutRow, ChosenShipping } from "../../store/tables.ts";

/** The weight of everything that is sent by parcel, in grams; null: nothing is. */
export function parcelWeight(lines: readonly Pick<CartLineRow, "weightGrams" | "quantity">[]): number | null {
  const sent = lines.filter((line) => line.weightGrams !== null);
  if (sent.length === 0) return null;
  return sent.reduce((total, line) => total + (line.weightGrams ?? 0) * line.quantity, 0);
}

/** Each method at the price of its first weight step that carries the parcel, the cheapest first. */
export function offersFor(rates: readonly MethodRate[], weightGrams: number): ChosenShipping[] {
  const offers = new Map<string, ChosenShipping>();
  for (const { method, rate } of rates) {
    if (rate.upToGrams < weightGrams || offers.has(method.id)) continue;
    const { id, carrier, label, taxClass, etaDaysMin, etaDaysMax } = method;
    offers.set(id, { id, carrier, label, priceMinor: rate.minor, taxClass, etaDaysMin, etaDaysMax });
  }
  return [...offers.values()].sort((a, b) => a.priceMinor - b.priceMinor || a.etaDaysMax - b.etaDaysMax);
}

/** The offer with this id, if it is among them. */
export function findOffer(offers: readonly ChosenShipping[], id: string | undefined): ChosenShipping | null {
  return offers.find((offer) => offer.id === id) ?? null;
}

/**
 * Whether a checkout has this way of sending to this address already. Then it keeps it as it was chosen, whatever the shop offers by now:
 * what a way costs depends on the country and on the goods, and the goods of a checkout do not change.
 */
export function isChosenAlready(
  { shipping, shippingAddress }: Pick<CheckoutRow, "shipping" | "shippingAddress">,
  address: AddressSnapshot | null,
  wantedId: string | undefined,
): boolean {
  return shipping !== null && shipping.id === wantedId && shippingAddress?.country === address?.country;
}
