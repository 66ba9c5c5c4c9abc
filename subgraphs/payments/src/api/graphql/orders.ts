/** Fields that payments adds to checkouts, orders and the shop setup. */
import type { CheckoutResolvers, OrderResolvers, ShopSetupResolvers } from "../../generated/resolvers.ts";
import { offeredMethods } from "../../service/methods/offered-methods.ts";
import { paymentsOfCheckout, paymentsOfOrder } from "../../service/views/views.ts";

export const Checkout: CheckoutResolvers = {
  payments: (checkout, _args, context) => paymentsOfCheckout(context, checkout),
  availableMethods: (_checkout, _args, { providers }) => offeredMethods(providers),
};

export const Order: OrderResolvers = {
  payments: (order, _args, context) => paymentsOfOrder(context, order),
};

export const ShopSetup: ShopSetupResolvers = {
  takesMoney: (_setup, _args, { takesMoney }) => takesMoney,
};
