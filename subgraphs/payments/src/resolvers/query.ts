/** The questions to begin with: one payment, all of them, and the books. */
import type { QueryResolvers } from "../generated/resolvers.ts";
import { listEntries, listPayments } from "../service/books.ts";
import { proveStore } from "../service/integrity.ts";
import { findVisiblePayment } from "../service/showing.ts";

export const Query: QueryResolvers = {
  payment: (_parent, { id, checkoutId }, context) => findVisiblePayment(context, id, checkoutId),
  payments: (_parent, args, context) => listPayments(context, args),
  ledgerEntries: (_parent, args, context) => listEntries(context, args),
  paymentsIntegrity: (_parent, _args, context) => proveStore(context),
};
