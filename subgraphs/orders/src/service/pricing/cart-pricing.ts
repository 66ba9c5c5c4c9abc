/** Pricing of a cart with promotions: the frozen totals of its checkout, or totals at current conditions. */
import type { Context } from "../../context.ts";
import type { CodeRejection } from "../../generated/resolvers.ts";
import type { Loaders } from "../../loaders/loaders.ts";
import type { AppliedPromotion, CartLineRow, CartRow, CheckoutRow } from "../../store/tables.ts";
import { priceCheckout } from "./checkout-pricing.ts";
import { appliedTermsOf, findDestination } from "./checkout-promotions.ts";
import { type Basket, computeDiscounts, type Discounts, isForDestination } from "./discounts.ts";
import { basketOf, chooseCandidates, needsUses } from "./promotion-selection.ts";
import { destinationOf, homeOf, taxationOf } from "./tax-laws.ts";
import { frozenTermsOf, pricingTermsOf } from "./terms.ts";
import { type PricedLine, priceGoods, type Totals } from "./totals.ts";

export type LineAmounts = Pick<PricedLine, "unitPriceMinor" | "discountMinor">;

export type PricedCart = {
  totals: Totals & { currency: string };
  /** The price of a unit and the discount of each line, by its id. */
  ofLine: ReadonlyMap<string, LineAmounts>;
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

/** Whether the buyer of a checkout is charged less than the listed prices, which include a tax. */
export function paysNet({ pricingTerms, taxIncluded }: Pick<CheckoutRow, "pricingTerms" | "taxIncluded">): boolean {
  return pricingTerms?.pricesIncludeTax === true && !taxIncluded;
}

async function priceAsFrozen(context: Context, checkout: CheckoutRow, { id, code }: CartRow): Promise<PricedCart> {
  const { loaders } = context;
  const lines = await loaders.linesByCart.load(id);
  const country = destinationOf(checkout, (await loaders.settings()).country);
  const basket = basketOf(lines, checkout.shipping, country);
  const isAtWork = checkout.discounts.some((applied) => applied.code === code);
  const codeRejection = code === null || isAtWork ? null : rejectionOf(checkout, code, basket);
  const ofLine = paysNet(checkout)
    ? await netAmounts(context, checkout, lines)
    : amountsByLine(lines, computeDiscounts(basket, appliedTermsOf(checkout)));
  return { totals: checkout, ofLine, discounts: checkout.discounts, codeRejection };
}

async function netAmounts(
  { store }: Context,
  checkout: CheckoutRow,
  lines: readonly CartLineRow[],
): Promise<PricedCart["ofLine"]> {
  const priced = await store.read(async (db) => {
    const terms = await frozenTermsOf(db, checkout);
    const promotions = appliedTermsOf(checkout);
    return priceCheckout(db, lines, checkout, { promotions, at: checkout.pricedAt, terms });
  });
  return new Map(lines.flatMap((line, index) => priced.lines.slice(index, index + 1).map((own) => [line.id, own])));
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
  const promotions = {
    automatic: await loaders.automaticPromotions.load("all"),
    ofCode: code === null ? [] : await loaders.promotionsByCode.load(code),
  };
  const isLimited = ownerId !== null && needsUses(promotions);
  const uses = isLimited ? await loaders.usesByAccount(ownerId) : new Map<string, number>();
  const known = { ...promotions, uses };
  const settings = await loaders.settings();
  const { country } = settings;
  const hasPlaces = [...known.automatic, ...known.ofCode].some(({ countries }) => countries.length > 0);
  const destination = hasPlaces ? await context.store.read((db) => findDestination(db, id, country)) : country;
  const basket = basketOf(lines, null, destination);
  const { terms, rejection } = chooseCandidates({ code, currency }, known, basket, runtime.now());
  const off = computeDiscounts(basket, terms);
  const nowhere = { shippingAddress: null, billingAddress: null };
  const current = pricingTermsOf(settings, currency);
  const rates = await loaders.taxRatesOf(homeOf(current).country);
  const taxation = taxationOf(nowhere, current, { there: rates, home: rates }, []);
  const { totals } = priceGoods(lines, null, { ...taxation, stepMinor: current.stepMinor }, off);
  const isAtWork = code === null || off.applied.some((applied) => applied.code === code);
  return {
    totals: { ...totals, currency },
    ofLine: amountsByLine(lines, off),
    discounts: off.applied,
    codeRejection: rejection ?? (isAtWork ? null : "NOT_NEEDED"),
  };
}

function amountsByLine(lines: readonly CartLineRow[], { lineMinors }: Discounts): Map<string, LineAmounts> {
  return new Map(
    lines.map(({ id, unitPriceMinor }, index) => [id, { unitPriceMinor, discountMinor: lineMinors[index] ?? 0 }]),
  );
}
