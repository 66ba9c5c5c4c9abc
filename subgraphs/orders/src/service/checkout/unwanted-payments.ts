/** Unwanted payments: money that was authorised without an order is voided; captured money of a late payment is refunded. */
import { raiseAlarm } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findAuthorizedPayment, refundPayment, voidPayments } from "../../peers/peers.ts";
import { findUnwantedPayments, leaveRefundedToStaff, settleUnwantedPayment } from "../../store/processing/sagas.ts";
import type { UnwantedPaymentRow } from "../../store/tables.ts";

/** Voids payments without an order, or refunds them. Unanswered calls are retried. */
export async function voidUnwantedPayments(deps: Deps): Promise<void> {
  const { store, log } = deps;
  for (const unwanted of await store.read(findUnwantedPayments)) {
    const { paymentId } = unwanted;
    try {
      const outcome = await voidOrRefund(deps, unwanted);
      if (outcome === "unknown") continue;
      await store.write("settle-unwanted-payment", (tx) => settleUnwantedPayment(tx, paymentId, outcome));
      if (outcome === "CAPTURED") raiseMoneyWithoutOrder(deps, paymentId);
    } catch (error) {
      log.warn({ err: error, paymentId }, "payments: void of unwanted payment failed, retried");
    }
  }
}

/** Leaves a late payment to staff whose refund has failed, at once or when a bank returned it. Other refunds are none of this. */
export async function applyLateRefundFailure(
  deps: Deps,
  tx: Tx,
  { refundId, paymentId }: { refundId: string; paymentId: string },
): Promise<void> {
  if (refundId !== lateRefundId(paymentId)) return;
  if (await leaveRefundedToStaff(tx, paymentId)) raiseMoneyWithoutOrder(deps, paymentId);
}

async function voidOrRefund(
  { peers }: Deps,
  { paymentId, checkoutId, version, isLate }: UnwantedPaymentRow,
): Promise<"VOIDED" | "REFUNDED" | "CAPTURED" | "unknown"> {
  const request = { checkoutId, version, unlessAuthorized: false, isLate, order: null };
  const voided = await voidPayments(peers, null, request);
  if (voided.outcome === "voided") return "VOIDED";
  if (voided.outcome !== "captured") return "unknown";
  const { payment } = isLate ? await findAuthorizedPayment(peers, checkoutId) : { payment: null };
  if (payment?.paymentId !== paymentId) return "CAPTURED";
  const refunded = await refundPayment(peers, null, {
    refundId: lateRefundId(paymentId),
    paymentId,
    amountMinor: voided.capturedMinor,
    currency: payment.amount.currency,
    reason: "The payment was authorised too late.",
    requestedBy: null,
  });
  if (refunded.outcome === "unknown") return "unknown";
  return refunded.outcome === "succeeded" || refunded.outcome === "pending" ? "REFUNDED" : "CAPTURED";
}

/** The refund of a late payment: one for each payment, so that repeated calls refund once. */
function lateRefundId(paymentId: string): string {
  return `ref_late_${paymentId}`;
}

function raiseMoneyWithoutOrder(deps: Deps, paymentId: string): void {
  raiseAlarm(
    deps,
    { name: "money_without_order", subject: paymentId },
    { paymentId },
    "payments: captured payment has no order, decision of staff required",
  );
}
