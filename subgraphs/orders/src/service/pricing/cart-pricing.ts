/** Pricing of a cart with promotions: the frozen totals of its checkout, or totals at current conditions. */
import type { Context } from "../../context.ts";
import type { CodeRejection } from "../../generated/resolvers.ts";
import type { Loaders } from "../../loaders/loaders.ts";
import type { AppliedPromotion, CartLineRow, CartRow, CheckoutRow } from "../../store/tables.ts";
import { appliedTermsOf, findDestination } from "./checkout-promotions.ts";
import { type Basket, computeDiscounts, type Discounts, isForDestination } from "./discounts.ts";
import { basketOf, chooseCandidates } from "./promotion-selection.ts";
import { priceGoods, rateFinder, type Totals, taxPlace } from "./totals.ts";

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
  const { country } = taxPlace(checkout, (await loaders.settings()).country);
  const basket = basketOf(lines, checkout.shipping, country);
  const off = computeDiscounts(basket, appliedTermsOf(checkout));
  const isAtWork = checkout.discounts.some((applied) => applied.code === code);
  const codeRejection = code === null || isAtWork ? null : rejectionOf(checkout, code, basket);
  return { totals: checkout, offLine: discountsByLine(lines, off), discounts: checkout.discounts, codeRejection };
}

/** The reason why a code is not applied to a checkout. Terms that are not frozen were used up when its payment started. */
function rejectionOf({ promotions }: CheckoutRow, code: string, basket: Basket): CodeRejection {
  const terms = promotions.find((promotion) => promotion.code === code);
  if (!terms) return "LIMIT_REACHED";
  return isForDestination(terms, basket) ? "NOT_NEEDED" : "NOT_APPLICABLE";
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
    uses: ownerId ? await loaders.usesByAccount(ownerId) : new Map<string, number>(),
  };
  const { country, pricesIncludeTax } = await loaders.settings();
  const hasPlaces = [...known.automatic, ...known.ofCode].some(({ countries }) => countries.length > 0);
  const destination = hasPlaces ? await context.store.read((db) => findDestination(db, id, country)) : country;
  const basket = basketOf(lines, null, destination);
  const { terms, rejection } = chooseCandidates({ code, currency }, known, basket, runtime.now());
  const off = computeDiscounts(basket, terms);
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
