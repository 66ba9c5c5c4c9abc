/** News that a checkout is paid for: it becomes an order even if the buyer never comes back. */
import { raiseAlarm } from "@hansa/kit/alarm";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { voidPayments } from "../../peers/peers.ts";
import { changeCheckout, findCheckout } from "../../store/checkouts.ts";
import { findSaga, findUnwantedPayments, insertUnwantedPayment, settleUnwantedPayment } from "../../store/sagas.ts";
import { placeOrder } from "./placing.ts";

export type Payment = { checkoutId: string; paymentId: string; version: number; amountMinor: number; currency: string };

/**
 * Places the order if the money is for exactly what the checkout asks for now. If nothing can be sold for it any more, the payment is
 * remembered as unwanted, to be voided.
 */
export async function placeIfPaid(deps: Deps, tx: Tx, { checkoutId, paymentId, ...paid }: Payment): Promise<void> {
  const saga = await findSaga(tx, checkoutId);
  // One payment of a checkout is alive at a time: where an order has another one, this is old news of one that is over.
  if (typeof saga?.paymentId === "string") return;
  const checkout = await findCheckout(tx, checkoutId);
  const isExact =
    checkout?.version === paid.version &&
    checkout.totalMinor === paid.amountMinor &&
    checkout.currency === paid.currency;
  if (checkout && isExact && (await placeOrder(deps, tx, checkout, { paymentId }))) return;
  await insertUnwantedPayment(tx, { paymentId, checkoutId, version: paid.version });
  deps.log.warn({ checkoutId, paymentId }, "a payment was authorised for what cannot be sold any more, and is voided");
}

/** Voids payments that made no order. What has no answer yet is tried again. */
export async function voidUnwanted(deps: Deps): Promise<void> {
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
          "money_without_order",
          { paymentId },
          "money was taken without an order: a person must decide",
        );
    } catch (error) {
      log.warn({ err: error, paymentId }, "a payment that nobody wants is voided later");
    }
  }
}

/** The payment did not come about: the checkout may be changed and paid again. */
export async function unlockAfterFailure(tx: Tx, checkoutId: string, version: number): Promise<void> {
  const checkout = await findCheckout(tx, checkoutId);
  if (checkout?.version !== version || checkout.givingUp) return;
  await changeCheckout(tx, checkoutId, ["AWAITING_PAYMENT"], { state: "OPEN" });
}
