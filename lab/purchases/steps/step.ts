/** A step in the later life of an order, and the draws that steps share. */
import type { Chance } from "@hansa/kit/testing";
import type { Placed } from "../buyer.ts";
import type { BookedOrder } from "../comparison.ts";
import { type Order, unsent } from "../model/order.ts";
import type { Prices } from "../model/prices.ts";
import type { PurchaseShop } from "../shop.ts";

/** An order at the shop and its model. `step` is the smallest amount that can be paid; `key` makes names for idempotency keys. */
export type Life = {
  /** A VAT id that the register knows, in the place of the buyer's, and the prices with it; null if another id changes nothing. */
  knownId: { vatId: string; prices: Prices } | null;
  opened: PurchaseShop;
  chance: Chance;
  placed: Placed;
  order: Order;
  lineIds: readonly string[];
  step: number;
  parcels: string[];
  key: () => string;
  read: () => Promise<BookedOrder>;
};

/** A step: null if it cannot be taken now; otherwise the amounts that its own response must have, expected and found. */
export type Step = (life: Life) => Promise<Record<string, readonly [expected: number, found: number]> | null>;

/** Some of the units that can be sent or cancelled, by line; null if there are none. */
export function drawUnsent({ chance, order }: Life, mayBe: (index: number) => boolean): number[] | null {
  const most = order.lines.map((line, index) => (mayBe(index) ? unsent(line).length : 0));
  return drawQuantities(chance, most);
}

/** At least one of the units in all; null if there are none. */
export function drawQuantities(chance: Chance, most: readonly number[]): number[] | null {
  if (most.every((units) => units === 0)) return null;
  const isAll = chance.happens(0.3);
  for (;;) {
    const drawn = most.map((units) => (isAll ? units : chance.whole(0, units)));
    if (drawn.some((units) => units > 0)) return drawn;
  }
}

/** The parts of an input: the lines with units. */
export function partsOf({ lineIds }: Life, quantities: readonly number[]) {
  return lineIds.flatMap((lineId, index) => {
    const quantity = quantities[index] ?? 0;
    return quantity > 0 ? [{ lineId, quantity }] : [];
  });
}
