/** Sales projections: units of each product per day and in the last 30 days, and the purchases of each customer. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import {
  addUnits,
  clearProjections,
  insertPurchases,
  refreshAllSoldLately,
  refreshSoldLately,
} from "../store/projections/sales.ts";
import { markReviewsVerified } from "../store/reviews/reviews.ts";

/** A quantity of a product that was sold. */
export type SoldLine = { productId: string; quantity: number };

const dayMs = 24 * 60 * 60 * 1_000;
/** The window of the best sellers: today and the 29 days before. */
const salesWindowDays = 30;

/** Adds lines to the day of `at` or, with −1, subtracts them. A day is negative if more is returned than sold. */
export async function recordUnits(
  { runtime }: Deps,
  tx: Tx,
  lines: readonly SoldLine[],
  { sign, at }: { sign: 1 | -1; at: number },
): Promise<void> {
  const units = new Map<string, number>();
  for (const { productId, quantity } of lines) units.set(productId, (units.get(productId) ?? 0) + sign * quantity);
  const day = Math.floor(at / dayMs);
  await addUnits(
    tx,
    [...units].map(([productId, count]) => ({ productId, day, units: count })),
  );
  await refreshSoldLately(tx, [...units.keys()], lastDayBeforeWindow(runtime.now()));
}

/** Stores the purchases of a customer and marks their reviews of these products as verified. */
export async function recordPurchases(
  tx: Tx,
  customerId: string,
  lines: readonly SoldLine[],
  boughtAt: number,
): Promise<void> {
  const productIds = [...new Set(lines.map((line) => line.productId))];
  await insertPurchases(
    tx,
    productIds.map((productId) => ({ customerId, productId, boughtAt })),
  );
  await markReviewsVerified(tx, customerId, productIds);
}

/** Deletes the projections and resets the cursor of their event consumer. */
export function clearSales({ store }: Deps, cursor: string): Promise<void> {
  return store.write("empty-sales", (tx) => clearProjections(tx, cursor));
}

/** Removes days outside of the window from the recent sales of all products. */
export async function dropOldSales({ store, runtime }: Deps): Promise<void> {
  await store.write("delete-old-sales", (tx) => refreshAllSoldLately(tx, lastDayBeforeWindow(runtime.now())));
}

/** Returns a job that runs `dropOldSales` at the start and once per day. */
export function dropOldSalesDaily(deps: Deps): () => Promise<void> {
  let doneUpTo: number | undefined;
  return async () => {
    const day = lastDayBeforeWindow(deps.runtime.now());
    if (day === doneUpTo) return;
    await dropOldSales(deps);
    doneUpTo = day;
  };
}

/** The last day before the window. */
function lastDayBeforeWindow(now: number): number {
  return Math.floor(now / dayMs) - salesWindowDays;
}
