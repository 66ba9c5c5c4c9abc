/** Views of carts and checkouts: computed values that are not stored. */
import type { Money } from "@hansa/commerce/money";
import type { Context } from "../../context.ts";
import type { CartState, ShippingProblem } from "../../generated/resolvers.ts";
import { findShippedCountries } from "../../store/settings/pricing-rates.ts";
import type {
  AppliedPromotion,
  CartRow,
  CheckoutRow,
  OrderLineSummary,
  OrderRow,
  OrderSummary,
  ShippingChoice,
  TaxPart,
  VatIdCheck,
} from "../../store/tables.ts";
import { isCheckoutBuyer, mayUse } from "../access.ts";
import { liveCheckoutOf } from "../pricing/cart-pricing.ts";
import { findMissing } from "../pricing/checkout-pricing.ts";
import { findShippingProblem, parcelOf, shippingOptionsFor } from "../pricing/shipping-options.ts";
import type { Totals } from "../pricing/totals.ts";
import { stateOfNeededRate } from "../settings/served-countries.ts";
import { isUntaxedByVatId } from "../vat-ids/check.ts";

/** Totals with their currency, as the parent value of the GraphQL type `Totals`. */
type TotalsWithCurrency = Totals & { currency: string };
/** The same, or those of an order in a list, whose taxes are loaded when they are asked for. */
export type TotalsOrSummary = TotalsWithCurrency | OrderSummary;
/** A tax with its currency. */
export type TaxWithCurrency = TaxPart & { currency: string };
/** An applied promotion with its currency. */
export type DiscountWithCurrency = AppliedPromotion & { currency: string };
/** A shipping option with its currency. */
export type ShippingOptionWithCurrency = ShippingChoice & { currency: string };

/** A line of an order with its currency. */
export type OrderLineWithCurrency = OrderLineSummary & { currency: string };
/** A reference to an entity of another service. */
export type EntityReference = { id: string };
/** A reference to a variant, with the fields of products that the query plan provides. */
export type VariantReference = EntityReference & {
  weightGrams?: number | null | undefined;
  prices?: readonly Money[] | null | undefined;
};

/** The cart if this viewer may use it. */
export async function findVisibleCart(context: Context, id: string): Promise<CartRow | null> {
  const cart = await context.loaders.cartById.load(id);
  return cart && mayUse(context, cart) ? cart : null;
}

/** The checkout if its goods were reserved and this viewer may use it. */
export async function findVisibleCheckout(context: Context, id: string): Promise<CheckoutRow | null> {
  const checkout = await context.loaders.checkoutById.load(id);
  return checkout?.reserved && mayUse(context, checkout) ? checkout : null;
}

/** E-mail address and addresses of a checkout; nulls unless the viewer is its buyer. */
export function personOf(
  context: Context,
  checkout: CheckoutRow,
): Pick<CheckoutRow, "email" | "shippingAddress" | "billingAddress"> {
  return isCheckoutBuyer(context, checkout) ? checkout : { email: null, shippingAddress: null, billingAddress: null };
}

/** The check of the buyer's VAT id, and whether it leaves tax out. */
export type VatIdCheckView = VatIdCheck & { untaxed: boolean };

/** The check of a checkout's or an order's VAT id; null without one. */
export function vatIdCheckOf(purchase: Pick<CheckoutRow, "vatIdCheck" | "taxParts">): VatIdCheckView | null {
  const { vatIdCheck } = purchase;
  return vatIdCheck && { ...vatIdCheck, untaxed: isUntaxedByVatId(purchase) };
}

/** The order of a checkout; null until there is one, and unless the viewer is the buyer. */
export async function orderOfCheckout(context: Context, checkout: CheckoutRow): Promise<OrderRow | null> {
  return isCheckoutBuyer(context, checkout) ? context.loaders.orderByCheckout.load(checkout.id) : null;
}

/** The state of a cart as clients see it: locked while its checkout is being paid. */
export async function cartStateOf(context: Context, cart: CartRow): Promise<CartState> {
  if (cart.state === "CLOSED") return "CLOSED";
  const checkout = await liveCheckoutOf(context, cart);
  return checkout && checkout.state !== "OPEN" ? "LOCKED" : "OPEN";
}

/** The shipping options of a checkout to its address. */
export async function shippingOptionsOf(
  { loaders }: Context,
  checkout: CheckoutRow,
): Promise<ShippingOptionWithCurrency[]> {
  const { shippingAddress, currency } = checkout;
  const parcel = parcelOf(await loaders.linesByCart.load(checkout.cartId));
  if (!shippingAddress || parcel === null) return [];
  const rates = await loaders.methodRatesTo({ country: shippingAddress.country, currency });
  return shippingOptionsFor(rates, parcel).map((offer) => ({ ...offer, currency }));
}

/** The reason why a checkout without a chosen option has no shipping options to its address; null otherwise. */
export async function shippingProblemOf(
  { loaders, store }: Context,
  { cartId, shipping, shippingAddress, currency }: CheckoutRow,
): Promise<ShippingProblem | null> {
  const parcel = parcelOf(await loaders.linesByCart.load(cartId));
  if (!shippingAddress || parcel === null || shipping) return null;
  const { country } = shippingAddress;
  const rates = await loaders.methodRatesTo({ country, currency });
  const isServed = rates.length > 0 || (await store.read((db) => findShippedCountries(db))).includes(country);
  return findShippingProblem(rates, parcel, isServed);
}

/** The details that a checkout still lacks. */
export async function missingOf({ loaders }: Context, checkout: CheckoutRow) {
  return findMissing(checkout, await loaders.linesByCart.load(checkout.cartId));
}

/** Rounding of the difference between wall clock and store clock: two responses about one reservation must show the same time. */
const clockTickMs = 1_000;

/** The end of the reservation by the wall clock; null once it has ended. */
export function reservedUntil({ store, runtime }: Context, { state, reservedUntil }: CheckoutRow): number | null {
  const ahead = Math.round((runtime.now() - store.now()) / clockTickMs) * clockTickMs;
  return state === "OPEN" || state === "AWAITING_PAYMENT" ? reservedUntil + ahead : null;
}

type EstimateArgs = { country: string; currency?: string | null | undefined };

/** The shipping options of one unit of a variant; empty for a currency that the shop does not sell in, and where `shop.shipsTo` does not reach. */
export async function estimateShipping(
  { loaders }: Context,
  { weightGrams, prices }: VariantReference,
  { country, currency }: EstimateArgs,
): Promise<ShippingOptionWithCurrency[]> {
  if (typeof weightGrams !== "number") return [];
  const settings = await loaders.settings();
  const selected = currency ?? settings.currencies[0];
  if (selected === undefined || !settings.currencies.includes(selected)) return [];
  const state = stateOfNeededRate(settings, country);
  if (state !== null && (await loaders.taxRatesOf(state)).length === 0) return [];
  const rates = await loaders.methodRatesTo({ country, currency: selected });
  const subtotalMinor = prices?.find((price) => price.currency === selected)?.minor ?? 0;
  return shippingOptionsFor(rates, { weightGrams, subtotalMinor }).map((offer) => ({ ...offer, currency: selected }));
}

/** The cart of a checkout, which is never removed. */
export async function cartOfCheckout({ loaders }: Context, { cartId }: CheckoutRow): Promise<CartRow> {
  const cart = await loaders.cartById.load(cartId);
  if (!cart) throw new Error("the cart of a checkout does not exist");
  return cart;
}

/** The taxes of a total, with its currency. */
export function addCurrencyToTaxes(parts: readonly TaxPart[], currency: string): TaxWithCurrency[] {
  return parts.map((part) => ({ ...part, currency }));
}

/** The discounts of a total, with its currency. */
export function addCurrencyToDiscounts(
  discounts: readonly AppliedPromotion[],
  currency: string,
): DiscountWithCurrency[] {
  return discounts.map((applied) => ({ ...applied, currency }));
}
