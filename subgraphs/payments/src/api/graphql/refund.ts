/** Resolvers of refunds and disputes. */
import type { DisputeResolvers, OrderRefundResolvers, RefundResolvers } from "../../generated/resolvers.ts";
import { requesterOf } from "../../service/views/references.ts";
import { findVisibleDispute, findVisibleRefund, paymentOfRefund } from "../../service/views/views.ts";

export const Refund: RefundResolvers = {
  __resolveReference: ({ id }, context) => findVisibleRefund(context, id),
  orderRefund: ({ id }) => ({ id }),
  payment: (refund, _args, context) => paymentOfRefund(context, refund),
  amount: ({ amountMinor, currency }) => ({ minor: amountMinor, currency }),
  createdBy: (refund) => requesterOf(refund),
};

export const OrderRefund: OrderRefundResolvers = {
  refund: ({ id }, _args, context) => findVisibleRefund(context, id),
};

export const Dispute: DisputeResolvers = {
  __resolveReference: ({ id }, context) => findVisibleDispute(context, id),
  amount: ({ amountMinor, currency }) => ({ minor: amountMinor, currency }),
};
