/** Cart and its lines: what is stored, and what of it still holds today. */
import type { CartLineResolvers, CartResolvers } from "../generated/resolvers.ts";
import { isOutOfStock, lineOf, priceHasChanged, totalOfLine, unitPriceOf } from "../service/cart-lines.ts";
import { cartStateOf, cartTotals, findUsableCart, liveCheckoutOf } from "../service/views.ts";

export const Cart: CartResolvers = {
  __resolveReference: ({ id }, context) => findUsableCart(context, id),
  state: (cart, _args, context) => cartStateOf(context, cart),
  owner: ({ ownerId }) => (ownerId ? { id: ownerId } : null),
  lines: (cart, _args, { loaders }) => loaders.linesByCart.load(cart.id),
  totalQuantity: async (cart, _args, { loaders }) =>
    (await loaders.linesByCart.load(cart.id)).reduce((units, line) => units + line.quantity, 0),
  totals: (cart, _args, context) => cartTotals(context, cart),
  checkout: (cart, _args, context) => liveCheckoutOf(context, cart),
};

export const CartLine: CartLineResolvers = {
  __resolveReference: (reference, context) => lineOf(context, reference),
  unitPrice: (line, _args, context) => unitPriceOf(context, line),
  lineTotal: (line, _args, context) => totalOfLine(context, line),
  variant: ({ variantId }) => ({ id: variantId }),
  priceChanged: (line, _args, context) => priceHasChanged(context, line),
  outOfStock: (line) => isOutOfStock(line),
};
