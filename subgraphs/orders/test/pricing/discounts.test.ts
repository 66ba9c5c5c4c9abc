/** Discounts: properties for all baskets, and numeric examples of the stacking rule. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Basket,
  checkEligibility,
  computeDiscounts,
  type Discounts,
} from "../../src/service/pricing/discounts.ts";
import { priceGoods } from "../../src/service/pricing/totals.ts";
import type { PromotionTerms } from "../../src/store/tables.ts";
import { baskets, promotion, promotions, type RandomBasket, terms } from "../support/data/random-baskets.ts";

const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);
const suiting = (basket: Basket, all: readonly PromotionTerms[]) =>
  all.filter((one) => checkEligibility(one, basket) === "ELIGIBLE");
const off = (basket: Basket, all: readonly PromotionTerms[]) => computeDiscounts(basket, suiting(basket, all));
const totalDiscountOf = ({ lineMinors, shippingMinor }: Discounts) => sum(lineMinors) + shippingMinor;

const vat = { name: "VAT", country: "DE", region: null, category: "STANDARD" as const };
const rates = { standard: { ...vat, rate: 190_000 }, reduced: { ...vat, rate: 70_000 } };
const rateOf = (taxClass: string) => new Map(Object.entries(rates)).get(taxClass) ?? null;

function priced(basket: RandomBasket, all: readonly PromotionTerms[], taxIncluded: boolean) {
  const sending = basket.shippingMinor === null ? null : { priceMinor: basket.shippingMinor, ...basket.sending };
  return priceGoods(basket.goods, sending, { rateOf, taxIncluded }, off(basket, all));
}

test("lines, shipping and tax always sum to the total, tax in it or on top", () => {
  fc.assert(
    fc.property(baskets, promotions, fc.boolean(), (basket, all, taxIncluded) => {
      const { lines, totals } = priced(basket, all, taxIncluded);
      const shipping = (basket.shippingMinor ?? 0) - totals.shippingDiscountMinor;
      const onTop = taxIncluded ? 0 : totals.taxMinor;
      expect(sum(lines.map((line) => line.lineTotalMinor)) + shipping + onTop).toBe(totals.totalMinor);
      expect(totals.subtotalMinor - totals.discountMinor + totals.shippingMinor + onTop).toBe(totals.totalMinor);
      expect(sum(totals.taxParts.map((part) => part.amountMinor))).toBe(totals.taxMinor);
      const bases = sum(totals.taxParts.map((part) => part.baseMinor)) + (taxIncluded ? totals.taxMinor : 0);
      expect(bases).toBeLessThanOrEqual(totals.subtotalMinor - totals.discountMinor + totals.shippingMinor);
    }),
  );
});

test("no line and no shipping falls below zero, and every amount is whole", () => {
  fc.assert(
    fc.property(baskets, promotions, (basket, all) => {
      const { lineMinors, shippingMinor } = off(basket, all);
      expect(lineMinors).toHaveLength(basket.goods.length);
      basket.goods.forEach(({ unitPriceMinor, quantity }, index) => {
        const minor = lineMinors[index] ?? Number.NaN;
        expect(Number.isSafeInteger(minor) && minor >= 0 && minor <= unitPriceMinor * quantity).toBe(true);
      });
      expect(shippingMinor).toBeGreaterThanOrEqual(0);
      expect(shippingMinor).toBeLessThanOrEqual(basket.shippingMinor ?? 0);
    }),
  );
});

test("the amounts of the applied promotions sum to the discounts of lines and shipping", () => {
  fc.assert(
    fc.property(baskets, promotions, (basket, all) => {
      const found = off(basket, all);
      expect(sum(found.applied.map((applied) => applied.discountMinor))).toBe(totalDiscountOf(found));
      for (const applied of found.applied) expect(applied.discountMinor).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("only lines covered by an applied promotion are discounted", () => {
  fc.assert(
    fc.property(baskets, promotions, (basket, all) => {
      const { lineMinors, applied } = off(basket, all);
      const atWork = all.filter(({ id }) => applied.some(({ promotionId }) => promotionId === id));
      basket.goods.forEach((line, index) => {
        const isEligible = atWork.some(
          (one) => checkEligibility({ ...one, minimumMinor: null }, { goods: [line], isSent: false }) === "ELIGIBLE",
        );
        if (!isEligible) expect(lineMinors[index]).toBe(0);
      });
    }),
  );
});

test("the order of lines and promotions does not change any amount", () => {
  fc.assert(
    fc.property(baskets, promotions, (basket, all) => {
      const there = off(basket, all);
      const back = off({ ...basket, goods: basket.goods.toReversed() }, all.toReversed());
      expect({ ...back, lineMinors: back.lineMinors.toReversed() }).toEqual(there);
    }),
    { numRuns: 1_000 },
  );
});

test("one more promotion never makes the customer pay more", () => {
  fc.assert(
    fc.property(baskets, promotions, promotion, fc.boolean(), (basket, all, more, taxIncluded) => {
      fc.pre(all.every(({ id }) => id !== more.id));
      const before = priced(basket, all, taxIncluded).totals;
      const after = priced(basket, [...all, terms(more)], taxIncluded).totals;
      const beforeTax = ({ totalMinor, taxMinor }: typeof before) => totalMinor - (taxIncluded ? 0 : taxMinor);
      expect(beforeTax(after)).toBeLessThanOrEqual(beforeTax(before));
    }),
    { numRuns: 2_000 },
  );
});

test("the applied promotions give the same totals when they are priced again alone, as in an order", () => {
  fc.assert(
    fc.property(baskets, promotions, (basket, all) => {
      const found = off(basket, all);
      const atWork = all.filter(({ id }) => found.applied.some(({ promotionId }) => promotionId === id));
      expect(computeDiscounts(basket, atWork)).toEqual(found);
    }),
  );
});

test("a single amount takes off exactly itself, or the whole price", () => {
  fc.assert(
    fc.property(baskets, fc.integer({ min: 1, max: 90_000_000 }), (basket, amountOffMinor) => {
      const subtotal = sum(basket.goods.map((line) => line.unitPriceMinor * line.quantity));
      expect(sum(off(basket, [terms({ id: "promo_1", amountOffMinor })]).lineMinors)).toBe(
        Math.min(amountOffMinor, subtotal),
      );
    }),
  );
});

test("a single percentage takes off its part of the whole, rounded once, half to even", () => {
  fc.assert(
    fc.property(baskets, fc.integer({ min: 1, max: 1_000_000 }), (basket, percentOff) => {
      const subtotal = BigInt(sum(basket.goods.map((line) => line.unitPriceMinor * line.quantity)));
      const [down, rest] = [(subtotal * BigInt(percentOff)) / 1_000_000n, (subtotal * BigInt(percentOff)) % 1_000_000n];
      const isUp = rest > 500_000n || (rest === 500_000n && down % 2n === 1n);
      expect(sum(off(basket, [terms({ id: "promo_1", percentOff })]).lineMinors)).toBe(Number(down) + (isUp ? 1 : 0));
    }),
  );
});

const goodsOf = (id: string, unitPriceMinor: number, quantity = 1, collectionIds: string[] = []) => ({
  variantId: `var_${id}`,
  collectionIds,
  unitPriceMinor,
  quantity,
});
const sent = { isSent: true, shippingMinor: 490, shippingMethodId: "method_a", country: "DE" };
const basket = (...goods: ReturnType<typeof goodsOf>[]): Basket => ({ goods, ...sent });

test("percentages are applied first, each to the remainder of the one before, then amounts, regardless of their age", () => {
  const found = off(basket(goodsOf("a", 10_000)), [
    terms({ id: "promo_1", amountOffMinor: 1_000 }),
    terms({ id: "promo_2", percentOff: 100_000 }),
    terms({ id: "promo_3", percentOff: 200_000 }),
  ]);
  expect(found.lineMinors).toEqual([1_000 + 1_800 + 1_000]);
  expect(found.applied.map((applied) => applied.discountMinor)).toEqual([1_000, 1_800, 1_000]);
});

test("a percentage is rounded once for the whole cart: 10 % of three times 0.15 is 0.04, and not three times 0.02", () => {
  const goods = [goodsOf("a", 15), goodsOf("b", 15), goodsOf("c", 15)];
  expect(off(basket(...goods), [terms({ id: "promo_1", percentOff: 100_000 })]).lineMinors).toEqual([2, 1, 1]);
});

test("an amount is spread over lines in proportion, the largest remainders first, equal ones by variant", () => {
  const goods = [goodsOf("c", 100), goodsOf("b", 100), goodsOf("a", 100)];
  expect(off(basket(...goods), [terms({ id: "promo_1", amountOffMinor: 100 })]).lineMinors).toEqual([33, 33, 34]);
});

test("an amount above the price takes off the whole price, and never more", () => {
  const found = off(basket(goodsOf("a", 300), goodsOf("b", 0)), [
    terms({ id: "promo_1", amountOffMinor: 200 }),
    terms({ id: "promo_2", amountOffMinor: 200 }),
    terms({ id: "promo_3", amountOffMinor: 200 }),
  ]);
  expect(found.lineMinors).toEqual([300, 0]);
  expect(found.applied.map(({ promotionId, discountMinor }) => [promotionId, discountMinor])).toEqual([
    ["promo_1", 200],
    ["promo_2", 100],
  ]);
});

test.each([
  ["more", 300_000, ["promo_9"], 3_000],
  ["less", 200_000, ["promo_1", "promo_2"], 2_800],
  ["as much", 280_000, ["promo_1", "promo_2"], 2_800],
])("one that does not combine and takes off %s than the others together", (_name, percentOff, atWork, minor) => {
  const found = off(basket(goodsOf("a", 10_000)), [
    terms({ id: "promo_1", percentOff: 100_000 }),
    terms({ id: "promo_2", percentOff: 200_000 }),
    terms({ id: "promo_9", percentOff, combines: false }),
  ]);
  expect(found.applied.map((applied) => applied.promotionId)).toEqual(atWork);
  expect(found.lineMinors).toEqual([minor]);
});

test("of two promotions that do not combine and take off as much, the older one is used", () => {
  const alone = (id: string) => terms({ id, percentOff: 100_000, combines: false });
  const found = off(basket(goodsOf("a", 1_000)), [alone("promo_2"), alone("promo_1")]);
  expect(found.applied.map((applied) => applied.promotionId)).toEqual(["promo_1"]);
});

test("free shipping takes off the shipping price, once", () => {
  const free = (id: string) => terms({ id, freeShipping: true });
  const found = off(basket(goodsOf("a", 1_000)), [free("promo_1"), free("promo_2")]);
  expect(found).toEqual({
    lineMinors: [0],
    shippingMinor: 490,
    applied: [{ promotionId: "promo_1", label: "promo_1", code: null, discountMinor: 490 }],
  });
});

test("free shipping is shown before a shipping option is chosen, and not where shipping is free", () => {
  const free = [terms({ id: "promo_1", freeShipping: true })];
  expect(off({ ...basket(goodsOf("a", 1_000)), shippingMinor: null }, free).applied).toMatchObject([
    { discountMinor: 0 },
  ]);
  expect(off({ ...basket(goodsOf("a", 1_000)), shippingMinor: 0 }, free).applied).toEqual([]);
});

const suits: [string, Partial<PromotionTerms>, string][] = [
  ["everything", {}, "ELIGIBLE"],
  ["a collection it stands in", { collectionIds: ["col_a", "col_x"] }, "ELIGIBLE"],
  ["the variant, but not its collection", { collectionIds: ["col_x"], variantIds: ["var_a"] }, "ELIGIBLE"],
  ["something else", { collectionIds: ["col_x"], variantIds: ["var_x"] }, "NOT_APPLICABLE"],
  ["another currency", { percentOff: null }, "NOT_APPLICABLE"],
  ["a minimum that it just reaches", { minimumMinor: 2_000, variantIds: ["var_a"] }, "ELIGIBLE"],
  [
    "a minimum that it misses by one, regardless of other lines",
    { minimumMinor: 2_001, variantIds: ["var_a"] },
    "BELOW_MINIMUM",
  ],
  ["a minimum that everything together reaches", { minimumMinor: 11_000 }, "ELIGIBLE"],
  ["free shipping", { percentOff: null, freeShipping: true }, "ELIGIBLE"],
];

test.each(suits)("a promotion for %s", (_name, suit, verdict) => {
  const goods = [goodsOf("a", 1_000, 2, ["col_a"]), goodsOf("b", 9_000)];
  expect(checkEligibility(terms({ id: "promo_1", percentOff: 100_000, ...suit }), { goods, isSent: true })).toBe(
    verdict,
  );
});

test("free shipping has no effect where nothing is shipped", () => {
  const free = terms({ id: "promo_1", freeShipping: true });
  expect(checkEligibility(free, { goods: [goodsOf("a", 1_000)], isSent: false })).toBe("NOT_APPLICABLE");
  expect(computeDiscounts({ ...basket(goodsOf("a", 1_000)), isSent: false }, [free]).shippingMinor).toBe(0);
});
