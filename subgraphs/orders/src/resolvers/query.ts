/** The questions to begin with. */
import type { QueryResolvers } from "../generated/resolvers.ts";
import { listDocuments } from "../service/books/lists.ts";
import { reportTaxes } from "../service/books/tax-report.ts";
import { findUsableCart, findUsableCheckout } from "../service/checkout/views.ts";
import { reportSales } from "../service/figures/sales-report.ts";
import { proveStore } from "../service/integrity.ts";
import { findVisibleOrder, listOrders } from "../service/order/orders.ts";
import { listPromotions, showPromotion } from "../service/promotions/lists.ts";
import { listReturns } from "../service/returns/lists.ts";
import { listMethods } from "../service/settings/shipping-methods.ts";
import { listZones } from "../service/settings/shipping-zones.ts";
import { describeShop } from "../service/settings/shop.ts";
import { listTaxRates } from "../service/settings/tax-rates.ts";

export const Query: QueryResolvers = {
  shop: (_parent, _args, context) => describeShop(context),
  cart: (_parent, { id }, context) => findUsableCart(context, id),
  checkout: (_parent, { id }, context) => findUsableCheckout(context, id),
  order: (_parent, args, context) => findVisibleOrder(context, args),
  promotion: (_parent, { id }, context) => showPromotion(context, id),
  promotions: (_parent, args, context) => listPromotions(context, args),
  orders: (_parent, args, context) => listOrders(context, args),
  shopSettings: (_parent, _args, { loaders }) => loaders.settings(),
  shopSetup: () => ({ id: "shop" }),
  shippingZones: (_parent, _args, context) => listZones(context),
  shippingMethods: (_parent, _args, context) => listMethods(context),
  taxRates: (_parent, { country }, context) => listTaxRates(context, country),
  salesReport: (_parent, args, context) => reportSales(context, args),
  taxReport: (_parent, { month }, context) => reportTaxes(context, month),
  taxDocuments: (_parent, args, context) => listDocuments(context, args),
  returns: (_parent, args, context) => listReturns(context, args),
  ordersIntegrity: (_parent, _args, context) => proveStore(context),
};
