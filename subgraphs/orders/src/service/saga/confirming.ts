/** Confirming an order: it is certain, numbered and told, also to its customer, and its cart is closed. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { touchCart } from "../../store/carts.ts";
import { changeCheckout } from "../../store/checkouts.ts";
import { findCountersByOrders } from "../../store/counters.ts";
import { findCancellation, insertErrand } from "../../store/errands.ts";
import { moneyOf } from "../../store/money.ts";
import { nextNumber } from "../../store/numbers.ts";
import { findLinesByOrders, moveOrder } from "../../store/orders.ts";
import { useUp } from "../../store/promotion-uses.ts";
import { moveSaga } from "../../store/sagas.ts";
import type { CancellationRow, SagaRow } from "../../store/tables.ts";
import { issueInvoice, printedNumber } from "../books/documents.ts";
import { queueConfirmed } from "../letters/customer-mail.ts";
import { recordSettlement } from "../money/settlement.ts";
import { theShop } from "../order/access.ts";
import { type CallOff, cancelParts } from "../order/cancelling-parts.ts";
import { orderFacts, recordOrderEvent } from "../order/events.ts";
import { statesBefore } from "../order/life.ts";
import { allParts } from "../order/parts.ts";
import { liveUnits } from "../order/progress.ts";

/** An order of which nothing is sent by parcel is handed over this long after it was confirmed; until then it can be cancelled. */
const handOverAfterMs = 60 * 60 * 1_000;

/** Ends the saga well. A cancellation that came too late for it is carried out at once. Nothing happens if it was confirmed before. */
export async function confirmOrder(deps: Deps, tx: Tx, saga: SagaRow): Promise<void> {
  const { store, world } = deps;
  if (!(await moveSaga(tx, saga, { step: "DONE", outcome: "CONFIRMED", failure: null }))) return;
  const invoiceNumber = printedNumber("INVOICE", await nextNumber(tx, "invoice"));
  const order = await moveOrder(tx, saga.orderId, statesBefore("CONFIRMED"), {
    state: "CONFIRMED",
    invoiceNumber,
    invoicedAt: world.now(),
  });
  if (!order) throw new Error(`the order ${saga.orderId} cannot be confirmed from where it is`);
  if ((await moneyOf(tx, order.id)).capturedMinor > 0) {
    const summary = "The payment was taken.";
    await recordOrderEvent(deps, tx, order, { kind: "PAYMENT_CAPTURED", summary, ...theShop });
  }
  await recordSettlement(tx, order.id);
  const summary = "The order was confirmed.";
  await recordOrderEvent(deps, tx, order, { kind: "CONFIRMED", summary, ...theShop });
  await changeCheckout(tx, saga.checkoutId, ["COMPLETING"], { state: "COMPLETED" });
  await useUp(tx, saga.checkoutId);
  await touchCart(tx, order.cartId, world.now(), { state: "CLOSED" });
  const lines = await findLinesByOrders(tx, [order.id]);
  await issueInvoice(deps, tx, order, lines);
  const facts = orderFacts(order, lines);
  await appendEvent(tx, world, events.orderConfirmed, order.id, facts);
  await queueConfirmed(tx, world, order.id);

  const cancellation = await findCancellation(tx, order.id);
  if (cancellation) {
    await cancelParts(deps, tx, order, await allParts(tx, order, liveUnits), calledOffBy(cancellation));
  } else if ((await findCountersByOrders(tx, [order.id])).every((line) => !line.isSent)) {
    const handOver = { orderId: order.id, kind: "HAND_OVER", subjectId: order.id } as const;
    await insertErrand(tx, handOver, store.now() + handOverAfterMs);
  }
}

function calledOffBy({ reason, actorId }: CancellationRow): CallOff {
  return { reason, actor: reason === "CUSTOMER" ? "CUSTOMER" : "STAFF", actorId };
}
