/** The questions to begin with. */
import type { QueryResolvers } from "../generated/resolvers.ts";
import { findVisibleOrder, listOrders } from "../service/orders.ts";
import { listReturns } from "../service/return-lists.ts";
import { describeShop } from "../service/shop.ts";
import { findUsableCart, findUsableCheckout } from "../service/views.ts";

export const Query: QueryResolvers = {
  shop: (_parent, _args, context) => describeShop(context),
  cart: (_parent, { id }, context) => findUsableCart(context, id),
  checkout: (_parent, { id }, context) => findUsableCheckout(context, id),
  order: (_parent, args, context) => findVisibleOrder(context, args),
  orders: (_parent, args, context) => listOrders(context, args),
  returns: (_parent, args, context) => listReturns(context, args),
};
