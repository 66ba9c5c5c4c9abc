/** Batches of one request: whatever many payments, checkouts or orders are asked at once is one statement. */
import { batchesOf, loadMany, loadOne } from "@hansa/kit/loading";
import type { Store } from "@hansa/kit/store";
import { findDisputesByIds, findDisputesByPayments } from "./store/disputes.ts";
import { findEventsByPayments } from "./store/events.ts";
import { findEntriesByNumbers } from "./store/ledger.ts";
import { findPaymentsByCheckouts, findPaymentsByIds, findPaymentsByOrders } from "./store/payments.ts";
import { findRefundsByIds, findRefundsByPayments } from "./store/refunds.ts";
import { findSavedMethods, findSavedMethodsByIds } from "./store/saved-methods.ts";

export type Loaders = ReturnType<typeof createLoaders>;

/** Fresh loaders: they remember what they loaded, so each request needs its own. */
export function createLoaders(store: Store) {
  const from = batchesOf(store);

  return {
    paymentById: loadOne(from(findPaymentsByIds), (payment) => payment.id),
    paymentsByCheckout: loadMany(from(findPaymentsByCheckouts), (payment) => payment.checkoutId),
    paymentsByOrder: loadMany(from(findPaymentsByOrders), (payment) => payment.orderId ?? ""),
    eventsByPayment: loadMany(from(findEventsByPayments), (event) => event.paymentId),
    refundById: loadOne(from(findRefundsByIds), (refund) => refund.id),
    refundsByPayment: loadMany(from(findRefundsByPayments), (refund) => refund.paymentId),
    disputeById: loadOne(from(findDisputesByIds), (dispute) => dispute.id),
    disputesByPayment: loadMany(from(findDisputesByPayments), (dispute) => dispute.paymentId),
    entryByNumber: loadOne(from(findEntriesByNumbers), ({ seq }) => String(seq)),
    savedMethodById: loadOne(from(findSavedMethodsByIds), (method) => method.id),
    savedMethodsByCustomer: loadMany(from(findSavedMethods), (method) => method.customerId ?? ""),
  };
}
