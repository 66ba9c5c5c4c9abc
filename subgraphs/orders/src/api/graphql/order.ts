/** Resolvers of the order, its lines, its timeline and its notes, from the facts copied at placement. */
import type {
  OrderConnectionResolvers,
  OrderEventResolvers,
  OrderLineResolvers,
  OrderNoteResolvers,
  OrderResolvers,
} from "../../generated/resolvers.ts";
import { loadMails } from "../../service/email/order-mails.ts";
import { createReceiptUrl } from "../../service/invoicing/receipt-link.ts";
import { cancellableUnits, freeResendableUnits, unitsToPrepare } from "../../service/order/progress.ts";
import { reductionOf } from "../../service/order/unit-prices.ts";
import { partlyRefundedUnits, sizeOf } from "../../service/order/units.ts";
import { addCurrencyToDiscounts, addCurrencyToTaxes, vatIdCheckOf } from "../../service/views/checkout.ts";
import {
  customerFor,
  loadAmountDue,
  loadCounter,
  loadLineTaxes,
  loadNextActions,
  loadRefundable,
  loadShippingRefundable,
  loadUnsent,
  loadWholeOrder,
} from "../../service/views/order.ts";
import { findVisibleOrder } from "../../service/views/order-lists.ts";
import { loadWithdrawalEnd } from "../../service/withdrawals/views.ts";

export const Order: OrderResolvers = {
  __resolveReference: (reference, context) =>
    findVisibleOrder(context, "id" in reference ? { id: reference.id } : { number: reference.number }),
  hold: ({ holdReason, holdSince }) =>
    holdReason && holdSince !== null ? { reason: holdReason, since: holdSince } : null,
  customer: (order, _args, context) => customerFor(context, order),
  lines: async (order, _args, { loaders }) =>
    (await loaders.linesByOrder.load(order.id)).map((line) => ({ ...line, currency: order.currency })),
  totalQuantity: async (order, _args, { loaders }) =>
    (await loaders.linesByOrder.load(order.id)).reduce((units, line) => units + line.quantity, 0),
  discounts: async (order, _args, context) =>
    addCurrencyToDiscounts((await loadWholeOrder(context, order)).discounts, order.currency),
  totals: (order) => order,
  shippingOption: async (order, _args, context) => {
    const { shipping, currency } = await loadWholeOrder(context, order);
    return shipping && { ...shipping, currency };
  },
  shippingAddress: async (order, _args, context) => (await loadWholeOrder(context, order)).shippingAddress,
  billingAddress: async (order, _args, context) => (await loadWholeOrder(context, order)).billingAddress,
  vatIdCheck: async (order, _args, context) => vatIdCheckOf(await loadWholeOrder(context, order)),
  timeline: (order, _args, { loaders }) => loaders.eventsByOrder.load(order.id),
  notes: (order, _args, { loaders }) => loaders.notesByOrder.load(order.id),
  mails: (order, _args, context) => loadMails(context, order),
  receiptUrl: (order, _args, context) => createReceiptUrl(context, order),
  cancelNote: async (order, _args, { loaders }) => (await loaders.cancellationByOrder.load(order.id))?.note ?? null,
  fulfilments: (order, _args, { loaders }) => loaders.fulfilmentsByOrder.load(order.id),
  returns: (order, _args, { loaders }) => loaders.returnsByOrder.load(order.id),
  refunds: (order, _args, { loaders }) => loaders.refundsByOrder.load(order.id),
  withdrawals: (order, _args, { loaders }) => loaders.withdrawalsByOrder.load(order.id),
  withdrawalClosesAt: (order, _args, context) => loadWithdrawalEnd(context, order),
  amountDue: (order, _args, context) => loadAmountDue(context, order),
  shippingRefundable: (order, _args, context) => loadShippingRefundable(context, order),
  payableStep: ({ stepMinor, currency }) => ({ minor: stepMinor, currency }),
  nextActions: (order, _args, context) => loadNextActions(context, order),
};

export const OrderLine: OrderLineResolvers = {
  unitPrice: ({ unitPriceMinor, currency }) => ({ minor: unitPriceMinor, currency }),
  discount: ({ discountMinor, currency }) => ({ minor: discountMinor, currency }),
  lineTotal: ({ lineTotalMinor, currency }) => ({ minor: lineTotalMinor, currency }),
  tax: ({ taxMinor, currency }) => ({ minor: taxMinor, currency }),
  taxLines: async (line, _args, context) => addCurrencyToTaxes(await loadLineTaxes(context, line), line.currency),
  variant: ({ variantId }) => ({ id: variantId }),
  cancelled: (line, _args, context) => loadCounter(context, line, (counters) => counters.cancelled),
  shipped: (line, _args, context) => loadCounter(context, line, (counters) => counters.shipped),
  delivered: (line, _args, context) => loadCounter(context, line, (counters) => counters.delivered),
  returned: (line, _args, context) => loadCounter(context, line, (counters) => counters.returned),
  resendable: (line, _args, context) => loadCounter(context, line, freeResendableUnits),
  toPrepare: (line, _args, context) => loadUnsent(context, line, unitsToPrepare),
  cancellable: (line, _args, context) => loadUnsent(context, line, cancellableUnits),
  refundable: (line, _args, context) => loadRefundable(context, line),
  refunded: (line, _args, context) => loadCounter(context, line, ({ credited }) => credited),
  partlyRefunded: (line, _args, context) =>
    loadCounter(context, line, (counters) => sizeOf(partlyRefundedUnits(counters))),
  reduction: async (line, _args, context) => ({
    minor: await loadCounter(context, line, reductionOf),
    currency: line.currency,
  }),
};

export const OrderEvent: OrderEventResolvers = {
  actorUser: ({ actorId }) => (actorId ? { id: actorId } : null),
};

export const OrderNote: OrderNoteResolvers = {
  author: ({ authorId }) => ({ id: authorId }),
};

export const OrderConnection: OrderConnectionResolvers = {
  totalCount: ({ count }) => count(),
};
