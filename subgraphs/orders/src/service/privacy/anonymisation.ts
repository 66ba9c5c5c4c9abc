/** Anonymisation of orders and end of checkouts for customers and guests. Accounting records stay, as do the buyers of invoices for finance. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { changeCheckout } from "../../store/checkout/checkouts.ts";
import { dropOrderMails } from "../../store/email/order-mails.ts";
import {
  eraseFreeText,
  eraseFromOrder,
  eraseFromWithdrawals,
  findAllOrdersOf,
  type Person,
} from "../../store/privacy/erasures.ts";
import { findSaga, leaveHoldToStaff } from "../../store/processing/sagas.ts";
import type { CheckoutRow, OrderRow } from "../../store/tables.ts";
import { retainInvoiceBuyer } from "../invoicing/retention.ts";
import { isShippable, processingStatusOf } from "../order/next-actions.ts";
import { writeTerms } from "../order/search-terms.ts";
import { recordOrderEvent } from "../order/timeline.ts";

/**
 * Ends checkouts. A payment in progress is first given up by the job `finish-reopenings`; an order in processing is awaited. Returns the
 * checkouts that have not ended yet.
 */
export async function endCheckouts(tx: Tx, live: readonly CheckoutRow[]): Promise<CheckoutRow[]> {
  for (const { id } of live) {
    await changeCheckout(tx, id, ["OPEN"], { state: "EXPIRED" });
    await changeCheckout(tx, id, ["AWAITING_PAYMENT"], { reopening: true });
  }
  return live.filter(({ state }) => state !== "OPEN");
}

/** In the place of free text, which may name its person. */
const erasedText = "Removed when the customer was erased.";

/** Includes withdrawals from the orders. False while one of the orders is still in processing: until then payments has to know its customer. */
export async function anonymiseOrders(deps: Deps, tx: Tx, person: Person): Promise<boolean> {
  await eraseFromWithdrawals(tx, person, erasedText);
  let isAll = true;
  for (const order of await findAllOrdersOf(tx, person)) {
    const { isProcessing, isStalled } = processingStatusOf((await findSaga(tx, order.checkoutId)) ?? null);
    if (isProcessing) isAll = false;
    else await anonymiseOrder(deps, tx, { order, isStalled }, person);
  }
  return isAll;
}

/** `isStalled`: the order is on hold for an unanswered step; such a hold would end by itself. */
async function anonymiseOrder(
  deps: Deps,
  tx: Tx,
  { order, isStalled }: { order: OrderRow; isStalled: boolean },
  person: Person,
): Promise<void> {
  const now = deps.runtime.now();
  const cannotBeSent = order.shippingAddress !== null && isShippable(order);
  const isHeldNow = cannotBeSent && (order.holdReason === null || isStalled);
  await retainInvoiceBuyer(deps, tx, order);
  await eraseFromOrder(tx, order.id, person, {
    shippingAddress: keepCountryAndRegion(order.shippingAddress),
    billingAddress: keepCountryAndRegion(order.billingAddress),
    erasedAt: now,
    holdReason: isHeldNow ? "CUSTOMER_ERASED" : order.holdReason,
    holdSince: isHeldNow ? now : order.holdSince,
  });
  await eraseFreeText(tx, order.id, erasedText);
  await dropOrderMails(tx, order.id);
  await writeTerms(tx, order.id);
  if (!isHeldNow) return;
  await leaveHoldToStaff(tx, order.id);
  const summary = "The customer was erased before everything had left.";
  await recordOrderEvent(deps, tx, order, { kind: "HELD", summary, actor: "SHOP", actorId: null });
}

/** Keeps country and region, which determine the taxes and do not identify a person. */
function keepCountryAndRegion(address: AddressSnapshot | null): AddressSnapshot | null {
  if (address === null) return null;
  const { country, region } = address;
  const person = { firstName: null, lastName: "", company: null, vatId: null, phone: null };
  return { ...person, line1: "", line2: null, city: "", region, postalCode: "", country };
}
