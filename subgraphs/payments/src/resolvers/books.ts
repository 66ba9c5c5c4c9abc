/** The lists of the back office, and the entries of the books. */
import type {
  LedgerEntryConnectionResolvers,
  LedgerEntryResolvers,
  PaymentConnectionResolvers,
} from "../generated/resolvers.ts";
import { shownAccount, shownKind } from "../service/books.ts";
import { findVisiblePayment } from "../service/showing.ts";

export const PaymentConnection: PaymentConnectionResolvers = {
  totalCount: ({ count }) => count(),
};

export const LedgerEntryConnection: LedgerEntryConnectionResolvers = {
  totalCount: ({ count }) => count(),
};

export const LedgerEntry: LedgerEntryResolvers = {
  id: ({ seq }) => String(seq),
  account: (entry) => shownAccount(entry),
  kind: (entry) => shownKind(entry),
  amount: ({ amountMinor, currency }) => ({ minor: amountMinor, currency }),
  payment: ({ paymentId }, _args, context) => findVisiblePayment(context, paymentId, null),
};
