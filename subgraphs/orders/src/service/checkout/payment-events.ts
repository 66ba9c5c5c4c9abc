/** Payment events of a checkout: an authorised payment places the order even if the buyer does not return. */
import type { CheckoutPayment } from "@hansa/contracts/payments";
import { raiseAlarm } from "@hansa/kit/alarms/raise";
import type { Tx } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import { voidPayments } from "../../peers/peers.ts";
import { findLinesByCarts } from "../../store/cart/carts.ts";
import { changeCheckout, findCheckout } from "../../store/checkout/checkouts.ts";
import {
  findSaga,
  findUnwantedPayments,
  insertUnwantedPayment,
  settleUnwantedPayment,
} from "../../store/processing/sagas.ts";
import { coversCheckout, placeOrder } from "./placement.ts";

/** Places the order if the payment covers the checkout exactly. Otherwise the payment is stored as unwanted, to be voided. */
export async function placePaidOrder(deps: Deps, tx: Tx, payment: CheckoutPayment): Promise<void> {
  const { paymentId, checkoutId, version } = payment;
  const saga = await findSaga(tx, checkoutId);
  // A checkout has one live payment at a time: if the order has another one, this event is about an ended payment.
  if (typeof saga?.paymentId === "string") return;
  const checkout = await findCheckout(tx, checkoutId);
  if (checkout && coversCheckout(payment, checkout)) {
    const cartLines = await findLinesByCarts(tx, [checkout.cartId]);
    const placement = await placeOrder(deps, tx, { checkout, cartLines }, payment);
    if ("placed" in placement) return;
  }
  await insertUnwantedPayment(tx, { paymentId, checkoutId, version });
  deps.log.warn({ checkoutId, paymentId }, "payments: authorised payment covers no open checkout, queued to be voided");
}

/** Voids payments without an order. Unanswered calls are retried. */
export async function voidUnwantedPayments(deps: Deps): Promise<void> {
  const { store, peers, log } = deps;
  for (const { paymentId, checkoutId, version } of await store.read(findUnwantedPayments)) {
    try {
      const answer = await voidPayments(peers, null, { checkoutId, version, unlessAuthorized: false, order: null });
      if (answer.outcome !== "voided" && answer.outcome !== "captured") continue;
      const outcome = answer.outcome === "voided" ? "VOIDED" : "CAPTURED";
      await store.write("settle-unwanted-payment", (tx) => settleUnwantedPayment(tx, paymentId, outcome));
      if (outcome === "CAPTURED")
        raiseAlarm(
          deps,
          { name: "money_without_order", subject: paymentId },
          { paymentId },
          "payments: captured payment has no order, decision of staff required",
        );
    } catch (error) {
      log.warn({ err: error, paymentId }, "payments: void of unwanted payment failed, retried");
    }
  }
}

/** Unlocks the checkout of a failed payment: it can be changed and paid again. */
export async function unlockFailedCheckout(tx: Tx, checkoutId: string, version: number): Promise<void> {
  const checkout = await findCheckout(tx, checkoutId);
  if (checkout?.version !== version || checkout.reopening) return;
  await changeCheckout(tx, checkoutId, ["AWAITING_PAYMENT"], { state: "OPEN" });
}
