/**
 * Discounts of promotions: computed exactly, rounded once, then allocated to the lines. Pure functions.
 *
 * Combinable promotions stack: percentages first, each on the remainder of the previous ones, then amounts; both in the order in which
 * the promotions were created. A promotion that does not combine applies alone, if its discount is larger. After every step a line costs
 * less if it cost less before, and nothing is rounded in between, so an additional promotion never raises the price.
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
  /** The cost of shipping; null until an option is chosen. */
  shippingMinor: number | null;
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

/** Whether the basket is eligible for a promotion. The minimum applies to the eligible goods before any discount. */
export function checkEligibility(
  promotion: PromotionTerms,
  { goods, isSent }: Omit<Basket, "shippingMinor">,
): Eligibility {
  const isEligible = lineMatcherOf(promotion);
  const eligible = goods.filter(isEligible);
  const takesOff = promotion.percentOff !== null || promotion.amountOffMinor !== null;
  if (eligible.length === 0 || !(takesOff || (promotion.freeShipping && isSent))) return "NOT_APPLICABLE";
  const subtotal = sum(eligible.map((line) => times(line.unitPriceMinor, line.quantity)));
  return subtotal < (promotion.minimumMinor ?? 0) ? "BELOW_MINIMUM" : "ELIGIBLE";
}

/** The largest discount of these promotions, for all of which the basket is eligible. */
export function computeDiscounts(basket: Basket, promotions: readonly PromotionTerms[]): Discounts {
  const inOrder = promotions.toSorted((a, b) => (a.id < b.id ? -1 : 1));
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
function applyPromotions({ goods, isSent, shippingMinor }: Basket, promotions: readonly PromotionTerms[]): Discounts {
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
  const off = roundOnce(total(offEach));
  const lineMinors = goods.map(() => 0);
  roundTogether(off, offEach, scale).forEach((minor, place) => {
    const [index] = lines[place] ?? [];
    if (index !== undefined) lineMinors[index] = minor;
  });

  const sender = isSent ? promotions.find((promotion) => promotion.freeShipping) : undefined;
  const amounts = roundTogether(
    off,
    atWork.map((promotion) => promotion.discount),
    scale,
  );
  const applied = atWork.flatMap(({ terms: { id, label, code }, discount }, index): AppliedPromotion[] => {
    const sendsFree = id === sender?.id && shippingMinor !== 0;
    if (!sendsFree && discount === 0n) return [];
    const discountMinor = sum([amounts[index] ?? 0, sendsFree ? (shippingMinor ?? 0) : 0]);
    return [{ promotionId: id, label, code, discountMinor }];
  });
  return {
    lineMinors,
    shippingMinor: sender ? (shippingMinor ?? 0) : 0,
    applied: sortByApplication(applied, promotions),
  };
}

/** Sorts by order of application: percentages first. */
function sortByApplication(applied: AppliedPromotion[], promotions: readonly PromotionTerms[]): AppliedPromotion[] {
  const percents = new Set(promotions.filter(({ percentOff }) => percentOff !== null).map(({ id }) => id));
  return applied.sort((a, b) => Number(percents.has(b.promotionId)) - Number(percents.has(a.promotionId)));
}

/** The remainder of each line after a percentage, rounded down at the twelfth decimal place. */
function takePercent({ terms, isEligible }: PromotionInProgress, left: readonly bigint[]): bigint[] {
  const rest = million - BigInt(terms.percentOff ?? 0);
  return left.map((amount, index) => (isEligible[index] ? (amount * rest) / million : amount));
}

/** The remainder of each line after an amount, allocated by remaining price. An amount above the remaining total reduces it to zero. */
function takeAmount({ terms, isEligible }: PromotionInProgress, left: readonly bigint[]): bigint[] {
  const amountOff = BigInt(terms.amountOffMinor ?? 0) * scale;
  const all = total(left.filter((_amount, index) => isEligible[index]));
  if (all === 0n) return [...left];
  const rest = all > amountOff ? all - amountOff : 0n;
  return left.map((amount, index) => (isEligible[index] ? (amount * rest) / all : amount));
}

/** Rounds to whole minor units, half to even. Decimal places after the sixth contain rounding errors and are dropped first. */
function roundOnce(amount: bigint): number {
  const unit = scale / million;
  return nearest((amount + unit / 2n) / unit, million);
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
