/** Resolvers of withdrawals from a purchase. */
import type {
  WithdrawalConnectionResolvers,
  WithdrawalPartResolvers,
  WithdrawalResolvers,
} from "../../generated/resolvers.ts";
import { loadPartLine } from "../../service/order/views.ts";
import { loadOrderOfWithdrawal, loadShippingDue, loadWithdrawalParts } from "../../service/withdrawals/views.ts";

export const Withdrawal: WithdrawalResolvers = {
  order: (withdrawal, _args, context) => loadOrderOfWithdrawal(context, withdrawal),
  parts: (withdrawal, _args, context) => loadWithdrawalParts(context, withdrawal),
  returns: async ({ id, orderId }, _args, { loaders }) =>
    orderId === null ? [] : (await loaders.returnsByOrder.load(orderId)).filter((row) => row.withdrawalId === id),
  shippingDue: (withdrawal, _args, context) => loadShippingDue(context, withdrawal),
  enteredOrderNumber: ({ orderNumber }) => orderNumber,
  enteredEmail: ({ email }) => email,
  enteredLastName: ({ lastName }) => lastName,
};

export const WithdrawalPart: WithdrawalPartResolvers = {
  line: (part, _args, context) => loadPartLine(context, part),
};

export const WithdrawalConnection: WithdrawalConnectionResolvers = {
  totalCount: ({ count }) => count(),
};
