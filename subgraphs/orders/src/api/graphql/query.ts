/** Root queries of orders. */
import type { QueryResolvers } from "../../generated/resolvers.ts";
import { reportSales } from "../../service/analytics/sales-report.ts";
import { previewCancellation } from "../../service/cancellation/preview.ts";
import { listFulfilments } from "../../service/fulfilment/put-back.ts";
import { checkStoreIntegrity } from "../../service/integrity.ts";
import { listDocuments } from "../../service/invoicing/lists.ts";
import { reportTaxes } from "../../service/invoicing/tax-report.ts";
import { listPromotions, showPromotion } from "../../service/promotions/lists.ts";
import { previewRefund } from "../../service/refunds/preview.ts";
import { listReturns } from "../../service/returns/lists.ts";
import { describeAddressFormat } from "../../service/settings/address-format.ts";
import { describeShop } from "../../service/settings/settings.ts";
import { listMethods } from "../../service/settings/shipping-methods.ts";
import { listZones } from "../../service/settings/shipping-zones.ts";
import { showPage } from "../../service/settings/shop-pages.ts";
import { listTaxRates } from "../../service/settings/tax-rates.ts";
import { findVisibleCart, findVisibleCheckout } from "../../service/views/checkout.ts";
import { findVisibleOrder, listOrders } from "../../service/views/order-lists.ts";
import { listWithdrawals } from "../../service/withdrawals/views.ts";

export const Query: QueryResolvers = {
  shop: (_parent, _args, context) => describeShop(context),
  addressFormat: (_parent, args, context) => describeAddressFormat(context, args),
  shopPage: (_parent, args, context) => showPage(context, args),
  cart: (_parent, { id }, context) => findVisibleCart(context, id),
  checkout: (_parent, { id }, context) => findVisibleCheckout(context, id),
  order: (_parent, args, context) => findVisibleOrder(context, args),
  promotion: (_parent, { id }, context) => showPromotion(context, id),
  promotions: (_parent, args, context) => listPromotions(context, args),
  orders: (_parent, args, context) => listOrders(context, args),
  orderRefundPreview: (_parent, { input }, context) => previewRefund(context, input),
  orderCancelPreview: (_parent, args, context) => previewCancellation(context, args),
  shopSettings: (_parent, _args, { loaders }) => loaders.settings(),
  shopPages: (_parent, _args, { loaders }) => loaders.pageEntries(),
  shopSetup: () => ({ id: "shop" }),
  shippingZones: (_parent, _args, context) => listZones(context),
  shippingMethods: (_parent, _args, context) => listMethods(context),
  taxRates: (_parent, { country }, context) => listTaxRates(context, country),
  salesReport: (_parent, args, context) => reportSales(context, args),
  taxReport: (_parent, args, context) => reportTaxes(context, args),
  taxDocuments: (_parent, args, context) => listDocuments(context, args),
  fulfilments: (_parent, args, context) => listFulfilments(context, args),
  returns: (_parent, args, context) => listReturns(context, args),
  withdrawals: (_parent, args, context) => listWithdrawals(context, args),
  ordersIntegrity: (_parent, _args, context) => checkStoreIntegrity(context),
};
