/** What the graph shows of carts and checkouts that is computed, not stored. */
import type { Context } from "../../context.ts";
import type { CartState } from "../../generated/resolvers.ts";
import type {
  AppliedPromotion,
  CartRow,
  CheckoutRow,
  ChosenShipping,
  OrderLineRow,
  TaxPart,
} from "../../store/tables.ts";
import { mayUse } from "../access.ts";
import { liveCheckoutOf } from "../cart/pricing.ts";
import type { Totals } from "../money/totals.ts";
import { offersFor, parcelWeight } from "../settings/shipping.ts";
import { findMissing } from "./totals.ts";

/** Amounts with the currency they are in, as the graph's `Totals` is made of. */
export type TotalsIn = Totals & { currency: string };
/** A tax with its currency. */
export type TaxIn = TaxPart & { currency: string };
/** A promotion at work with its currency. */
export type AppliedIn = AppliedPromotion & { currency: string };
/** A way of sending with its currency. */
export type ShippingIn = ChosenShipping & { currency: string };

/** A line of an order with its currency. */
export type OrderLineIn = OrderLineRow & { currency: string };
/** Something another service owns. */
export type Referred = { id: string };
/** A variant as products described it, as far as it was asked for. */
export type ReferredVariant = Referred & { weightGrams?: number | null | undefined };

/** The cart if this viewer may use it. */
export async function findUsableCart(context: Context, id: string): Promise<CartRow | null> {
  const cart = await context.loaders.cartById.load(id);
  return cart && mayUse(context, cart) ? cart : null;
}

/** The checkout if its goods were held and this viewer may use it. */
export async function findUsableCheckout(context: Context, id: string): Promise<CheckoutRow | null> {
  const checkout = await context.loaders.checkoutById.load(id);
  return checkout?.held && mayUse(context, checkout) ? checkout : null;
}

export async function cartStateOf(context: Context, cart: CartRow): Promise<CartState> {
  if (cart.state === "CLOSED") return "CLOSED";
  const checkout = await liveCheckoutOf(context, cart);
  return checkout && checkout.state !== "OPEN" ? "LOCKED" : "OPEN";
}

/** The ways to send a checkout's goods to its address. */
export async function offersOf({ loaders }: Context, checkout: CheckoutRow): Promise<ShippingIn[]> {
  const { shippingAddress, currency } = checkout;
  const weight = parcelWeight(await loaders.linesByCart.load(checkout.cartId));
  if (!shippingAddress || weight === null) return [];
  const rates = await loaders.methodRatesTo({ country: shippingAddress.country, currency });
  return offersFor(rates, weight).map((offer) => ({ ...offer, currency }));
}

export async function missingOf({ loaders }: Context, checkout: CheckoutRow) {
  return findMissing(checkout, await loaders.linesByCart.load(checkout.cartId));
}

/** The wall's clock is ahead of the store's by whole seconds, or two answers about one hold would differ by a hair. */
const tick = 1_000;

/** Until when the goods are held, as the wall's clock will show it; null once they are not. */
export function reservedUntil({ store, world }: Context, { state, holdUntil }: CheckoutRow): number | null {
  const ahead = Math.round((world.now() - store.now()) / tick) * tick;
  return state === "OPEN" || state === "AWAITING_PAYMENT" ? holdUntil + ahead : null;
}

type Estimate = { country: string; currency?: string | null | undefined };

/** What sending one unit of this weight would cost; nothing is offered in a currency that the shop does not sell in. */
export async function estimateShipping(
  { loaders }: Context,
  weightGrams: number | null | undefined,
  { country, currency }: Estimate,
): Promise<ShippingIn[]> {
  if (typeof weightGrams !== "number") return [];
  const { currencies } = await loaders.settings();
  const wanted = currency ?? currencies[0];
  if (wanted === undefined || !currencies.includes(wanted)) return [];
  const rates = await loaders.methodRatesTo({ country, currency: wanted });
  return offersFor(rates, weightGrams).map((offer) => ({ ...offer, currency: wanted }));
}

/** The cart of a checkout, which is never removed. */
export async function cartOfCheckout({ loaders }: Context, { cartId }: CheckoutRow): Promise<CartRow> {
  const cart = await loaders.cartById.load(cartId);
  if (!cart) throw new Error("the cart of a checkout is gone");
  return cart;
}

export function taxesIn(parts: readonly TaxPart[], currency: string): TaxIn[] {
  return parts.map((part) => ({ ...part, currency }));
}

export function discountsIn(discounts: readonly AppliedPromotion[], currency: string): AppliedIn[] {
  return discounts.map((applied) => ({ ...applied, currency }));
}
