/** The lists of the back office, and the entries of the books. */
import type {
  LedgerEntryConnectionResolvers,
  LedgerEntryResolvers,
  PaymentConnectionResolvers,
} from "../generated/resolvers.ts";
import { findVisibleEntry, shownAccount, shownEntryId, shownKind } from "../service/books.ts";
import { findVisiblePayment } from "../service/showing.ts";

export const PaymentConnection: PaymentConnectionResolvers = {
  totalCount: ({ count }) => count(),
};

export const LedgerEntryConnection: LedgerEntryConnectionResolvers = {
  totalCount: ({ count }) => count(),
};

export const LedgerEntry: LedgerEntryResolvers = {
  __resolveReference: ({ id }, context) => findVisibleEntry(context, id),
  id: ({ seq }) => shownEntryId(seq),
  account: (entry) => shownAccount(entry),
  kind: (entry) => shownKind(entry),
  amount: ({ amountMinor, currency }) => ({ minor: amountMinor, currency }),
  payment: ({ paymentId }, _args, context) => findVisiblePayment(context, paymentId, null),
};
