/** Taking a person, with an account or without, out of what they bought and began to buy. The books stay, and for finance the buyers of invoices. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { changeCheckout } from "../store/checkouts.ts";
import { findAllOrdersOf, forgetCustomer, forgetWords, type Person } from "../store/erasures.ts";
import { findSaga, leaveToPerson } from "../store/sagas.ts";
import type { CheckoutRow, OrderRow } from "../store/tables.ts";
import { retainInvoiceBuyer } from "./books/retention.ts";
import { recordOrderEvent } from "./order/events.ts";
import { canStillLeave, standingOf } from "./order/next-actions.ts";

/**
 * Ends checkouts. A payment in progress is given up first, by the job that does so for buyers; an order that is being made is waited for.
 * Gives those that did not end yet.
 */
export async function letGoOf(tx: Tx, live: readonly CheckoutRow[]): Promise<CheckoutRow[]> {
  for (const { id } of live) {
    await changeCheckout(tx, id, ["OPEN"], { state: "EXPIRED" });
    await changeCheckout(tx, id, ["AWAITING_PAYMENT"], { givingUp: true });
  }
  return live.filter(({ state }) => state !== "OPEN");
}

/** False while an order of theirs is still being made: until then payments has to know whose it is. */
export async function forgetOrders(tx: Tx, deps: Deps, person: Person): Promise<boolean> {
  let isAll = true;
  for (const order of await findAllOrdersOf(tx, person)) {
    const { isBeingMade, isParked } = standingOf((await findSaga(tx, order.checkoutId)) ?? null);
    if (isBeingMade) isAll = false;
    else await forgetOrder(tx, deps, order, person, isParked);
  }
  return isAll;
}

/** `isParked`: it is on hold until something has an answer, which would end by itself. */
async function forgetOrder(tx: Tx, deps: Deps, order: OrderRow, person: Person, isParked: boolean): Promise<void> {
  const now = deps.world.now();
  const cannotBeSent = order.shippingAddress !== null && canStillLeave(order);
  const isHeldNow = cannotBeSent && (order.holdReason === null || isParked);
  await retainInvoiceBuyer(deps, tx, order);
  await forgetCustomer(tx, order.id, person, {
    shippingAddress: placeOnly(order.shippingAddress),
    billingAddress: placeOnly(order.billingAddress),
    erasedAt: now,
    holdReason: isHeldNow ? "CUSTOMER_ERASED" : order.holdReason,
    holdSince: isHeldNow ? now : order.holdSince,
  });
  await forgetWords(tx, order.id, "Removed when the customer was erased.");
  if (!isHeldNow) return;
  await leaveToPerson(tx, order.id);
  const summary = "The customer was erased before everything had left.";
  await recordOrderEvent(deps, tx, order, { kind: "HELD", summary, actor: "SHOP", actorId: null });
}

/** Country and region decide the taxes, and say nothing of a person. */
function placeOnly(address: AddressSnapshot | null): AddressSnapshot | null {
  if (address === null) return null;
  const { country, region } = address;
  const person = { firstName: null, lastName: "", company: null, vatId: null, phone: null };
  return { ...person, line1: "", line2: null, city: "", region, postalCode: "", country };
}
