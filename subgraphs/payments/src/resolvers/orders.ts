/** What payments adds to a checkout and to an order. */
import type { CheckoutResolvers, OrderResolvers } from "../generated/resolvers.ts";
import { offeredWays } from "../service/choosing-ways.ts";
import { paymentsOfCheckout, paymentsOfOrder } from "../service/showing.ts";

export const Checkout: CheckoutResolvers = {
  payments: (checkout, _args, context) => paymentsOfCheckout(context, checkout),
  availableMethods: (_checkout, _args, { providers }) => offeredWays(providers),
};

export const Order: OrderResolvers = {
  payments: (order, _args, context) => paymentsOfOrder(context, order),
};
