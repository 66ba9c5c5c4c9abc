/** Refusals of payment mutations, with the data to act on. */
import { refusal } from "@hansa/kit/runtime";
import type { NotPayableReason, PromotionUsedUpReason } from "../../generated/resolvers.ts";
import type { PaymentRow } from "../../store/tables.ts";
import { isCertain } from "../payment/transitions.ts";

const messages: Record<NotPayableReason, string> = {
  INCOMPLETE: "Something is still to be given before this can be paid.",
  EXPIRED: "This cannot be paid any more. Start the checkout again.",
  PAYMENT_IN_PROGRESS: "Another payment is in progress. Finish it, or reopen the checkout first.",
  ALREADY_PAID: "This is paid already.",
  NOTHING_TO_PAY: "There is nothing to pay.",
};

/** The checkout cannot be paid now. `otherPayment` is the conflicting payment, if the viewer may see it. */
export function notPayable(reason: NotPayableReason, checkoutId: string, otherPayment: PaymentRow | null) {
  const error = refusal("CheckoutNotPayableError", `CHECKOUT_${reason}`, messages[reason]);
  return { ...error, reason, otherPayment, checkout: { id: checkoutId } };
}

/** Orders could not reserve the usages of the checkout's promotions. */
export function promotionUsedUp(reason: PromotionUsedUpReason, cartId: string) {
  const message =
    reason === "LIMIT_REACHED"
      ? "A promotion has been used up meanwhile. The checkout is priced without it; nothing was charged."
      : "Too many payments with this promotion are in progress here. Nothing was charged: try again later.";
  return {
    ...refusal("PromotionUsedUpError", "PROMOTION_USED_UP", message),
    usedUpReason: reason,
    cart: { id: cartId },
  };
}

/** Orders has priced the checkout with tax: the buyer's VAT id is no longer valid. */
export function totalsChanged(checkoutId: string) {
  const message = "Your VAT id could not be confirmed, so tax is charged now. Nothing was paid: check the new total.";
  return { ...refusal("TotalsChangedError", "TOTALS_CHANGED", message), checkout: { id: checkoutId } };
}

/** Another payment of the checkout exists: paid or in progress. `shown` is that payment, or null if the viewer may not see it. */
export function blockedBy({ state, checkoutId }: PaymentRow, shown: PaymentRow | null) {
  return notPayable(isCertain(state) ? "ALREADY_PAID" : "PAYMENT_IN_PROGRESS", checkoutId, shown);
}

/** The bank declined the payment. */
export function declined(payment: PaymentRow) {
  const { failureCode, failureRetryable } = payment;
  const message = failureRetryable
    ? "The payment was declined. Try again, or pay in another way."
    : "The payment was declined. Pay in another way.";
  const error = refusal("PaymentDeclinedError", "PAYMENT_DECLINED", message);
  return { ...error, declineCode: failureCode, retryable: failureRetryable, payment };
}

/** The provider gave no certain response: whether the money was authorised is not known yet. A repetition with the same key continues, and pays once. */
export function providerUnavailable(retryAfterMs: number) {
  const message =
    "The payment provider does not answer right now: it is not known yet whether you have paid. Repeat this in a moment; you pay once, and nothing if its answer comes too late.";
  return { ...refusal("ProviderUnavailableError", "PROVIDER_UNAVAILABLE", message), retryAfterMs };
}

/** How long a buyer waits until the next attempt while a restored shop has not asked its providers. */
const closedMs = 60_000;

/** A restored shop has not asked its providers: nothing is sent to them. */
export function paymentsClosed() {
  const message = "The shop takes no payments right now. Nothing was sent to the payment provider: repeat this later.";
  return { ...providerUnavailable(closedMs), message };
}
