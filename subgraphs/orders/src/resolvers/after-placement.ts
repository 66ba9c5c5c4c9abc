/** Fulfilments and parcels, refunds and returns of an order. */
import type {
  FulfilmentResolvers,
  LinePartResolvers,
  OrderRefundResolvers,
  OrderReturnConnectionResolvers,
  OrderReturnResolvers,
  RefundPartResolvers,
  ReturnPartResolvers,
  ShipmentResolvers,
} from "../generated/resolvers.ts";
import { findVisibleFulfilment, findVisibleRefund, findVisibleShipment } from "../service/order/orders.ts";
import { lineOfPart, moneyIn, orderOfRefund, refundOfReturn, shownState } from "../service/order/views.ts";
import { findVisibleReturn, orderOfReturn } from "../service/returns/lists.ts";

export const LinePart: LinePartResolvers = {
  line: (part, _args, context) => lineOfPart(context, part),
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
  order: (refund, _args, context) => orderOfRefund(context, refund),
  state: (refund) => shownState(refund),
  amount: (refund, _args, context) => moneyIn(context, refund, refund.amountMinor),
  shipping: (refund, _args, context) => moneyIn(context, refund, refund.shippingMinor),
  adjustment: (refund, _args, context) => moneyIn(context, refund, refund.adjustmentMinor),
  parts: async ({ id, orderId }, _args, { loaders }) =>
    (await loaders.partsByRefund.load(id)).map((part) => ({ ...part, orderId })),
  failureReason: ({ failure }) => failure,
};

export const RefundPart: RefundPartResolvers = {
  line: (part, _args, context) => lineOfPart(context, part),
  amount: (part, _args, context) => moneyIn(context, part, part.amountMinor),
};

export const OrderReturn: OrderReturnResolvers = {
  __resolveReference: ({ id }, context) => findVisibleReturn(context, id),
  order: (orderReturn, _args, context) => orderOfReturn(context, orderReturn),
  parts: async ({ id, orderId }, _args, { loaders }) =>
    (await loaders.partsByReturn.load(id)).map((part) => ({ ...part, orderId })),
  refund: (orderReturn, _args, context) => refundOfReturn(context, orderReturn),
};

export const ReturnPart: ReturnPartResolvers = {
  line: (part, _args, context) => lineOfPart(context, part),
};

export const OrderReturnConnection: OrderReturnConnectionResolvers = {
  totalCount: ({ count }) => count(),
};
