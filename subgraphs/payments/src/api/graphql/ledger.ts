/** Resolvers of the payment list, the ledger list and ledger entries. */
import type {
  LedgerEntryConnectionResolvers,
  LedgerEntryResolvers,
  PaymentConnectionResolvers,
} from "../../generated/resolvers.ts";
import { findVisibleEntry, toEntryId, toGraphAccount, toGraphKind } from "../../service/views/lists.ts";
import { findVisiblePayment } from "../../service/views/views.ts";

export const PaymentConnection: PaymentConnectionResolvers = {
  totalCount: ({ count }) => count(),
};

export const LedgerEntryConnection: LedgerEntryConnectionResolvers = {
  totalCount: ({ count }) => count(),
};

export const LedgerEntry: LedgerEntryResolvers = {
  __resolveReference: ({ id }, context) => findVisibleEntry(context, id),
  id: ({ seq }) => toEntryId(seq),
  account: (entry) => toGraphAccount(entry),
  kind: (entry) => toGraphKind(entry),
  amount: ({ amountMinor, currency }) => ({ minor: amountMinor, currency }),
  payment: ({ paymentId }, _args, context) => findVisiblePayment(context, paymentId),
};
