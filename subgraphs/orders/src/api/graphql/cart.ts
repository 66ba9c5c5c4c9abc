/** Resolvers of the cart and its lines: stored facts, current prices and availability. */
import type { CartLineResolvers, CartResolvers, FreeShippingResolvers } from "../../generated/resolvers.ts";
import {
  discountOfLine,
  findVisibleLine,
  isOutOfStock,
  priceHasChanged,
  totalOfLine,
  unitPriceOf,
} from "../../service/cart/line-views.ts";
import { liveCheckoutOf, priceCart } from "../../service/pricing/cart-pricing.ts";
import { findFreeShipping } from "../../service/pricing/free-shipping.ts";
import { addCurrencyToDiscounts, cartStateOf, findVisibleCart } from "../../service/views/checkout.ts";

export const Cart: CartResolvers = {
  __resolveReference: ({ id }, context) => findVisibleCart(context, id),
  state: (cart, _args, context) => cartStateOf(context, cart),
  owner: ({ ownerId }) => (ownerId ? { id: ownerId } : null),
  lines: (cart, _args, { loaders }) => loaders.linesByCart.load(cart.id),
  totalQuantity: async (cart, _args, { loaders }) =>
    (await loaders.linesByCart.load(cart.id)).reduce((units, line) => units + line.quantity, 0),
  codeRejection: async (cart, _args, context) => (await priceCart(context, cart)).codeRejection,
  discounts: async (cart, _args, context) =>
    addCurrencyToDiscounts((await priceCart(context, cart)).discounts, cart.currency),
  totals: async (cart, _args, context) => (await priceCart(context, cart)).totals,
  freeShipping: (cart, _args, context) => findFreeShipping(context, cart),
  checkout: (cart, _args, context) => liveCheckoutOf(context, cart),
};

export const FreeShipping: FreeShippingResolvers = {
  from: ({ fromMinor, currency }) => ({ minor: fromMinor, currency }),
  missing: ({ missingMinor, currency }) => ({ minor: missingMinor, currency }),
};

export const CartLine: CartLineResolvers = {
  __resolveReference: (reference, context) => findVisibleLine(context, reference),
  unitPrice: (line, _args, context) => unitPriceOf(context, line),
  discount: (line, _args, context) => discountOfLine(context, line),
  lineTotal: (line, _args, context) => totalOfLine(context, line),
  variant: ({ variantId }) => ({ id: variantId }),
  priceChanged: (line, _args, context) => priceHasChanged(context, line),
  outOfStock: (line, _args, context) => isOutOfStock(context, line),
};
