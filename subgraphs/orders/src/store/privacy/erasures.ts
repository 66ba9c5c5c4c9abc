/** Queries of personal data: finds the rows of a person for the export, and removes the person from them on erasure. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import { hasRow, type Reader, rowBy, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, inArray, isNotNull, isNull, ne, notInArray, or, type SQL } from "drizzle-orm";
import {
  activeCarts,
  type CartRow,
  type CheckoutRow,
  cancellations,
  cartLines,
  carts,
  checkouts,
  erasures,
  type GuestErasureRow,
  guestErasures,
  type OrderRow,
  orderNotes,
  orders,
  promotionUses,
  refunds,
  returns,
  shipments,
  type WithdrawalRow,
  withdrawals,
} from "../tables.ts";

/** A person, identified by account or, without one, by e-mail address. */
export type Person = { userId: string } | { email: string };

/** Records the erasure of an account; does nothing if it is recorded already. */
export async function insertErasure(tx: Tx, userId: string, receivedAt: number): Promise<void> {
  await tx.insert(erasures).values({ userId, receivedAt, doneAt: null }).onConflictDoNothing();
}

/** Accounts with an unfinished erasure, the oldest first. */
export async function findOpenErasures(db: Reader, limit: number): Promise<string[]> {
  const rows = await db
    .select({ userId: erasures.userId })
    .from(erasures)
    .where(isNull(erasures.doneAt))
    .orderBy(asc(erasures.receivedAt))
    .limit(limit);
  return rows.map((row) => row.userId);
}

/** Marks the erasure of an account as done. */
export async function endErasure(tx: Tx, userId: string, doneAt: number): Promise<void> {
  await tx.update(erasures).set({ doneAt }).where(eq(erasures.userId, userId));
}

/** Whether an account was erased, even if the erasure is unfinished. */
export async function isErased(db: Reader, userId: string): Promise<boolean> {
  return (await findErasure(db, userId)) !== undefined;
}

const findErasure = rowBy(erasures, erasures.userId);

/** The carts of an account, the oldest first. */
export function findCartsOf(db: Reader, ownerId: string): Promise<CartRow[]> {
  return db.select().from(carts).where(eq(carts.ownerId, ownerId)).orderBy(asc(carts.createdAt), asc(carts.id));
}

/** The checkouts of a person, the oldest first. */
export function findCheckoutsOf(db: Reader, person: Person): Promise<CheckoutRow[]> {
  return db
    .select()
    .from(checkouts)
    .where(ofCheckouts(db, person))
    .orderBy(asc(checkouts.startedAt), asc(checkouts.id));
}

/** The checkouts of guest orders that have joined this account. */
export async function findJoinedCheckouts(db: Reader, userId: string): Promise<string[]> {
  const rows = await db
    .select({ id: orders.checkoutId })
    .from(orders)
    .where(and(eq(orders.customerId, userId), isNotNull(orders.joinedAt)));
  return rows.map(({ id }) => id);
}

/** The orders of a person, the oldest first. */
export function findAllOrdersOf(db: Reader, person: Person): Promise<OrderRow[]> {
  return db.select().from(orders).where(ofOrders(person)).orderBy(asc(orders.placedAt), asc(orders.id));
}

/** Withdrawals from orders of the person, and those that fit no order but were entered with an e-mail address of theirs. */
export function findWithdrawalsOf(db: Reader, person: Person): Promise<WithdrawalRow[]> {
  return db
    .select()
    .from(withdrawals)
    .where(or(ofOrdersOf(db, person), isUnmatchedOf(db, person)))
    .orderBy(asc(withdrawals.receivedAt), asc(withdrawals.id));
}

/** Removes the person from their withdrawals. To be called before the person is removed from the orders. */
export async function eraseFromWithdrawals(tx: Tx, person: Person, instead: string): Promise<void> {
  await tx.delete(withdrawals).where(isUnmatchedOf(tx, person));
  const ofPerson = ofOrdersOf(tx, person);
  await tx
    .update(withdrawals)
    .set({ contestNote: instead })
    .where(and(ofPerson, isNotNull(withdrawals.contestNote)));
  await tx
    .update(withdrawals)
    .set({ note: instead })
    .where(and(ofPerson, isNotNull(withdrawals.note)));
  await tx.update(withdrawals).set({ orderNumber: null, email: null, lastName: null }).where(ofPerson);
}

function ofOrdersOf(db: Reader, person: Person): SQL {
  return inArray(withdrawals.orderId, db.select({ id: orders.id }).from(orders).where(ofOrders(person)));
}

/** An account is known by the addresses of its orders. */
function isUnmatchedOf(db: Reader, person: Person): SQL | undefined {
  const addresses = db.select({ email: orders.email }).from(orders).where(ofOrders(person));
  const isOfPerson = "email" in person ? eq(withdrawals.email, person.email) : inArray(withdrawals.email, addresses);
  return and(eq(withdrawals.state, "UNMATCHED"), isOfPerson);
}

/** Orders with an account belong to the account, regardless of their e-mail address. */
function ofOrders(person: Person): SQL | undefined {
  if ("userId" in person) return eq(orders.customerId, person.userId);
  return and(eq(orders.email, person.email), isNull(orders.customerId));
}

/** Checkouts whose order has joined an account belong to the account, as the order does. */
function ofCheckouts(db: Reader, person: Person): SQL | undefined {
  const ids = db.select({ id: orders.checkoutId }).from(orders);
  if ("userId" in person)
    return or(
      eq(checkouts.ownerId, person.userId),
      inArray(checkouts.id, ids.where(and(eq(orders.customerId, person.userId), isNotNull(orders.joinedAt)))),
    );
  const joined = ids.where(and(eq(orders.email, person.email), isNotNull(orders.customerId)));
  return and(eq(checkouts.email, person.email), isNull(checkouts.ownerId), notInArray(checkouts.id, joined));
}

/** Empties and closes these carts and removes the active cart of the person. */
export async function emptyCarts(tx: Tx, ownerId: string, cartIds: readonly string[], now: number): Promise<void> {
  await tx.delete(activeCarts).where(eq(activeCarts.userId, ownerId));
  for (const id of cartIds) {
    await tx.delete(cartLines).where(eq(cartLines.cartId, id));
    await tx.update(carts).set({ state: "CLOSED", updatedAt: now }).where(eq(carts.id, id));
  }
}

/** Removes the person from their ended checkouts and uses of promotions, including those from before they signed in. */
export async function eraseFromCheckouts(tx: Tx, person: Person): Promise<void> {
  const isOwn = "userId" in person ? eq(promotionUses.userId, person.userId) : isGuestUseOf(person.email);
  const ofPerson = tx.select({ id: checkouts.id }).from(checkouts).where(ofCheckouts(tx, person));
  await tx
    .update(promotionUses)
    .set({ userId: null, email: null })
    .where(and(or(isOwn, inArray(promotionUses.checkoutId, ofPerson)), ne(promotionUses.state, "reserved")));
  await tx
    .update(checkouts)
    .set({ email: null, shippingAddress: null, billingAddress: null })
    .where(and(ofCheckouts(tx, person), inArray(checkouts.state, ["EXPIRED", "COMPLETED"])));
}

/** Uses of accounts are erased with the account. */
function isGuestUseOf(email: string): SQL | undefined {
  return and(eq(promotionUses.email, email), isNull(promotionUses.userId));
}

/** The remaining values of an erased order: addresses reduced to the place of taxation, and its hold. */
export type ErasedOrder = Pick<OrderRow, "holdReason" | "holdSince" | "erasedAt"> & {
  shippingAddress: AddressSnapshot | null;
  billingAddress: AddressSnapshot | null;
};

/** Removes the person from one of their orders; false and no change if it is no longer theirs. */
export async function eraseFromOrder(tx: Tx, id: string, person: Person, left: ErasedOrder): Promise<boolean> {
  const erased = await tx
    .update(orders)
    .set({ customerId: null, email: null, ...left })
    .where(and(eq(orders.id, id), ofOrders(person)))
    .returning({ id: orders.id });
  return erased.length === 1;
}

/** Replaces free text about an order, which may name its person, and deletes the tracking of its parcels. */
export async function eraseFreeText(tx: Tx, orderId: string, instead: string): Promise<void> {
  await tx.update(orderNotes).set({ text: instead }).where(eq(orderNotes.orderId, orderId));
  await tx.update(returns).set({ reason: instead, note: null }).where(eq(returns.orderId, orderId));
  await tx.update(refunds).set({ reason: instead }).where(eq(refunds.orderId, orderId));
  await tx.update(cancellations).set({ note: null }).where(eq(cancellations.orderId, orderId));
  await tx.update(shipments).set({ trackingNumber: null, trackingUrl: null }).where(eq(shipments.orderId, orderId));
}

/** Stores the address of a guest until no other row contains it. */
export async function insertGuestErasure(tx: Tx, row: GuestErasureRow): Promise<void> {
  await tx.insert(guestErasures).values(row).onConflictDoNothing();
}

/** Pending erasures, the oldest first. */
export function findGuestErasures(db: Reader, limit: number): Promise<GuestErasureRow[]> {
  return db.select().from(guestErasures).orderBy(asc(guestErasures.receivedAt)).limit(limit);
}

/** Whether the erasure of the guest with this address is pending. */
export const hasGuestErasure = hasRow(
  statement([guestErasures.email], (db: Reader, email) =>
    db.select({ id: guestErasures.id }).from(guestErasures).where(eq(guestErasures.email, email)).limit(1),
  ),
);

/** Deletes the address: no other row contains it any more, and only the WAL checkpoint is pending. */
export async function eraseGuestAddress(tx: Tx, id: string): Promise<void> {
  await tx.update(guestErasures).set({ email: null }).where(eq(guestErasures.id, id));
}

/** Deletes the task to erase a guest. */
export async function endGuestErasure(tx: Tx, id: string): Promise<void> {
  await tx.delete(guestErasures).where(eq(guestErasures.id, id));
}
