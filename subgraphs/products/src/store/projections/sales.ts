/** Sales and purchases: units of each product per day and lately, and the purchases of customers. */

import { resetConsumer } from "@hansa/kit/messaging";
import { greatest, isAmong, listOf, type Reader, rowBy, rowsOf, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, gt, inArray, ne, or, type SQL, sql } from "drizzle-orm";
import { products } from "../catalogue/tables.ts";
import { erasedPeople, type PurchaseRow, purchases, type SaleRow, sales } from "./tables.ts";

/** Adds units (negative: subtracts them) to the days of these products. Each product may occur once. */
export async function addUnits(tx: Tx, rows: readonly SaleRow[]): Promise<void> {
  if (rows.length > 0) await addToDays(tx, rows);
}

const addToDays = statement([rowsOf(sales)], (tx: Tx, rows) =>
  tx
    .insert(sales)
    .select(rows)
    .onConflictDoUpdate({
      target: [sales.productId, sales.day],
      set: { units: sql`${sales.units} + excluded.units` },
    }),
);

/** Recomputes the units that these products sold after `day`. */
export const refreshSoldLately = statement([listOf(products.id), sales.day], (tx: Tx, productIds, day) => {
  const sold = soldAfter(day);
  return tx
    .update(products)
    .set({ soldLately: sold })
    .where(and(isAmong(products.id, productIds), ne(products.soldLately, sold)));
});

/** Recomputes the units that all products sold after `day`; products without sales before and since are skipped. */
export const refreshAllSoldLately = statement([sales.day], (tx: Tx, day) => {
  const sold = soldAfter(day);
  const lately = tx.select({ id: sales.productId }).from(sales).where(gt(sales.day, day));
  return tx
    .update(products)
    .set({ soldLately: sold })
    .where(and(or(gt(products.soldLately, 0), inArray(products.id, lately)), ne(products.soldLately, sold)));
});

/** The units that the current product sold after `day`, at least 0. */
function soldAfter(day: SQL) {
  const sold = sql`coalesce((SELECT sum(units) FROM sales WHERE product_id = ${products.id} AND day > ${day}), 0)`;
  return greatest(0, sold);
}

/** Inserts the first purchase of each product. Erased accounts are skipped. */
export async function insertPurchases(tx: Tx, rows: readonly PurchaseRow[]): Promise<void> {
  const [first] = rows;
  if (!first || (await wasErased(tx, first.customerId))) return;
  await addPurchases(tx, rows);
}

const addPurchases = statement([rowsOf(purchases)], (tx: Tx, rows) =>
  tx.insert(purchases).select(rows).onConflictDoNothing(),
);

/** Whether this account was erased. */
export async function wasErased(db: Reader, userId: string): Promise<boolean> {
  return (await findErased(db, userId)) !== undefined;
}

const findErased = rowBy(erasedPeople, erasedPeople.userId);

/** Whether a customer has an order of a product. */
export async function hasBought(db: Reader, customerId: string, productId: string): Promise<boolean> {
  return (await purchaseOf(db, customerId, productId)).length === 1;
}

const purchaseOf = statement([purchases.customerId, purchases.productId], (db: Reader, customerId, productId) =>
  db
    .select({ productId: purchases.productId })
    .from(purchases)
    .where(and(eq(purchases.customerId, customerId), eq(purchases.productId, productId))),
);

/** Returns the purchases of a customer, oldest first, with the title if the product exists. */
export const findPurchases = statement([purchases.customerId], (db: Reader, customerId) =>
  db
    .select({ productId: purchases.productId, title: products.title, boughtAt: purchases.boughtAt })
    .from(purchases)
    .leftJoin(products, eq(products.id, purchases.productId))
    .where(eq(purchases.customerId, customerId))
    .orderBy(asc(purchases.boughtAt), asc(purchases.productId)),
);

/** Deletes the projections of the events of orders, and resets their `cursor`. */
export async function clearProjections(tx: Tx, cursor: string): Promise<void> {
  await tx.delete(purchases);
  await tx.delete(sales);
  await tx.update(products).set({ soldLately: 0 }).where(ne(products.soldLately, 0));
  await resetConsumer(tx, cursor);
}

/** Deletes the purchases of a person and stores the id, so that late events restore nothing. */
export async function recordErasedPerson(tx: Tx, userId: string): Promise<void> {
  await tx.insert(erasedPeople).values({ userId }).onConflictDoNothing();
  await tx.delete(purchases).where(eq(purchases.customerId, userId));
}
