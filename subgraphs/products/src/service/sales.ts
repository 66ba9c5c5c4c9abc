/** Counting what was sold: units of each product by day, what the last 30 days come to, and who has bought what. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { verifyReviews } from "../store/reviews.ts";
import {
  addUnits,
  emptyProjections,
  insertPurchases,
  refreshAllSoldLately,
  refreshSoldLately,
} from "../store/sales.ts";

/** So many units of a product. */
export type SoldLine = { productId: string; quantity: number };

const dayMs = 24 * 60 * 60 * 1_000;
/** What counts for the order of best sellers: today and the 29 days before it. */
const daysThatCount = 30;

/** Adds lines to the day of `at`, or, with −1, takes them from it: a day may end below zero when more comes back than is sold. */
export async function recordUnits(
  { world }: Deps,
  tx: Tx,
  lines: readonly SoldLine[],
  sign: 1 | -1,
  at: number,
): Promise<void> {
  const units = new Map<string, number>();
  for (const { productId, quantity } of lines) units.set(productId, (units.get(productId) ?? 0) + sign * quantity);
  const day = Math.floor(at / dayMs);
  await addUnits(
    tx,
    [...units].map(([productId, count]) => ({ productId, day, units: count })),
  );
  await refreshSoldLately(tx, [...units.keys()], lastDayPast(world.now()));
}

/** Remembers that somebody has bought these products, and says so beside what they have written about them already. */
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
  await verifyReviews(tx, customerId, productIds);
}

/** Forgets all of it, and how far the follower had come whose cursor has this name. */
export function emptySales({ store }: Deps, cursor: string): Promise<void> {
  return store.write("empty-sales", (tx) => emptyProjections(tx, cursor));
}

/** Lets go of days that no longer count. */
export async function forgetOldSales({ store, world }: Deps): Promise<void> {
  await store.write("forget-old-sales", (tx) => refreshAllSoldLately(tx, lastDayPast(world.now())));
}

/** The same as work that is repeated: it is done when a day has begun, and once at the start. */
export function forgetSalesDaily(deps: Deps): () => Promise<void> {
  let doneUpTo: number | undefined;
  return async () => {
    const day = lastDayPast(deps.world.now());
    if (day === doneUpTo) return;
    await forgetOldSales(deps);
    doneUpTo = day;
  };
}

/** The last day that no longer counts. */
function lastDayPast(now: number): number {
  return Math.floor(now / dayMs) - daysThatCount;
}
