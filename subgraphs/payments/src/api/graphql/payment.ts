/** Payment resolvers: amounts, method, checkout, order, refunds, disputes and events. */
import type { PaymentResolvers } from "../../generated/resolvers.ts";
import { checkoutOf, orderOf } from "../../service/views/references.ts";
import { cardSummary, findVisiblePayment } from "../../service/views/views.ts";

export const Payment: PaymentResolvers = {
  __resolveReference: ({ id }, context) => findVisiblePayment(context, id),
  amount: ({ amountMinor, currency }) => ({ minor: amountMinor, currency }),
  authorized: ({ authorizedMinor, currency }) => ({ minor: authorizedMinor, currency }),
  captured: ({ capturedMinor, currency }) => ({ minor: capturedMinor, currency }),
  refunded: ({ refundedMinor, currency }) => ({ minor: refundedMinor, currency }),
  refundPending: ({ refundPendingMinor, currency }) => ({ minor: refundPendingMinor, currency }),
  method: ({ card }) => card && cardSummary(card),
  checkout: (payment, _args, context) => checkoutOf(context, payment),
  order: (payment) => orderOf(payment),
  refunds: (payment, _args, { loaders }) => loaders.refundsByPayment.load(payment.id),
  disputes: (payment, _args, { loaders }) => loaders.disputesByPayment.load(payment.id),
  events: (payment, _args, { loaders }) => loaders.eventsByPayment.load(payment.id),
};
