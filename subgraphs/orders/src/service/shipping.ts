/** Ways to send goods: what is offered to a country, in a currency, for a weight. */
import type { MethodRate } from "../store/rates.ts";
import type { CartLineRow, ChosenShipping } from "../store/tables.ts";

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
