/** Order confirmation: the order gets its invoice, the event and the e-mail are published, and the cart is closed. */

import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { touchCart } from "../../store/cart/carts.ts";
import { changeCheckout } from "../../store/checkout/checkouts.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { replaceTerms } from "../../store/order/order-terms.ts";
import { changeOrder, findEventsByOrders, findLinesByOrders } from "../../store/order/orders.ts";
import { nextNumber } from "../../store/order/sequences.ts";
import { findBalance } from "../../store/payment/balances.ts";
import { findCancellation, insertOrderTask } from "../../store/processing/order-tasks.ts";
import { advanceSaga } from "../../store/processing/sagas.ts";
import { markUsed } from "../../store/promotions/uses.ts";
import type { CancellationRow, SagaRow } from "../../store/tables.ts";
import { shopActor } from "../access.ts";
import { type CancelledBy, cancelParts } from "../cancellation/part-cancellation.ts";
import { queueOrderMail } from "../email/order-mails.ts";
import { issueInvoice, printedNumber } from "../invoicing/tax-documents.ts";
import { holdOrder } from "../lifecycle/review-holds.ts";
import { previousStates } from "../lifecycle/transitions.ts";
import { selectParts } from "../order/parts.ts";
import { liveUnits } from "../order/progress.ts";
import { termsOf } from "../order/search-terms.ts";
import { recordSettlement } from "../order/settlement.ts";
import { orderFacts, recordOrderEvent } from "../order/timeline.ts";

/** The delay between confirmation and hand-over of an order without parcels; until then it can be cancelled. */
const handOverDelayMs = 60 * 60 * 1_000;

/** Ends the saga with success. A cancellation that came too late for the saga is executed at once. No effect if it was confirmed before. */
export async function confirmOrder(deps: Deps, tx: Tx, saga: SagaRow): Promise<void> {
  const { store, runtime } = deps;
  if (!(await advanceSaga(tx, saga, { step: "DONE", outcome: "CONFIRMED", failure: null }))) return;
  const invoiceNumber = printedNumber("INVOICE", await nextNumber(tx, "invoice"));
  const order = await changeOrder(tx, saga.orderId, previousStates("CONFIRMED"), {
    state: "CONFIRMED",
    invoiceNumber,
    invoicedAt: runtime.now(),
  });
  if (!order) throw new Error(`the order ${saga.orderId} cannot be confirmed in its current state`);
  if ((await findBalance(tx, order.id)).capturedMinor > 0) {
    const summary = "The payment was captured.";
    await recordOrderEvent(deps, tx, order, { kind: "PAYMENT_CAPTURED", summary, ...shopActor });
  }
  await recordSettlement(tx, order.id);
  const summary = "The order was confirmed.";
  await recordOrderEvent(deps, tx, order, { kind: "CONFIRMED", summary, ...shopActor });
  // Sent together: none of them needs another one's response.
  const [lines, cancellation] = await Promise.all([
    findLinesByOrders(tx, [order.id]),
    findCancellation(tx, order.id),
    changeCheckout(tx, saga.checkoutId, ["COMPLETING"], { state: "COMPLETED" }),
    markUsed(tx, saga.checkoutId),
    touchCart(tx, order.cartId, runtime.now(), { state: "CLOSED", ordered: true }),
    queueOrderMail(runtime, tx, { orderId: order.id, kind: "CONFIRMED" }),
  ]);
  // With its invoice number; nothing is in a parcel yet.
  await replaceTerms(tx, order.id, termsOf(order, lines, []));
  await issueInvoice(deps, tx, order, lines);
  const facts = orderFacts(order, lines);
  await appendEvent(runtime, tx, events.orderConfirmed, facts);

  if (cancellation) {
    const parts = await selectParts(tx, order, liveUnits);
    await cancelParts(deps, tx, order, { parts, ...cancelledByOf(cancellation) });
    return;
  }
  const [isDisputed, counters] = await Promise.all([wasDisputed(tx, order.id), findCountersByOrders(tx, [order.id])]);
  if (isDisputed) await holdOrder(deps, tx, order, "a dispute was opened before the confirmation");
  if (counters.every((line) => !line.isSent)) {
    const handOver = { orderId: order.id, kind: "HAND_OVER", subjectId: order.id } as const;
    await insertOrderTask(tx, handOver, store.now() + handOverDelayMs);
  }
}

/** Whether a dispute was reported between the capture and the confirmation, when there was nothing to hold yet. */
async function wasDisputed(tx: Tx, orderId: string): Promise<boolean> {
  return (await findEventsByOrders(tx, [orderId])).some(({ kind }) => kind === "DISPUTED");
}

function cancelledByOf({ reason, actorId }: CancellationRow): CancelledBy {
  return { reason, actor: reason === "CUSTOMER" ? "CUSTOMER" : "STAFF", actorId };
}
