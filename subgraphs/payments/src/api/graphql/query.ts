/** Queries: one payment, the payment list, the ledger and the integrity report. */
import type { QueryResolvers } from "../../generated/resolvers.ts";
import { checkStoreIntegrity } from "../../service/integrity.ts";
import { listEntries, listPayments } from "../../service/views/lists.ts";
import { findVisiblePayment } from "../../service/views/views.ts";

export const Query: QueryResolvers = {
  payment: (_parent, { id }, context) => findVisiblePayment(context, id),
  payments: (_parent, args, context) => listPayments(context, args),
  ledgerEntries: (_parent, args, context) => listEntries(context, args),
  paymentsIntegrity: (_parent, _args, context) => checkStoreIntegrity(context),
};
