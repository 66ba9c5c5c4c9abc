/** What orders adds to other services' types. */
import type { ProductVariantResolvers, UserResolvers } from "../generated/resolvers.ts";
import { userIdOf } from "../service/access.ts";
import { ordersOf } from "../service/orders.ts";
import { estimateShipping } from "../service/views.ts";

export const User: UserResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  activeCart: async ({ id }, _args, context) =>
    userIdOf(context) === id ? ((await context.loaders.activeCartByUser.load(id))?.cart ?? null) : null,
  orders: ({ id }, args, context) => ordersOf(context, id, args),
};

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: (reference) => reference,
  shippingEstimates: ({ weightGrams }, args, context) => estimateShipping(context, weightGrams, args),
};
