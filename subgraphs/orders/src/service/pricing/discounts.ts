/**
 * Discounts of promotions: computed exactly, rounded once, then allocated to the lines. Pure functions.
 *
 * Combinable promotions stack: percentages first, each on the remainder of the previous ones, then amounts; both in the order in which
 * the promotions were created, and free shipping last. A promotion that does not combine applies alone, if its discount is larger. A maximum
 * bounds the discount of its promotion on goods and shipping together. After every step a line costs less if it cost less before, and
 * nothing is rounded in between, so an additional promotion never raises the price.
 */
import { nearest, roundTogether, sum, times } from "@hansa/commerce/money";
import type { AppliedPromotion, PromotionTerms } from "../../store/tables.ts";

type DiscountedGoods = {
  variantId: string;
  collectionIds: readonly string[];
  unitPriceMinor: number;
  quantity: number;
};

export type Basket = {
  goods: readonly DiscountedGoods[];
  /** Whether the basket contains goods that are shipped. */
  isSent: boolean;
  /** The cost of shipping, and its method; null until an option is chosen. */
  shippingMinor: number | null;
  shippingMethodId: string | null;
  /** The country of destination; until it is known, the shop's. */
  country: string;
};

export type Discounts = {
  /** The discount of each line, in the order of the goods. */
  lineMinors: number[];
  shippingMinor: number;
  /** The applied promotions: percentages first, then amounts, each in the order of creation. */
  applied: AppliedPromotion[];
};

export const noDiscounts: Discounts = { lineMinors: [], shippingMinor: 0, applied: [] };

export type Eligibility = "ELIGIBLE" | "NOT_APPLICABLE" | "BELOW_MINIMUM";

/** The precision of the computation in parts of a minor unit: a percentage of a percentage is exact. */
const scale = 10n ** 12n;
const million = 1_000_000n;

/**
 * Whether the goods of a basket are eligible for a promotion, wherever they go. The minimum applies to the eligible goods before any discount.
 */
export function checkEligibility(
  promotion: PromotionTerms,
  { goods, isSent }: Pick<Basket, "goods" | "isSent">,
): Eligibility {
  const isEligible = lineMatcherOf(promotion);
  const eligible = goods.filter(isEligible);
  const takesOff = promotion.percentOff !== null || promotion.amountOffMinor !== null;
  if (eligible.length === 0 || !(takesOff || (promotion.freeShipping && isSent))) return "NOT_APPLICABLE";
  const subtotal = sum(eligible.map((line) => times(line.unitPriceMinor, line.quantity)));
  return subtotal < (promotion.minimumMinor ?? 0) ? "BELOW_MINIMUM" : "ELIGIBLE";
}

/** Whether a promotion applies to the basket's destination, and takes something off besides the shipping of other methods. */
export function isForDestination(
  promotion: PromotionTerms,
  basket: Pick<Basket, "country" | "shippingMethodId">,
): boolean {
  const { percentOff, amountOffMinor } = promotion;
  const takesOff = percentOff !== null || amountOffMinor !== null;
  return isForCountry(promotion, basket) && (takesOff || isForMethod(promotion, basket));
}

/** The largest discount of these promotions, for all of which the goods are eligible. Those for other destinations are left out. */
export function computeDiscounts(basket: Basket, promotions: readonly PromotionTerms[]): Discounts {
  const inOrder = promotions
    .filter((promotion) => isForCountry(promotion, basket))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  let best = applyPromotions(
    basket,
    inOrder.filter((promotion) => promotion.combines),
  );
  for (const promotion of inOrder.filter(({ combines }) => !combines)) {
    const alone = applyPromotions(basket, [promotion]);
    const isFirst = best.applied.length === 0 && alone.applied.length > 0;
    if (isFirst || totalDiscountOf(alone) > totalDiscountOf(best)) best = alone;
  }
  return best;
}

function totalDiscountOf({ lineMinors, shippingMinor }: Discounts): number {
  return sum([...lineMinors, shippingMinor]);
}

/** One promotion during the computation; `isEligible` tells for each line whether it is eligible. */
type PromotionInProgress = { terms: PromotionTerms; isEligible: boolean[]; discount: bigint };

/** Applies all these promotions in the given order, percentages before amounts. */
function applyPromotions(basket: Basket, promotions: readonly PromotionTerms[]): Discounts {
  const { goods, shippingMinor } = basket;
  // Remainders are allocated in an order that does not depend on the position of a line in the cart.
  const lines = [...goods.entries()].sort(([, a], [, b]) => (a.variantId < b.variantId ? -1 : 1));
  const before = lines.map(([, line]) => BigInt(times(line.unitPriceMinor, line.quantity)) * scale);
  const atWork = promotions.map((terms): PromotionInProgress => {
    const isEligible = lineMatcherOf(terms);
    return { terms, isEligible: lines.map(([, line]) => isEligible(line)), discount: 0n };
  });
  let left = before;
  for (const take of [takePercent, takeAmount]) {
    for (const promotion of atWork) {
      const after = take(promotion, left);
      promotion.discount += total(left) - total(after);
      left = after;
    }
  }
  const offEach = before.map((amount, index) => amount - (left[index] ?? 0n));
  const senders = atWork.filter(({ terms }) => basket.isSent && terms.freeShipping && isForMethod(terms, basket));
  const offShipping = takeShipping(senders, shippingMinor ?? 0);
  const off = roundOnce(total(offEach), offShipping);
  const [offGoodsMinor = 0, offShippingMinor = 0] = roundTogether(off, [total(offEach), offShipping], scale);
  const lineMinors = goods.map(() => 0);
  roundTogether(offGoodsMinor, offEach, scale).forEach((minor, place) => {
    const [index] = lines[place] ?? [];
    if (index !== undefined) lineMinors[index] = minor;
  });

  const amounts = roundTogether(
    off,
    atWork.map((promotion) => promotion.discount),
    scale,
  );
  // Free shipping is shown before an option is chosen.
  const expected = shippingMinor === null ? senders[0] : undefined;
  const applied = atWork.flatMap((promotion, index): AppliedPromotion[] => {
    const { id, label, code } = promotion.terms;
    if (promotion.discount === 0n && promotion !== expected) return [];
    return [{ promotionId: id, label, code, discountMinor: amounts[index] ?? 0 }];
  });
  return { lineMinors, shippingMinor: offShippingMinor, applied: sortByApplication(applied, promotions) };
}

/** Sorts by order of application: percentages first. */
function sortByApplication(applied: AppliedPromotion[], promotions: readonly PromotionTerms[]): AppliedPromotion[] {
  const percents = new Set(promotions.filter(({ percentOff }) => percentOff !== null).map(({ id }) => id));
  return applied.sort((a, b) => Number(percents.has(b.promotionId)) - Number(percents.has(a.promotionId)));
}

/** The remainder of each line after a percentage, rounded down at the twelfth decimal place. A maximum is taken off as an amount. */
function takePercent(promotion: PromotionInProgress, left: readonly bigint[]): bigint[] {
  const { terms, isEligible } = promotion;
  const percentOff = BigInt(terms.percentOff ?? 0);
  const mostOff = mostOffOf(promotion);
  const all = totalEligible(promotion, left);
  if (mostOff !== null && all * percentOff > mostOff * million) return takeOff(promotion, left, mostOff);
  return left.map((amount, index) => (isEligible[index] ? (amount * (million - percentOff)) / million : amount));
}

/** The remainder of each line after an amount, at most what a maximum leaves. */
function takeAmount(promotion: PromotionInProgress, left: readonly bigint[]): bigint[] {
  const amountOff = BigInt(promotion.terms.amountOffMinor ?? 0) * scale;
  return takeOff(promotion, left, leastOf(amountOff, mostOffOf(promotion) ?? amountOff));
}

/** Takes an amount off the eligible lines by remaining price. An amount above the remaining total reduces it to zero. */
function takeOff(promotion: PromotionInProgress, left: readonly bigint[], amountOff: bigint): bigint[] {
  const all = totalEligible(promotion, left);
  if (all === 0n) return [...left];
  const rest = all > amountOff ? all - amountOff : 0n;
  return left.map((amount, index) => (promotion.isEligible[index] ? (amount * rest) / all : amount));
}

/** Takes the price of shipping off, as far as the maximums of these promotions allow, and returns the discount. */
function takeShipping(senders: readonly PromotionInProgress[], shippingMinor: number): bigint {
  const before = BigInt(shippingMinor) * scale;
  let left = before;
  for (const promotion of senders) {
    const off = leastOf(left, mostOffOf(promotion) ?? left);
    promotion.discount += off;
    left -= off;
  }
  return before - left;
}

/** The amount that the maximum of a promotion leaves it; null without a maximum. */
function mostOffOf({ terms: { maximumMinor }, discount }: PromotionInProgress): bigint | null {
  if (maximumMinor === null) return null;
  const most = BigInt(maximumMinor) * scale - discount;
  return most > 0n ? most : 0n;
}

function totalEligible({ isEligible }: PromotionInProgress, left: readonly bigint[]): bigint {
  return total(left.filter((_amount, index) => isEligible[index]));
}

function leastOf(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/**
 * Rounds the discount of goods and shipping to whole minor units, half to even; a whole discount of shipping does not change the rounding of
 * the goods. Decimal places after the sixth contain rounding errors and are dropped first.
 */
function roundOnce(offGoods: bigint, offShipping: bigint): number {
  const unit = scale / million;
  const [goods, shipping] = [(offGoods + unit / 2n) / unit, (offShipping + unit / 2n) / unit];
  return sum([nearest(goods + (shipping % million), million), Number(shipping / million)]);
}

function isForCountry({ countries }: PromotionTerms, { country }: Pick<Basket, "country">): boolean {
  return countries.length === 0 || countries.includes(country);
}

/** Whether free shipping is for the chosen method. Until one is chosen it is. */
function isForMethod({ shippingMethodIds: ids }: PromotionTerms, basket: Pick<Basket, "shippingMethodId">): boolean {
  return ids.length === 0 || basket.shippingMethodId === null || ids.includes(basket.shippingMethodId);
}

/** Matches the eligible lines of a promotion. Without collections and variants all lines are eligible. */
function lineMatcherOf({ collectionIds, variantIds }: PromotionTerms): (line: DiscountedGoods) => boolean {
  const [collections, variants] = [new Set(collectionIds), new Set(variantIds)];
  if (collections.size === 0 && variants.size === 0) return () => true;
  return (line) => variants.has(line.variantId) || line.collectionIds.some((id) => collections.has(id));
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, amount) => all + amount, 0n);
}
