/** Resolvers of the fields that orders contributes to entities of other services. */
import type {
  GuestOrderResolvers,
  ProductResolvers,
  ProductVariantResolvers,
  UserResolvers,
} from "../../generated/resolvers.ts";
import { userIdOf } from "../../service/access.ts";
import { listOfferedOrders } from "../../service/accounts/guest-orders.ts";
import { countUnitsSold, listBoughtTogether, loadLifetimeValue } from "../../service/analytics/views.ts";
import { estimateShipping } from "../../service/views/checkout.ts";
import { listCustomerOrders } from "../../service/views/order-lists.ts";

export const User: UserResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  activeCart: async ({ id }, _args, context) =>
    userIdOf(context) === id ? ((await context.loaders.activeCartByUser.load(id))?.cart ?? null) : null,
  orders: ({ id }, args, context) => listCustomerOrders(context, id, args),
  guestOrders: ({ id }, _args, context) => listOfferedOrders(context, id),
  lifetimeValue: (user, _args, context) => loadLifetimeValue(context, user),
};

export const GuestOrder: GuestOrderResolvers = {
  total: ({ totalMinor, currency }) => ({ minor: totalMinor, currency }),
};

export const Product: ProductResolvers = {
  __resolveReference: (reference) => reference,
  frequentlyBoughtWith: (product, { first }, context) => listBoughtTogether(context, product, first),
};

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: (reference) => reference,
  shippingEstimates: (variant, args, context) => estimateShipping(context, variant, args),
  unitsSold: (variant, { days }, context) => countUnitsSold(context, variant, days),
};
