/** Resolvers of invoices, credit notes and the tax report. */
import { nearest, rateText } from "@hansa/commerce/money";
import type {
  TaxDocumentConnectionResolvers,
  TaxDocumentItemResolvers,
  TaxDocumentResolvers,
  TaxReportRowResolvers,
} from "../../generated/resolvers.ts";
import { dateOf } from "../../service/invoicing/calendar.ts";
import { deliveredAtOf } from "../../service/invoicing/delivery-date.ts";
import { findVisibleDocument, loadBuyer, loadItemQuantity } from "../../service/invoicing/lists.ts";
import { invoiceOf } from "../../service/invoicing/tax-documents.ts";

export const TaxDocument: TaxDocumentResolvers = {
  __resolveReference: ({ id }, context) => findVisibleDocument(context, id),
  date: ({ day }) => dateOf(day),
  order: ({ orderId }, _args, { loaders }) => loaders.orderById.load(orderId),
  total: ({ totalMinor: minor, currency }) => ({ minor, currency }),
  tax: ({ taxMinor: minor, currency }) => ({ minor, currency }),
  rounding: ({ roundingMinor: minor, currency }) => ({ minor, currency }),
  taxLines: ({ taxes, currency }) => taxes.map((part) => ({ ...part, currency })),
  items: ({ items, currency, orderId, kind }) => items.map((item) => ({ ...item, currency, orderId, kind })),
  invoiceDate: async ({ orderId, ...document }, _args, { loaders }) => {
    const invoice = invoiceOf(document, await loaders.documentsByOrder.load(orderId));
    return invoice ? dateOf(invoice.day) : null;
  },
  deliveredAt: async ({ orderId }, _args, { loaders }) => {
    const order = await loaders.orderById.load(orderId);
    return order && deliveredAtOf(order, await loaders.shipmentsByOrder.load(orderId));
  },
  buyer: (document, _args, context) => loadBuyer(context, document),
};

export const TaxDocumentItem: TaxDocumentItemResolvers = {
  line: async ({ lineId, orderId, currency }, _args, { loaders }) => {
    const line = (await loaders.linesByOrder.load(orderId)).find(({ id }) => id === lineId);
    return line ? { ...line, currency } : null;
  },
  quantity: (item, _args, context) => loadItemQuantity(context, item),
  unitPrice: async (item, _args, context) => ({
    minor: nearest(BigInt(item.totalMinor), BigInt(await loadItemQuantity(context, item))),
    currency: item.currency,
  }),
  total: ({ totalMinor: minor, currency }) => ({ minor, currency }),
  taxLines: ({ taxes, currency }) => taxes.map((part) => ({ ...part, currency })),
};

export const TaxDocumentConnection: TaxDocumentConnectionResolvers = {
  totalCount: ({ count }) => count(),
};

export const TaxReportRow: TaxReportRowResolvers = {
  rate: ({ rate }) => rateText(rate),
};
