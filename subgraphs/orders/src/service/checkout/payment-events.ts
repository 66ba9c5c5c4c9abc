/** Payment events of a checkout: an authorised payment places the order even if the buyer does not return. */
import type { AuthorizedPayment } from "@hansa/contracts/payments";
import { afterCommit } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findLinesByCarts } from "../../store/cart/carts.ts";
import { changeCheckout, findCheckout } from "../../store/checkout/checkouts.ts";
import { findSaga, insertUnwantedPayment } from "../../store/processing/sagas.ts";
import { endLateCheckout, isLatePayment } from "./late-payments.ts";
import { coversCheckout, placeOrder } from "./placement.ts";

/** Places the order if the payment covers the checkout exactly, and in time. Otherwise it is stored as unwanted, to be voided or refunded. */
export async function placePaidOrder(deps: Deps, tx: Tx, payment: AuthorizedPayment): Promise<void> {
  const { paymentId, checkoutId, version } = payment;
  const saga = await findSaga(tx, checkoutId);
  // A checkout has one live payment at a time: if the order has another one, this event is about an ended payment.
  if (typeof saga?.paymentId === "string") return;
  const checkout = await findCheckout(tx, checkoutId);
  const covered = checkout && coversCheckout(payment, checkout) ? checkout : undefined;
  const isLate = covered !== undefined && (await isLatePayment(tx, payment));
  if (covered && isLate) await endLateCheckout(deps, tx, covered);
  if (covered && !isLate) {
    const cartLines = await findLinesByCarts(tx, [covered.cartId]);
    const placement = await placeOrder(deps, tx, { checkout: covered, cartLines }, payment);
    if ("placed" in placement) return;
  }
  await insertUnwantedPayment(tx, { paymentId, checkoutId, version, isLate });
  const message = "payments: authorised payment covers no open checkout, queued to be voided";
  afterCommit(() => deps.log.warn({ checkoutId, paymentId }, message));
}

/** Unlocks the checkout of a failed payment: it can be changed and paid again. */
export async function unlockFailedCheckout(tx: Tx, checkoutId: string, version: number): Promise<void> {
  const checkout = await findCheckout(tx, checkoutId);
  if (checkout?.version !== version || checkout.reopening) return;
  await changeCheckout(tx, checkoutId, ["AWAITING_PAYMENT"], { state: "OPEN" });
}
