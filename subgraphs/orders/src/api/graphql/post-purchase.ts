/** Resolvers of fulfilments, parcels, refunds and returns of an order. */
import type {
  FulfilmentResolvers,
  LinePartResolvers,
  OrderRefundResolvers,
  OrderReturnConnectionResolvers,
  OrderReturnResolvers,
  RefundPartResolvers,
  ReturnPartResolvers,
  ShipmentResolvers,
} from "../../generated/resolvers.ts";
import { findVisibleFulfilment, findVisibleRefund, findVisibleShipment } from "../../service/order/lists.ts";
import {
  loadOrderOfRefund,
  loadPartLine,
  loadRefundOfReturn,
  publicRefundState,
  toOrderMoney,
} from "../../service/order/views.ts";
import { findVisibleReturn, loadOrderOfReturn } from "../../service/returns/lists.ts";

export const LinePart: LinePartResolvers = {
  line: (part, _args, context) => loadPartLine(context, part),
};

export const Fulfilment: FulfilmentResolvers = {
  __resolveReference: ({ id }, context) => findVisibleFulfilment(context, id),
  parts: async ({ id, orderId }, _args, { loaders }) =>
    (await loaders.partsByFulfilment.load(id))
      .filter((part) => part.quantity > 0)
      .map(({ lineId, quantity }) => ({ orderId, lineId, quantity })),
  shipments: ({ id }, _args, { loaders }) => loaders.shipmentsByFulfilment.load(id),
};

export const Shipment: ShipmentResolvers = {
  __resolveReference: ({ id }, context) => findVisibleShipment(context, id),
  parts: async ({ id, orderId }, _args, { loaders }) =>
    (await loaders.partsByShipment.load(id)).map(({ lineId, quantity }) => ({ orderId, lineId, quantity })),
};

export const OrderRefund: OrderRefundResolvers = {
  __resolveReference: ({ id }, context) => findVisibleRefund(context, id),
  order: (refund, _args, context) => loadOrderOfRefund(context, refund),
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
  order: (orderReturn, _args, context) => loadOrderOfReturn(context, orderReturn),
  parts: async ({ id, orderId }, _args, { loaders }) =>
    (await loaders.partsByReturn.load(id)).map((part) => ({ ...part, orderId })),
  refund: (orderReturn, _args, context) => loadRefundOfReturn(context, orderReturn),
};

export const ReturnPart: ReturnPartResolvers = {
  line: (part, _args, context) => loadPartLine(context, part),
};

export const OrderReturnConnection: OrderReturnConnectionResolvers = {
  totalCount: ({ count }) => count(),
};
