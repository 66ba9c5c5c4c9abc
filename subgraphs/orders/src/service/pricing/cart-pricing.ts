/** Pricing of a cart with promotions: the frozen totals of its checkout, or totals at current conditions. */
import type { Context } from "../../context.ts";
import type { CodeRejection } from "../../generated/resolvers.ts";
import type { Loaders } from "../../loaders/loaders.ts";
import type { AppliedPromotion, CartLineRow, CartRow, CheckoutRow } from "../../store/tables.ts";
import { appliedTermsOf } from "./checkout-promotions.ts";
import { computeDiscounts, type Discounts } from "./discounts.ts";
import { basketOf, chooseCandidates } from "./promotion-selection.ts";
import { priceGoods, rateFinder, type Totals } from "./totals.ts";

export type PricedCart = {
  totals: Totals & { currency: string };
  /** The discount of each line, by its id. */
  offLine: ReadonlyMap<string, number>;
  discounts: AppliedPromotion[];
  /** The reason why the code has no effect. Null if it has one, and without a code. */
  codeRejection: CodeRejection | null;
};

const pricedByLoaders = new WeakMap<Loaders, Map<string, Promise<PricedCart>>>();

/** Prices the cart once per request and version, however many of its lines ask for it. */
export async function priceCart(context: Context, cart: CartRow): Promise<PricedCart> {
  const checkout = await liveCheckoutOf(context, cart);
  const known = pricedByLoaders.get(context.loaders) ?? new Map<string, Promise<PricedCart>>();
  pricedByLoaders.set(context.loaders, known);
  const key = `${cart.id} ${cart.version} ${checkout?.id} ${checkout?.version}`;
  const earlier = known.get(key);
  if (earlier) return earlier;
  const response = checkout ? priceAsFrozen(context, checkout, cart) : priceAtCurrentConditions(context, cart);
  known.set(key, response);
  return response;
}

/** The live checkout of a cart, if its goods are reserved. */
export async function liveCheckoutOf({ loaders }: Context, cart: CartRow): Promise<CheckoutRow | null> {
  const checkout = await loaders.liveCheckoutByCart.load(cart.id);
  return checkout?.reserved ? checkout : null;
}

async function priceAsFrozen({ loaders }: Context, checkout: CheckoutRow, { id, code }: CartRow): Promise<PricedCart> {
  const lines = await loaders.linesByCart.load(id);
  const off = computeDiscounts(basketOf(lines, checkout.shipping), appliedTermsOf(checkout));
  const isAtWork = checkout.discounts.some((applied) => applied.code === code);
  const isFrozen = checkout.promotions.some((promotion) => promotion.code === code);
  const codeRejection = code === null || isAtWork ? null : isFrozen ? "NOT_NEEDED" : "LIMIT_REACHED";
  return { totals: checkout, offLine: discountsByLine(lines, off), discounts: checkout.discounts, codeRejection };
}

/** Prices the cart with the shop's domestic taxes, without shipping, and with the current promotions. */
async function priceAtCurrentConditions(
  context: Context,
  { id, code, currency, ownerId }: CartRow,
): Promise<PricedCart> {
  const { loaders, runtime } = context;
  const lines = await loaders.linesByCart.load(id);
  const known = {
    automatic: await loaders.automaticPromotions.load("all"),
    ofCode: code === null ? [] : await loaders.promotionsByCode.load(code),
    uses: new Map(
      (ownerId ? await loaders.usesByCustomer.load(ownerId) : []).map((row) => [row.promotionId, row.uses]),
    ),
  };
  const basket = basketOf(lines, null);
  const { terms, rejection } = chooseCandidates({ code, currency }, known, basket, runtime.now());
  const off = computeDiscounts(basket, terms);
  const { country, pricesIncludeTax } = await loaders.settings();
  const place = { country, region: null };
  const rateOf = rateFinder(await loaders.taxRatesOf(place.country), place);
  const { totals } = priceGoods(lines, null, { rateOf, taxIncluded: pricesIncludeTax }, off);
  const isAtWork = code === null || off.applied.some((applied) => applied.code === code);
  return {
    totals: { ...totals, currency },
    offLine: discountsByLine(lines, off),
    discounts: off.applied,
    codeRejection: rejection ?? (isAtWork ? null : "NOT_NEEDED"),
  };
}

function discountsByLine(lines: readonly CartLineRow[], { lineMinors }: Discounts): Map<string, number> {
  return new Map(lines.map((line, index) => [line.id, lineMinors[index] ?? 0]));
}
