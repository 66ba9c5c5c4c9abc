/** Model of promotions: percentages before amounts, then free shipping; each bounded by its maximum; rounded once. */
import type { Promotion, Purchase } from "../terms.ts";
import { type Fraction, fraction, halfEven, least, minus, plus, shareOut, sumOf, times, total } from "./arithmetic.ts";
import { placeOf } from "./places.ts";

export type Discounts = { lines: bigint[]; shipping: bigint };

const million = 1_000_000n;

/** The discount of each line and of shipping, in listed prices. */
export function computeDiscounts(
  promotions: readonly Promotion[],
  purchase: Purchase,
  shippingPrice: bigint,
): Discounts {
  const { lines, currency, buyer } = purchase;
  const listed = lines.map(({ good, quantity }) => BigInt(good.prices[currency]) * BigInt(quantity));
  const applied = promotions.filter((one) => isApplied(one, purchase, listed));
  const taken = new Map<Promotion, Fraction>();
  let left = listed.map((amount) => fraction(amount));
  const take = (promotion: Promotion, wanted: Fraction) => {
    const isEligible = eligibleLines(promotion, purchase);
    const all = sumOf(left.filter((_, index) => isEligible[index]));
    if (all.over === 0n) return;
    const off = least(least(wanted, leftOfMaximum(promotion, taken, purchase)), all);
    taken.set(promotion, plus(taken.get(promotion) ?? fraction(0n), off));
    const kept = times(minus(all, off), { over: all.under, under: all.over });
    left = left.map((amount, index) => (isEligible[index] ? times(amount, kept) : amount));
  };
  for (const one of applied) {
    const isEligible = eligibleLines(one, purchase);
    const all = sumOf(left.filter((_, index) => isEligible[index]));
    if (one.percent !== null) take(one, times(all, fraction(BigInt(one.percent), million)));
  }
  for (const one of applied) if (one.amounts) take(one, fraction(BigInt(one.amounts[currency])));
  const offLines = listed.map((amount, index) => minus(fraction(amount), left[index] ?? fraction(0n)));
  let shippingLeft = fraction(shippingPrice);
  for (const one of applied) {
    const isForMethod = one.methodIds.length === 0 || one.methodIds.includes(purchase.methodId);
    if (!one.freeShipping || !isForMethod || !lines.some(({ good }) => good.grams !== null)) continue;
    shippingLeft = minus(shippingLeft, least(shippingLeft, leftOfMaximum(one, taken, purchase)));
  }
  return roundOnce(offLines, minus(fraction(shippingPrice), shippingLeft), purchase);

  function isApplied(one: Promotion, { code }: Purchase, amounts: readonly bigint[]): boolean {
    const isEligible = eligibleLines(one, purchase);
    const worth = total(amounts.filter((_, index) => isEligible[index]));
    return (
      (one.code === null || one.code === code) &&
      isEligible.includes(true) &&
      (one.countries.length === 0 || one.countries.includes(placeOf(buyer.place).country)) &&
      (one.minimums === null || worth >= BigInt(one.minimums[currency]))
    );
  }
}

function eligibleLines({ skus }: Promotion, { lines }: Purchase): boolean[] {
  return lines.map(({ good }) => skus.length === 0 || skus.includes(good.sku));
}

function leftOfMaximum(one: Promotion, taken: ReadonlyMap<Promotion, Fraction>, { currency }: Purchase): Fraction {
  if (one.maximums === null) return fraction(10n ** 18n);
  return minus(fraction(BigInt(one.maximums[currency])), taken.get(one) ?? fraction(0n));
}

/**
 * The discount of goods and shipping is rounded once, without the whole units of shipping, and shared out by largest remainder: to goods and
 * shipping, then to the lines. Equal remainders go by the ids of the variants, which no buyer changes.
 */
function roundOnce(offLines: readonly Fraction[], offShipping: Fraction, { lines }: Purchase): Discounts {
  const offGoods = sumOf(offLines);
  const wholeShipping = offShipping.over / offShipping.under;
  const all = halfEven(plus(offGoods, minus(offShipping, fraction(wholeShipping)))) + wholeShipping;
  const [goods = 0n, shipping = 0n] = shareOut(all, [offGoods, offShipping]);
  const sorted = [...lines.entries()].sort(([, a], [, b]) => a.good.order - b.good.order).map(([index]) => index);
  const shares = shareOut(
    goods,
    sorted.map((index) => offLines[index] ?? fraction(0n)),
  );
  return { lines: lines.map((_, index) => shares[sorted.indexOf(index)] ?? 0n), shipping };
}
