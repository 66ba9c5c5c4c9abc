/** Refund and Dispute: money given back, and money asked back. */
import type { DisputeResolvers, OrderRefundResolvers, RefundResolvers } from "../generated/resolvers.ts";
import { colleagueOf } from "../service/elsewhere.ts";
import { findVisibleDispute, findVisibleRefund, paymentOfRefund } from "../service/showing.ts";

export const Refund: RefundResolvers = {
  __resolveReference: ({ id }, context) => findVisibleRefund(context, id),
  orderRefund: ({ id }) => ({ id }),
  payment: (refund, _args, context) => paymentOfRefund(context, refund),
  amount: ({ amountMinor, currency }) => ({ minor: amountMinor, currency }),
  createdBy: (refund) => colleagueOf(refund),
};

export const OrderRefund: OrderRefundResolvers = {
  refund: ({ id }, _args, context) => findVisibleRefund(context, id),
};

export const Dispute: DisputeResolvers = {
  __resolveReference: ({ id }, context) => findVisibleDispute(context, id),
  amount: ({ amountMinor, currency }) => ({ minor: amountMinor, currency }),
};
