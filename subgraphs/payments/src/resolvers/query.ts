/** The question to begin with: one payment. */
import type { QueryResolvers } from "../generated/resolvers.ts";
import { findVisiblePayment } from "../service/showing.ts";

export const Query: QueryResolvers = {
  payment: (_parent, { id, checkoutId }, context) => findVisiblePayment(context, id, checkoutId),
};
