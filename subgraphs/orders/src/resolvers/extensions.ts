/** What orders adds to other services' types. */
import type { ProductResolvers, ProductVariantResolvers, UserResolvers } from "../generated/resolvers.ts";
import { userIdOf } from "../service/access.ts";
import { estimateShipping } from "../service/checkout/views.ts";
import { boughtWith, lifetimeValue, unitsSold } from "../service/figures/figures.ts";
import { ordersOf } from "../service/order/orders.ts";

export const User: UserResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  activeCart: async ({ id }, _args, context) =>
    userIdOf(context) === id ? ((await context.loaders.activeCartByUser.load(id))?.cart ?? null) : null,
  orders: ({ id }, args, context) => ordersOf(context, id, args),
  lifetimeValue: (user, _args, context) => lifetimeValue(context, user),
};

export const Product: ProductResolvers = {
  __resolveReference: (reference) => reference,
  frequentlyBoughtWith: (product, { first }, context) => boughtWith(context, product, first),
};

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: (reference) => reference,
  shippingEstimates: ({ weightGrams }, args, context) => estimateShipping(context, weightGrams, args),
  unitsSold: (variant, { days }, context) => unitsSold(context, variant, days),
};
