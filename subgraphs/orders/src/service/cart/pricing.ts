/** What a cart comes to with its promotions: as its checkout froze it, else as it would be now. */
import type { Context } from "../../context.ts";
import type { CodeRejection } from "../../generated/resolvers.ts";
import type { Loaders } from "../../loaders.ts";
import type { AppliedPromotion, CartLineRow, CartRow, CheckoutRow } from "../../store/tables.ts";
import { atWork } from "../checkout/promotions.ts";
import { priceGoods, type Totals } from "../money/totals.ts";
import { type Discounts, discount } from "../promotions/pricing.ts";
import { basketOf, chooseCandidates } from "../promotions/terms.ts";
import { rateFinder } from "../settings/taxes.ts";

export type PricedCart = {
  totals: Totals & { currency: string };
  /** What each line costs less, by its id. */
  offLine: ReadonlyMap<string, number>;
  discounts: AppliedPromotion[];
  /** Why the code takes nothing off. Null if it does, and without one. */
  codeRejection: CodeRejection | null;
};

const priced = new WeakMap<Loaders, Map<string, Promise<PricedCart>>>();

/** Prices the cart, once for each request and each state that the cart is in, however many of its lines ask. */
export async function priceCart(context: Context, cart: CartRow): Promise<PricedCart> {
  const checkout = await liveCheckoutOf(context, cart);
  const known = priced.get(context.loaders) ?? new Map<string, Promise<PricedCart>>();
  priced.set(context.loaders, known);
  const key = `${cart.id} ${cart.version} ${checkout?.id} ${checkout?.version}`;
  const earlier = known.get(key);
  if (earlier) return earlier;
  const answer = checkout ? asFrozen(context, checkout, cart) : asItIsNow(context, cart);
  known.set(key, answer);
  return answer;
}

/** The live checkout of a cart, once its goods are held. */
export async function liveCheckoutOf({ loaders }: Context, cart: CartRow): Promise<CheckoutRow | null> {
  const checkout = await loaders.liveCheckoutByCart.load(cart.id);
  return checkout?.held ? checkout : null;
}

async function asFrozen({ loaders }: Context, checkout: CheckoutRow, { id, code }: CartRow): Promise<PricedCart> {
  const lines = await loaders.linesByCart.load(id);
  const off = discount(basketOf(lines, checkout.shipping), atWork(checkout));
  const isAtWork = checkout.discounts.some((applied) => applied.code === code);
  const isFrozen = checkout.promotions.some((promotion) => promotion.code === code);
  const codeRejection = code === null || isAtWork ? null : isFrozen ? "NOT_NEEDED" : "LIMIT_REACHED";
  return { totals: checkout, offLine: byLine(lines, off), discounts: checkout.discounts, codeRejection };
}

/** At the shop's own taxes and without shipping, with the promotions of this moment. */
async function asItIsNow(context: Context, { id, code, currency, ownerId }: CartRow): Promise<PricedCart> {
  const { loaders, world } = context;
  const lines = await loaders.linesByCart.load(id);
  const known = {
    automatic: await loaders.automaticPromotions.load("all"),
    ofCode: code === null ? [] : await loaders.promotionsByCode.load(code),
    uses: new Map(
      (ownerId ? await loaders.usesByCustomer.load(ownerId) : []).map((row) => [row.promotionId, row.uses]),
    ),
  };
  const basket = basketOf(lines, null);
  const { terms, rejection } = chooseCandidates(code, known, basket, currency, world.now());
  const off = discount(basket, terms);
  const { country, pricesIncludeTax } = await loaders.settings();
  const place = { country, region: null };
  const rates = rateFinder(await loaders.taxRatesOf(place.country), place);
  const { totals } = priceGoods(lines, null, rates, pricesIncludeTax, off);
  const isAtWork = code === null || off.applied.some((applied) => applied.code === code);
  return {
    totals: { ...totals, currency },
    offLine: byLine(lines, off),
    discounts: off.applied,
    codeRejection: rejection ?? (isAtWork ? null : "NOT_NEEDED"),
  };
}

function byLine(lines: readonly CartLineRow[], { lineMinors }: Discounts): Map<string, number> {
  return new Map(lines.map((line, index) => [line.id, lineMinors[index] ?? 0]));
}
