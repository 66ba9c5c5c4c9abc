/** Everything of one person as rows: found for whoever asks for their data, and taken out of the rows once they were erased. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, inArray, isNull, ne, or, type SQL } from "drizzle-orm";
import {
  activeCarts,
  type CartRow,
  type CheckoutRow,
  cancellations,
  cartLines,
  carts,
  checkouts,
  erasures,
  type OrderRow,
  orderNotes,
  orders,
  promotionUses,
  refunds,
  returns,
  shipments,
} from "./tables.ts";

/** Somebody by their account, or somebody without one, by the e-mail address that they gave. */
export type Person = { userId: string } | { email: string };

/** Remembers that a person was erased; once is enough. */
export async function insertErasure(tx: Tx, userId: string, heardAt: number): Promise<void> {
  await tx.insert(erasures).values({ userId, heardAt, doneAt: null }).onConflictDoNothing();
}

/** People of whom something may still be here. */
export async function findOpenErasures(db: Reader, limit: number): Promise<string[]> {
  const rows = await db
    .select({ userId: erasures.userId })
    .from(erasures)
    .where(isNull(erasures.doneAt))
    .orderBy(asc(erasures.heardAt))
    .limit(limit);
  return rows.map((row) => row.userId);
}

export async function endErasure(tx: Tx, userId: string, doneAt: number): Promise<void> {
  await tx.update(erasures).set({ doneAt }).where(eq(erasures.userId, userId));
}

/** Whether somebody was erased, even if something of theirs is still here. */
export async function wasErased(db: Reader, userId: string): Promise<boolean> {
  const [row] = await db.select({ userId: erasures.userId }).from(erasures).where(eq(erasures.userId, userId));
  return row !== undefined;
}

export function findCartsOf(db: Reader, ownerId: string): Promise<CartRow[]> {
  return db.select().from(carts).where(eq(carts.ownerId, ownerId)).orderBy(asc(carts.createdAt), asc(carts.id));
}

export function findCheckoutsOf(db: Reader, person: Person): Promise<CheckoutRow[]> {
  return db.select().from(checkouts).where(ofCheckouts(person)).orderBy(asc(checkouts.startedAt), asc(checkouts.id));
}

export function findAllOrdersOf(db: Reader, person: Person): Promise<OrderRow[]> {
  return db.select().from(orders).where(ofOrders(person)).orderBy(asc(orders.placedAt), asc(orders.id));
}

/** What was ordered with an account belongs to the account, whatever address was given. */
function ofOrders(person: Person): SQL | undefined {
  if ("userId" in person) return eq(orders.customerId, person.userId);
  return and(eq(orders.email, person.email), isNull(orders.customerId));
}

function ofCheckouts(person: Person): SQL | undefined {
  if ("userId" in person) return eq(checkouts.ownerId, person.userId);
  return and(eq(checkouts.email, person.email), isNull(checkouts.ownerId));
}

/** Takes everything out of these carts and closes them; the person goes on with none. */
export async function emptyCarts(tx: Tx, ownerId: string, cartIds: readonly string[], now: number): Promise<void> {
  await tx.delete(activeCarts).where(eq(activeCarts.userId, ownerId));
  for (const id of cartIds) {
    await tx.delete(cartLines).where(eq(cartLines.cartId, id));
    await tx.update(carts).set({ state: "CLOSED", updatedAt: now }).where(eq(carts.id, id));
  }
}

/** Takes the person out of their checkouts that have ended, and out of the promotions they used, as a guest before they signed in too. */
export async function forgetCheckouts(tx: Tx, person: Person): Promise<void> {
  const customerKey = "userId" in person ? person.userId : person.email;
  const theirs = tx.select({ id: checkouts.id }).from(checkouts).where(ofCheckouts(person));
  await tx
    .update(promotionUses)
    .set({ customerKey: null })
    .where(
      and(
        or(eq(promotionUses.customerKey, customerKey), inArray(promotionUses.checkoutId, theirs)),
        ne(promotionUses.state, "held"),
      ),
    );
  await tx
    .update(checkouts)
    .set({ email: null, shippingAddress: null, billingAddress: null })
    .where(and(ofCheckouts(person), inArray(checkouts.state, ["EXPIRED", "COMPLETED"])));
}

/** What is left of an order's person: where its taxes belong. */
export type Forgotten = Pick<OrderRow, "holdReason" | "holdSince" | "erasedAt"> & {
  shippingAddress: AddressSnapshot | null;
  billingAddress: AddressSnapshot | null;
};

/** Takes the person out of one order of theirs; false, and nothing changed, if it is not theirs any more. */
export async function forgetCustomer(tx: Tx, id: string, person: Person, left: Forgotten): Promise<boolean> {
  const forgotten = await tx
    .update(orders)
    .set({ customerId: null, email: null, ...left })
    .where(and(eq(orders.id, id), ofOrders(person)))
    .returning({ id: orders.id });
  return forgotten.length === 1;
}

/** Replaces what was written about an order by hand, which may name its person, and forgets where its parcels can be followed. */
export async function forgetWords(tx: Tx, orderId: string, instead: string): Promise<void> {
  await tx.update(orderNotes).set({ text: instead }).where(eq(orderNotes.orderId, orderId));
  await tx.update(returns).set({ reason: instead, note: null }).where(eq(returns.orderId, orderId));
  await tx.update(refunds).set({ reason: instead }).where(eq(refunds.orderId, orderId));
  await tx.update(cancellations).set({ note: null }).where(eq(cancellations.orderId, orderId));
  await tx.update(shipments).set({ trackingNumber: null, trackingUrl: null }).where(eq(shipments.orderId, orderId));
}
