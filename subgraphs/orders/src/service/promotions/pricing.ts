/**
 * What promotions take off: computed exactly, rounded once, then divided over the lines. Pure: it asks nobody.
 *
 * All promotions that combine stack: first the percents, each on what the ones before left, then the amounts; both in the order in which
 * the promotions were made. One that does not combine stands alone, and is used instead if it takes more off. Every step leaves a line
 * less the less there was before it, and nothing is rounded in between, so that one more promotion never costs the customer anything.
 */
import { nearest, roundTogether, sum, times } from "@hansa/kit/money";
import type { AppliedPromotion, PromotionTerms } from "../../store/tables.ts";

type DiscountedGoods = {
  variantId: string;
  collectionIds: readonly string[];
  unitPriceMinor: number;
  quantity: number;
};

export type Basket = {
  goods: readonly DiscountedGoods[];
  /** Something in it goes by parcel. */
  isSent: boolean;
  /** What sending costs; null until a way is chosen. */
  shippingMinor: number | null;
};

export type Discounts = {
  /** What each line costs less, in the order of the goods. */
  lineMinors: number[];
  shippingMinor: number;
  /** In the order in which the promotions were made. */
  applied: AppliedPromotion[];
};

export const noDiscounts: Discounts = { lineMinors: [], shippingMinor: 0, applied: [] };

export type Verdict = "ELIGIBLE" | "NOT_APPLICABLE" | "BELOW_MINIMUM";

/** Parts of a minor unit that are computed with: enough for a percent of a percent to be exact. */
const scale = 10n ** 12n;
const million = 1_000_000n;

/** Whether a promotion suits what is in the basket. Its minimum is asked of the goods that it is for, before any discount. */
export function judge(promotion: PromotionTerms, { goods, isSent }: Omit<Basket, "shippingMinor">): Verdict {
  const isMeant = meaning(promotion);
  const meant = goods.filter(isMeant);
  const takesOff = promotion.percentOff !== null || promotion.amountOffMinor !== null;
  if (meant.length === 0 || !(takesOff || (promotion.freeShipping && isSent))) return "NOT_APPLICABLE";
  const subtotal = sum(meant.map((line) => times(line.unitPriceMinor, line.quantity)));
  return subtotal < (promotion.minimumMinor ?? 0) ? "BELOW_MINIMUM" : "ELIGIBLE";
}

/** The best that these promotions, all of which suit the basket, can do for the customer. */
export function discount(basket: Basket, promotions: readonly PromotionTerms[]): Discounts {
  const inOrder = promotions.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  let best = apply(
    basket,
    inOrder.filter((promotion) => promotion.combines),
  );
  for (const promotion of inOrder.filter(({ combines }) => !combines)) {
    const alone = apply(basket, [promotion]);
    const isFirst = best.applied.length === 0 && alone.applied.length > 0;
    if (isFirst || worthOf(alone) > worthOf(best)) best = alone;
  }
  return best;
}

function worthOf({ lineMinors, shippingMinor }: Discounts): number {
  return sum([...lineMinors, shippingMinor]);
}

/** One promotion at work on the lines; `isMeant` says for each line whether it is for it. */
type AtWork = { terms: PromotionTerms; isMeant: boolean[]; taken: bigint };

/** Applies all of these, in the order given, percents before amounts. */
function apply({ goods, isSent, shippingMinor }: Basket, promotions: readonly PromotionTerms[]): Discounts {
  // What cannot be divided is shared in an order that does not depend on when a line was put into the cart.
  const lines = [...goods.entries()].sort(([, a], [, b]) => (a.variantId < b.variantId ? -1 : 1));
  const before = lines.map(([, line]) => BigInt(times(line.unitPriceMinor, line.quantity)) * scale);
  const atWork = promotions.map((terms): AtWork => {
    const isMeant = meaning(terms);
    return { terms, isMeant: lines.map(([, line]) => isMeant(line)), taken: 0n };
  });
  let left = before;
  for (const take of [takePercent, takeAmount]) {
    for (const promotion of atWork) {
      const after = take(promotion, left);
      promotion.taken += total(left) - total(after);
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
    atWork.map((promotion) => promotion.taken),
    scale,
  );
  const applied = atWork.flatMap(({ terms: { id, label, code }, taken }, index): AppliedPromotion[] => {
    const sendsFree = id === sender?.id && shippingMinor !== 0;
    if (!sendsFree && taken === 0n) return [];
    const discountMinor = sum([amounts[index] ?? 0, sendsFree ? (shippingMinor ?? 0) : 0]);
    return [{ promotionId: id, label, code, discountMinor }];
  });
  return { lineMinors, shippingMinor: sender ? (shippingMinor ?? 0) : 0, applied: inTheirOrder(applied, promotions) };
}

/** As they were taken off: percents first. */
function inTheirOrder(applied: AppliedPromotion[], promotions: readonly PromotionTerms[]): AppliedPromotion[] {
  const percents = new Set(promotions.filter(({ percentOff }) => percentOff !== null).map(({ id }) => id));
  return applied.sort((a, b) => Number(percents.has(b.promotionId)) - Number(percents.has(a.promotionId)));
}

/** What a percent leaves of each line, rounded down in the twelfth place. */
function takePercent({ terms, isMeant }: AtWork, left: readonly bigint[]): bigint[] {
  const rest = million - BigInt(terms.percentOff ?? 0);
  return left.map((amount, index) => (isMeant[index] ? (amount * rest) / million : amount));
}

/** What an amount leaves of each line: each bears it in proportion to what it still costs. More than there is takes all there is. */
function takeAmount({ terms, isMeant }: AtWork, left: readonly bigint[]): bigint[] {
  const amountOff = BigInt(terms.amountOffMinor ?? 0) * scale;
  const all = total(left.filter((_amount, index) => isMeant[index]));
  if (all === 0n) return [...left];
  const rest = all > amountOff ? all - amountOff : 0n;
  return left.map((amount, index) => (isMeant[index] ? (amount * rest) / all : amount));
}

/** Whole minor units, half to even. The six places behind the sixth hold what rounding down has left there, and do not count. */
function roundOnce(amount: bigint): number {
  const unit = scale / million;
  return nearest((amount + unit / 2n) / unit, million);
}

/** A promotion that names neither collections nor variants is for everything. */
function meaning({ collectionIds, variantIds }: PromotionTerms): (line: DiscountedGoods) => boolean {
  const [collections, variants] = [new Set(collectionIds), new Set(variantIds)];
  if (collections.size === 0 && variants.size === 0) return () => true;
  return (line) => variants.has(line.variantId) || line.collectionIds.some((id) => collections.has(id));
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, amount) => all + amount, 0n);
}
