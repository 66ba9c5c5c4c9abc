/** What payments adds to a checkout, to an order and to the set-up of the shop. */
import type { CheckoutResolvers, OrderResolvers, ShopSetupResolvers } from "../generated/resolvers.ts";
import { offeredWays } from "../service/choosing-ways.ts";
import { paymentsOfCheckout, paymentsOfOrder } from "../service/showing.ts";

export const Checkout: CheckoutResolvers = {
  payments: (checkout, _args, context) => paymentsOfCheckout(context, checkout),
  availableMethods: (_checkout, _args, { providers }) => offeredWays(providers),
};

export const Order: OrderResolvers = {
  payments: (order, _args, context) => paymentsOfOrder(context, order),
};

export const ShopSetup: ShopSetupResolvers = {
  takesMoney: (_setup, _args, { takesMoney }) => takesMoney,
};
