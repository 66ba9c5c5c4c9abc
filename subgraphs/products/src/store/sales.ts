/** Sales as rows: units of each product by day, what the last days come to, and who has bought what. */
import { followAnew } from "@hansa/kit/follow";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, gt, inArray, ne, or, sql } from "drizzle-orm";
import { erasedPeople, type PurchaseRow, purchases, type SaleRow, sales } from "./projection-tables.ts";
import { products } from "./tables.ts";

/** Adds units (below zero, takes them away) to the days of these products. Each product once. */
export async function addUnits(tx: Tx, rows: readonly SaleRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(sales)
    .values([...rows])
    .onConflictDoUpdate({
      target: [sales.productId, sales.day],
      set: { units: sql`${sales.units} + excluded.units` },
    });
}

/** Computes anew what these products sold after `day`. */
export async function refreshSoldLately(tx: Tx, productIds: readonly string[], day: number): Promise<void> {
  const sold = soldAfter(day);
  await tx
    .update(products)
    .set({ soldLately: sold })
    .where(and(inArray(products.id, [...productIds]), ne(products.soldLately, sold)));
}

/** Computes anew what every product sold after `day`; those that sold nothing before and since are not looked at. */
export async function refreshAllSoldLately(tx: Tx, day: number): Promise<void> {
  const sold = soldAfter(day);
  const lately = tx.select({ id: sales.productId }).from(sales).where(gt(sales.day, day));
  await tx
    .update(products)
    .set({ soldLately: sold })
    .where(and(or(gt(products.soldLately, 0), inArray(products.id, lately)), ne(products.soldLately, sold)));
}

/** What the product at hand sold after `day`; none rather than fewer than none. */
function soldAfter(day: number) {
  return sql<number>`max(0, coalesce((SELECT sum(units) FROM sales WHERE product_id = ${products.id} AND day > ${day}), 0))`;
}

/** Writes down that somebody has bought these products, each once; the first time stays. Nothing is kept of an erased account. */
export async function insertPurchases(tx: Tx, rows: readonly PurchaseRow[]): Promise<void> {
  const [first] = rows;
  if (!first || (await wasErased(tx, first.customerId))) return;
  await tx
    .insert(purchases)
    .values([...rows])
    .onConflictDoNothing();
}

/** Whether this account was erased. */
export async function wasErased(db: Reader, userId: string): Promise<boolean> {
  const [row] = await db.select().from(erasedPeople).where(eq(erasedPeople.userId, userId));
  return row !== undefined;
}

export async function hasBought(db: Reader, customerId: string, productId: string): Promise<boolean> {
  const [row] = await db
    .select({ productId: purchases.productId })
    .from(purchases)
    .where(and(eq(purchases.customerId, customerId), eq(purchases.productId, productId)));
  return row !== undefined;
}

/** What somebody has bought, the first first, with the title if the product is known here. */
export function findPurchases(db: Reader, customerId: string) {
  return db
    .select({ productId: purchases.productId, title: products.title, boughtAt: purchases.boughtAt })
    .from(purchases)
    .leftJoin(products, eq(products.id, purchases.productId))
    .where(eq(purchases.customerId, customerId))
    .orderBy(asc(purchases.boughtAt), asc(purchases.productId));
}

/** Forgets everything that orders' events were counted in, and how far `cursor` had come. */
export async function emptyProjections(tx: Tx, cursor: string): Promise<void> {
  await tx.delete(purchases);
  await tx.delete(sales);
  await tx.update(products).set({ soldLately: 0 }).where(ne(products.soldLately, 0));
  await followAnew(tx, cursor);
}
