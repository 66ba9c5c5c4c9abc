/** Pairs of products that were bought together. */

import type { SoldLineRow } from "../../store/tables.ts";

/** An order with more products than this is a wholesaler's, and is not counted for products bought together. */
const maxBasketProducts = 30;

/** The pairs among the products of an order that are not cancelled entirely. */
export function pairsIn(lines: readonly SoldLineRow[]): Pair[] {
  return pairsAmong(productsIn(lines));
}

/** The pairs that are no longer in an order. An order that was too large to be counted has none. */
export function pairsLost(before: readonly SoldLineRow[], after: readonly SoldLineRow[]): Pair[] {
  const ordered = new Set(before.flatMap(({ productId }) => productId ?? []));
  if (ordered.size > maxBasketProducts) return [];
  const remaining = new Set(productsIn(after));
  return pairsAmong(productsIn(before)).filter(
    ({ productId, otherId }) => !remaining.has(productId) || !remaining.has(otherId),
  );
}

/** The products of an order of which not all units are cancelled. */
function productsIn(lines: readonly SoldLineRow[]): string[] {
  const still = lines.filter(({ units, unitsCancelled }) => units > unitsCancelled);
  return [...new Set(still.flatMap(({ productId }) => productId ?? []))];
}

type Pair = { productId: string; otherId: string };

function pairsAmong(productIds: readonly string[]): Pair[] {
  if (productIds.length > maxBasketProducts) return [];
  return productIds.flatMap((productId) =>
    productIds.filter((otherId) => otherId !== productId).map((otherId) => ({ productId, otherId })),
  );
}
