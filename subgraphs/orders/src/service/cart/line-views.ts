/** Views of a cart line: price, discount, and differences from the current catalogue. */
import { type Money, sum, times } from "@hansa/commerce/money";
import { CodedError } from "@hansa/kit/runtime";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { CartLineRow, CartRow } from "../../store/tables.ts";
import { mayUse } from "../access.ts";
import { type LineAmounts, liveCheckoutOf, paysNet, priceCart } from "../pricing/cart-pricing.ts";

/** A line and, if the router provides them, the current prices and stock of its variant. */
export type CartLineView = CartLineRow & {
  live?: { prices: readonly Money[] | undefined; unitsForSale: number | null | undefined };
};

/** The generated type of a reference loses the items of a read-only list, so they are parsed. */
type Reference = { id: string; variant?: { prices?: object | null; unitsForSale?: number | null } | null };

const pricesOfReference = z.array(z.object({ minor: z.int(), currency: z.string() })).readonly();

/** The line of a reference, with the facts in the reference; null if the viewer has no access to its cart. */
export async function findVisibleLine(context: Context, { id, variant }: Reference): Promise<CartLineView | null> {
  const { loaders } = context;
  const line = await loaders.cartLineById.load(id);
  const cart = line && (await loaders.cartById.load(line.cartId));
  if (!cart || !mayUse(context, cart)) return null;
  const prices = variant?.prices ? readPrices(variant.prices) : undefined;
  const live = { prices, unitsForSale: variant?.unitsForSale };
  return { ...line, live };
}

/** The prices of a reference. With bearer access a client may have written it: another form is no fault of ours. */
function readPrices(reference: object): readonly Money[] {
  const { data } = pricesOfReference.safeParse(reference);
  if (!data) throw new CodedError("BAD_USER_INPUT", "The prices of a reference have `minor` and `currency`.");
  return data;
}

/** The frozen price of one unit in the currency of the cart; net for a buyer whose checkout is priced net. */
export async function unitPriceOf(context: Context, line: CartLineRow): Promise<Money> {
  const cart = await cartOf(context, line);
  const checkout = await liveCheckoutOf(context, cart);
  const isNet = checkout !== null && paysNet(checkout);
  const { unitPriceMinor } = isNet ? await amountsOf(context, cart, line) : line;
  return { minor: unitPriceMinor, currency: cart.currency };
}

/** The discount of all units of the line together. */
export async function discountOfLine(context: Context, line: CartLineRow): Promise<Money> {
  const cart = await cartOf(context, line);
  const { discountMinor } = await amountsOf(context, cart, line);
  return { minor: discountMinor, currency: cart.currency };
}

/** Price × quantity − discount. */
export async function totalOfLine(context: Context, line: CartLineRow): Promise<Money> {
  const cart = await cartOf(context, line);
  const { unitPriceMinor, discountMinor } = await amountsOf(context, cart, line);
  return { minor: sum([times(unitPriceMinor, line.quantity), -discountMinor]), currency: cart.currency };
}

async function amountsOf(context: Context, cart: CartRow, line: CartLineRow): Promise<LineAmounts> {
  const { ofLine } = await priceCart(context, cart);
  return ofLine.get(line.id) ?? { unitPriceMinor: line.unitPriceMinor, discountMinor: 0 };
}

/** Whether the current price differs or is absent; null if the current prices are unknown. */
export async function priceHasChanged(context: Context, line: CartLineView): Promise<boolean | null> {
  const prices = line.live?.prices;
  if (!prices) return null;
  const currency = await currencyOf(context, line);
  return prices.find((price) => price.currency === currency)?.minor !== line.unitPriceMinor;
}

/** Whether fewer units are available than the line has, and its checkout has reserved none; null if that is unknown. */
export async function isOutOfStock(context: Context, line: CartLineView): Promise<boolean | null> {
  const units = line.live?.unitsForSale;
  if (units === undefined) return null;
  if (units === null || units >= line.quantity) return false;
  return (await liveCheckoutOf(context, await cartOf(context, line))) === null;
}

async function currencyOf(context: Context, line: CartLineRow): Promise<string> {
  return (await cartOf(context, line)).currency;
}

async function cartOf({ loaders }: Context, { cartId }: CartLineRow): Promise<CartRow> {
  const cart = await loaders.cartById.load(cartId);
  if (!cart) throw new Error("the cart of a line is gone");
  return cart;
}
