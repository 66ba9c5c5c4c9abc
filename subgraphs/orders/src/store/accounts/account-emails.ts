/** Queries of the verified addresses of accounts, and of the guest orders that are offered to them. */

import { firstRow, type Reader, rowBy, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, isNull, ne, sql } from "drizzle-orm";
import { accountEmails, isDue, orders, promotionUses } from "../tables.ts";

const { userId, email, verifications, joined } = accountEmails;

const findAccountEmail = rowBy(accountEmails, userId);

/** The account whose verified address this is. */
export const findAccountByEmail = rowBy(accountEmails, email);

/** A customer, as limits per customer know one: the account and its verified address. */
export type Customer = { userId: string | null; emails: readonly string[] };

/** The account with its verified address; of a guest, null, neither. */
export async function findCustomer(db: Reader, userId: string | null): Promise<Customer> {
  const known = userId === null ? undefined : await findAccountEmail(db, userId);
  return { userId, emails: known?.email ? [known.email] : [] };
}

/** Counts a verification: the address of the account has to be read again. */
export const countVerification = statement([userId], (tx: Tx, id) =>
  tx
    .insert(accountEmails)
    .values({ userId: id, email: null, verifications: 1, joined: 0 })
    .onConflictDoUpdate({ target: userId, set: { verifications: sql`${verifications} + 1` } }),
);

/** Accounts whose address was not read since their last verification. */
export const findDueAccounts = statement(["number"], (db: Reader, limit) =>
  db.select({ userId, verifications }).from(accountEmails).where(isDue).orderBy(asc(userId)).limit(limit),
);

/** Stores the verified address of an account, or null if it has none. Another account that had the address has lost it. */
export async function saveAccountEmail(tx: Tx, id: string, verified: string | null): Promise<void> {
  if (verified !== null) await takeEmail(tx, verified, id);
  await setEmail(tx, id, verified);
}

const takeEmail = statement([email, userId], (tx: Tx, verified, id) =>
  tx
    .update(accountEmails)
    .set({ email: null })
    .where(and(eq(email, verified), ne(userId, id))),
);
const setEmail = statement([userId, email], (tx: Tx, id, verified) =>
  tx.update(accountEmails).set({ email: verified }).where(eq(userId, id)),
);

/** Records that the address was read after so many verifications. */
export const markRead = statement([userId, joined], (tx: Tx, id, reached) =>
  tx.update(accountEmails).set({ joined: reached }).where(eq(userId, id)),
);

/** Deletes the address of an account. */
export const dropAccountEmail = statement([userId], (tx: Tx, id) => tx.delete(accountEmails).where(eq(userId, id)));

/** Guest orders with this address, the oldest first. */
export const findGuestOrders = statement([orders.email, "number"], (db: Reader, address, limit) =>
  db
    .select()
    .from(orders)
    .where(and(eq(orders.email, address), isGuestOrder))
    .orderBy(asc(orders.placedAt), asc(orders.id))
    .limit(limit),
);

/** Makes a guest's order that of a customer; undefined, without a change, if it is not a guest's. */
export const setCustomer = firstRow(
  statement([orders.id, orders.customerId, orders.joinedAt], (tx: Tx, id, customerId, joinedAt) =>
    tx
      .update(orders)
      .set({ customerId, joinedAt })
      .where(and(eq(orders.id, id), isGuestOrder))
      .returning(),
  ),
);

const isGuestOrder = and(isNull(orders.customerId), isNull(orders.erasedAt));

/** Counts the uses of promotions by the checkout for the account. */
export const setUser = statement([promotionUses.checkoutId, promotionUses.userId], (tx: Tx, checkoutId, id) =>
  tx.update(promotionUses).set({ userId: id }).where(eq(promotionUses.checkoutId, checkoutId)),
);
