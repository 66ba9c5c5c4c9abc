/** Resolvers of fulfilments, parcels, refunds, returns and withdrawals of an order. */
import { hasScope } from "@hansa/kit/identity";
import type {
  FulfilmentConnectionResolvers,
  FulfilmentResolvers,
  LinePartResolvers,
  OrderRefundResolvers,
  OrderReturnConnectionResolvers,
  OrderReturnResolvers,
  RefundPartResolvers,
  ReturnPartResolvers,
  ShipmentResolvers,
  WithdrawalConnectionResolvers,
  WithdrawalPartResolvers,
  WithdrawalResolvers,
} from "../../generated/resolvers.ts";
import {
  loadAwaitedUnits,
  loadNextOutcomes,
  loadRefundableUnits,
  loadReturnActions,
} from "../../service/actions/return-actions.ts";
import { loadWithdrawalActions } from "../../service/actions/withdrawal-actions.ts";
import { nextStatuses } from "../../service/fulfilment/shipment-transitions.ts";
import { dateOf } from "../../service/invoicing/calendar.ts";
import { kindOfReturn } from "../../service/returns/kind.ts";
import { findVisibleReturn } from "../../service/returns/lists.ts";
import {
  loadOwnOrder,
  loadPartLine,
  loadRefundOfReturn,
  publicRefundState,
  toOrderMoney,
} from "../../service/views/order.ts";
import { findVisibleFulfilment, findVisibleRefund, findVisibleShipment } from "../../service/views/order-lists.ts";
import { loadOrderOfWithdrawal, loadShippingDue, loadWithdrawalParts } from "../../service/withdrawals/views.ts";

export const LinePart: LinePartResolvers = {
  line: (part, _args, context) => loadPartLine(context, part),
};

export const Fulfilment: FulfilmentResolvers = {
  __resolveReference: ({ id }, context) => findVisibleFulfilment(context, id),
  parts: async ({ id, orderId }, _args, { loaders }) =>
    (await loaders.partsByFulfilment.load(id))
      .filter((part) => part.quantity > 0)
      .map(({ lineId, quantity }) => ({ orderId, lineId, quantity })),
  toPack: async ({ id, orderId }, _args, { loaders }) =>
    (await loaders.partsByFulfilment.load(id))
      .filter((part) => part.packed < part.quantity)
      .map(({ lineId, quantity, packed }) => ({ orderId, lineId, quantity: quantity - packed })),
  toPutBack: async ({ id, orderId }, _args, { loaders }) =>
    (await loaders.partsByFulfilment.load(id))
      .filter((part) => part.toPutBack > 0)
      .map(({ lineId, toPutBack: quantity }) => ({ orderId, lineId, quantity })),
  order: (fulfilment, _args, context) => loadOwnOrder(context, fulfilment),
  shipments: ({ id }, _args, { loaders }) => loaders.shipmentsByFulfilment.load(id),
};

export const FulfilmentConnection: FulfilmentConnectionResolvers = {
  totalCount: ({ count }) => count(),
};

export const Shipment: ShipmentResolvers = {
  __resolveReference: ({ id }, context) => findVisibleShipment(context, id),
  nextStatuses: async (parcel, _args, context) =>
    hasScope(context.viewer, "fulfilments:write")
      ? nextStatuses(parcel.status, await loadOwnOrder(context, parcel))
      : [],
  parts: async ({ id, orderId }, _args, { loaders }) =>
    (await loaders.partsByShipment.load(id)).map(({ lineId, quantity }) => ({ orderId, lineId, quantity })),
};

export const OrderRefund: OrderRefundResolvers = {
  __resolveReference: ({ id }, context) => findVisibleRefund(context, id),
  order: (refund, _args, context) => loadOwnOrder(context, refund),
  state: (refund) => publicRefundState(refund),
  amount: (refund, _args, context) => toOrderMoney(context, refund, refund.amountMinor),
  shipping: (refund, _args, context) => toOrderMoney(context, refund, refund.shippingMinor),
  adjustment: (refund, _args, context) => toOrderMoney(context, refund, refund.adjustmentMinor),
  parts: async ({ id, orderId }, _args, { loaders }) =>
    (await loaders.partsByRefund.load(id)).map((part) => ({ ...part, orderId })),
  failureReason: ({ failure }) => failure,
};

export const RefundPart: RefundPartResolvers = {
  line: (part, _args, context) => loadPartLine(context, part),
  amount: (part, _args, context) => toOrderMoney(context, part, part.amountMinor),
};

export const OrderReturn: OrderReturnResolvers = {
  __resolveReference: ({ id }, context) => findVisibleReturn(context, id),
  kind: (orderReturn) => kindOfReturn(orderReturn),
  order: (orderReturn, _args, context) => loadOwnOrder(context, orderReturn),
  parts: async ({ id, orderId }, _args, { loaders }) =>
    (await loaders.partsByReturn.load(id)).map((part) => ({ ...part, orderId })),
  refund: (orderReturn, _args, context) => loadRefundOfReturn(context, orderReturn),
  refunds: ({ id }, _args, { loaders }) => loaders.refundsByReturn.load(id),
  nextActions: (orderReturn, _args, context) => loadReturnActions(context, orderReturn),
  nextOutcomes: (orderReturn, _args, context) => loadNextOutcomes(context, orderReturn),
};

export const ReturnPart: ReturnPartResolvers = {
  line: (part, _args, context) => loadPartLine(context, part),
  awaited: (part, _args, context) => loadAwaitedUnits(context, part),
  refundable: (part, _args, context) => loadRefundableUnits(context, part),
};

export const OrderReturnConnection: OrderReturnConnectionResolvers = {
  totalCount: ({ count }) => count(),
};

export const Withdrawal: WithdrawalResolvers = {
  order: (withdrawal, _args, context) => loadOrderOfWithdrawal(context, withdrawal),
  parts: (withdrawal, _args, context) => loadWithdrawalParts(context, withdrawal),
  returns: async ({ id, orderId }, _args, { loaders }) =>
    orderId === null ? [] : (await loaders.returnsByOrder.load(orderId)).filter((row) => row.withdrawalId === id),
  shippingDue: (withdrawal, _args, context) => loadShippingDue(context, withdrawal),
  sentOn: ({ sentOn }) => (sentOn === null ? null : dateOf(sentOn)),
  nextActions: (withdrawal, _args, context) => loadWithdrawalActions(context, withdrawal),
  enteredOrderNumber: ({ orderNumber }) => orderNumber,
  enteredEmail: ({ email }) => email,
  furtherDeclarations: ({ further }) => further,
  enteredLastName: ({ lastName }) => lastName,
};

export const WithdrawalPart: WithdrawalPartResolvers = {
  line: (part, _args, context) => loadPartLine(context, part),
};

export const WithdrawalConnection: WithdrawalConnectionResolvers = {
  totalCount: ({ count }) => count(),
};
