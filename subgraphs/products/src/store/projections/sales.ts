/** Sales and purchases: units of each product per day and lately, and the purchases of customers. */
import { resetConsumer } from "@hansa/kit/messaging/event-consumer";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, gt, inArray, ne, or, sql } from "drizzle-orm";
import { products } from "../catalogue/tables.ts";
import { erasedPeople, type PurchaseRow, purchases, type SaleRow, sales } from "./tables.ts";

/** Adds units (negative: subtracts them) to the days of these products. Each product may occur once. */
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

/** Recomputes the units that these products sold after `day`. */
export async function refreshSoldLately(tx: Tx, productIds: readonly string[], day: number): Promise<void> {
  const sold = soldAfter(day);
  await tx
    .update(products)
    .set({ soldLately: sold })
    .where(and(inArray(products.id, [...productIds]), ne(products.soldLately, sold)));
}

/** Recomputes the units that all products sold after `day`; products without sales before and since are skipped. */
export async function refreshAllSoldLately(tx: Tx, day: number): Promise<void> {
  const sold = soldAfter(day);
  const lately = tx.select({ id: sales.productId }).from(sales).where(gt(sales.day, day));
  await tx
    .update(products)
    .set({ soldLately: sold })
    .where(and(or(gt(products.soldLately, 0), inArray(products.id, lately)), ne(products.soldLately, sold)));
}

/** The units that the current product sold after `day`, at least 0. */
function soldAfter(day: number) {
  return sql<number>`max(0, coalesce((SELECT sum(units) FROM sales WHERE product_id = ${products.id} AND day > ${day}), 0))`;
}

/** Inserts the first purchase of each product. Erased accounts are skipped. */
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

/** Returns the purchases of a customer, oldest first, with the title if the product exists. */
export function findPurchases(db: Reader, customerId: string) {
  return db
    .select({ productId: purchases.productId, title: products.title, boughtAt: purchases.boughtAt })
    .from(purchases)
    .leftJoin(products, eq(products.id, purchases.productId))
    .where(eq(purchases.customerId, customerId))
    .orderBy(asc(purchases.boughtAt), asc(purchases.productId));
}

/** Deletes the projections of the events of orders, and resets their `cursor`. */
export async function clearProjections(tx: Tx, cursor: string): Promise<void> {
  await tx.delete(purchases);
  await tx.delete(sales);
  await tx.update(products).set({ soldLately: 0 }).where(ne(products.soldLately, 0));
  await resetConsumer(tx, cursor);
}
