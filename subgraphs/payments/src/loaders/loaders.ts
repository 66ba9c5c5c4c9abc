/** Loaders of one request: one statement for many payments, checkouts or orders. */
import { batchesOf, loadMany, loadOne } from "@hansa/kit/graphql";
import type { Store } from "@hansa/kit/store";
import { findEntriesByNumbers } from "../store/ledger/queries.ts";
import {
  findDisputesByIds,
  findDisputesByPayments,
  findRefundsByIds,
  findRefundsByPayments,
} from "../store/movements/queries.ts";
import { findEventsByPayments } from "../store/payments/events.ts";
import { findPaymentsByCheckouts, findPaymentsByIds, findPaymentsByOrders } from "../store/payments/queries.ts";
import { findSavedMethods, findSavedMethodsByIds } from "../store/saved-methods/queries.ts";

export type Loaders = ReturnType<typeof createLoaders>;

/** Creates fresh loaders: they cache rows, so each request needs its own. */
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
