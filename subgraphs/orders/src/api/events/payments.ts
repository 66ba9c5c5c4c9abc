/** Events of payments: an authorised payment places the order, a failed one unlocks the checkout; captures, refunds and disputes are recorded. */
import { events } from "@hansa/contracts/events";
import { consumeEvents, type Event, type EventConsumer } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { placePaidOrder, unlockFailedCheckout } from "../../service/checkout/payment-events.ts";
import { applyLateRefundFailure } from "../../service/checkout/unwanted-payments.ts";
import { applyDispute } from "../../service/payment/dispute-events.ts";
import { applyAuthorizationEnd, applyReportedCapture } from "../../service/payment/payment-events.ts";
import { applyReportedRefund } from "../../service/refunds/refund-outcome.ts";
import { savePayableSteps } from "../../service/settings/payable-steps.ts";

/** Creates the consumer of payments. Its handlers only record facts; order processing acts on them. */
export function createPaymentsConsumer(deps: Deps): EventConsumer {
  const { store, log, peers } = deps;
  return consumeEvents({ peer: peers.payments, store, log, apply: (tx, event) => applyPaymentEvent(deps, tx, event) });
}

/** Applies one event; other types are ignored. */
async function applyPaymentEvent(deps: Deps, tx: Tx, { type, payload }: Event): Promise<void> {
  switch (type) {
    case events.paymentAuthorized.type:
      return placePaidOrder(deps, tx, events.paymentAuthorized.payload.parse(payload));
    case events.paymentFailed.type: {
      const { paymentId, checkoutId, version } = events.paymentFailed.payload.parse(payload);
      await unlockFailedCheckout(tx, checkoutId, version);
      return applyAuthorizationEnd(deps, tx, paymentId);
    }
    case events.paymentVoided.type:
      return applyAuthorizationEnd(deps, tx, events.paymentVoided.payload.parse(payload).paymentId);
    case events.paymentCaptured.type:
      return applyReportedCapture(deps, tx, events.paymentCaptured.payload.parse(payload));
    case events.refundPending.type:
      return applyReportedRefund(deps, tx, events.refundPending.payload.parse(payload), null);
    case events.refundSucceeded.type:
      return applyReportedRefund(deps, tx, events.refundSucceeded.payload.parse(payload), { state: "SUCCEEDED" });
    case events.refundFailed.type: {
      const { reason: failure, ...refund } = events.refundFailed.payload.parse(payload);
      await applyReportedRefund(deps, tx, refund, { state: "FAILED", failure });
      return applyLateRefundFailure(deps, tx, refund);
    }
    case events.payableStepsChanged.type:
      return savePayableSteps(deps, tx, events.payableStepsChanged.payload.parse(payload).steps);
    case events.paymentDisputed.type:
      return applyDispute(deps, tx, events.paymentDisputed.payload.parse(payload));
  }
}
