/** Guest orders join an account: offered to the one that has verified their e-mail address, or claimed by a customer with their guest token. */

import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context, Deps } from "../../context.ts";
import { findContact } from "../../peers/peers.ts";
import {
  findAccountByEmail,
  findCustomer,
  findDueAccounts,
  findGuestOrders,
  markRead,
  saveAccountEmail,
  setCustomer,
  setUser,
} from "../../store/accounts/account-emails.ts";
import { findLinesByOrders, touchOrder } from "../../store/order/orders.ts";
import { isErased } from "../../store/privacy/erasures.ts";
import type { AccountEmailRow, CheckoutRow, OrderRow } from "../../store/tables.ts";
import { userIdOf } from "../access.ts";

/** Accounts in one run of the job. */
const pageSize = 100;
/** Orders that are offered at once. More follow when these have joined. */
const maxOffered = 50;

/**
 * Reads the addresses of accounts that have verified one. Events carry ids only, so users is asked. An account that verifies another one meanwhile
 * stays due.
 */
export async function readAccountEmails(deps: Deps, signal: AbortSignal): Promise<void> {
  for (const account of await deps.store.read((db) => findDueAccounts(db, pageSize))) {
    if (signal.aborted) return;
    const { userId } = account;
    const email = await readVerifiedEmail(deps, userId);
    // Without users no further account can be read either.
    if (email === undefined) return;
    try {
      await storeEmailOf(deps, account, email);
    } catch (error) {
      deps.log.warn(
        { err: error, userId },
        "guest orders: address of an account not stored, retry by the next job run",
      );
    }
  }
}

/** The verified address of an account, null if it has none; undefined if users does not answer. */
async function readVerifiedEmail({ peers, log }: Deps, userId: string): Promise<string | null | undefined> {
  try {
    const contact = await findContact(peers, userId);
    return contact?.isVerified ? contact.email : null;
  } catch (error) {
    log.warn({ err: error, userId }, "guest orders: address of an account not read, retry by the next job run");
    return undefined;
  }
}

type DueAccount = Pick<AccountEmailRow, "userId" | "verifications">;

async function storeEmailOf({ store }: Deps, { userId, verifications }: DueAccount, email: string | null) {
  await store.write("store-account-email", async (tx) => {
    // An account that was erased meanwhile gets no address again.
    if (await isErased(tx, userId)) return;
    await saveAccountEmail(tx, userId, email);
    await markRead(tx, userId, verifications);
  });
}

/**
 * The guest orders that the viewer may add to this account, the oldest first: those placed with its verified address. Null for others. They are
 * offered and never added by themselves: an address says who may have placed them, and their owner says so by a press.
 */
export async function listOfferedOrders(context: Context, userId: string): Promise<OrderRow[] | null> {
  if (userIdOf(context) !== userId) return null;
  return context.store.read(async (db) => {
    const [email] = (await findCustomer(db, userId)).emails;
    return email === undefined ? [] : findGuestOrders(db, email, maxOffered);
  });
}

/** Whether this order is offered to the account. */
export async function isOffered(db: Reader, { email }: Pick<OrderRow, "email">, userId: string): Promise<boolean> {
  return email !== null && (await findCustomer(db, userId)).emails.includes(email);
}

/** Makes a guest's order that of a customer; undefined, without a change, if it is another customer's or erased. Its guest token stays valid. */
export async function joinOrder(
  deps: Deps,
  tx: Tx,
  { id }: Pick<OrderRow, "id">,
  customerId: string,
): Promise<OrderRow | undefined> {
  const now = deps.runtime.now();
  const order = await setCustomer(tx, id, customerId, now);
  if (!order) return undefined;
  const { checkoutId, invoicedAt } = order;
  await setUser(tx, checkoutId, customerId);
  // Without an entry in the timeline: it would tell a guest who has the token that the address has an account.
  await touchOrder(tx, id, now);
  const lines = (await findLinesByOrders(tx, [id])).map(({ id: lineId, variantId, productId, quantity }) => {
    return { lineId, variantId, productId, quantity };
  });
  const facts = { orderId: id, checkoutId, customerId, wasConfirmed: invoicedAt !== null, lines };
  await appendEvent(deps.runtime, tx, events.orderJoined, facts);
  return order;
}

/** The account of a checkout: that of its customer, for a guest's the one that has verified its address. Null if there is none. */
export async function findAccountOf(
  tx: Tx,
  { ownerId, email }: Pick<CheckoutRow, "ownerId" | "email">,
): Promise<string | null> {
  if (ownerId !== null || email === null) return ownerId;
  return (await findAccountByEmail(tx, email))?.userId ?? null;
}
