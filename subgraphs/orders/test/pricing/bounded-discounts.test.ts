/** Maximum discounts, and promotions for countries and shipping methods: they bound and leave out, and never raise a price. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Basket, checkEligibility, computeDiscounts } from "../../src/service/pricing/discounts.ts";
import { baskets, promotions, terms } from "../support/data/random-baskets.ts";

const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);

/** One unit at each price, sent by a method of 4.90 to Germany. */
function basket(...prices: number[]): Basket {
  const goods = prices.map((unitPriceMinor, index) => {
    return { variantId: `var_${index}`, collectionIds: [], unitPriceMinor, quantity: 1 };
  });
  return { goods, isSent: true, shippingMinor: 490, shippingMethodId: "method_a", country: "DE" };
}

test.each([
  ["a percentage", { percentOff: 500_000 }, 300, 0],
  ["an amount", { amountOffMinor: 900 }, 300, 0],
  ["free shipping", { freeShipping: true }, 0, 300],
  ["a percentage and free shipping", { percentOff: 20_000, freeShipping: true }, 200, 100],
  ["a percentage and an amount", { percentOff: 20_000, amountOffMinor: 500, freeShipping: true }, 300, 0],
])("a maximum bounds %s, on goods and shipping together", (_name, off, goodsMinor, shippingMinor) => {
  const found = computeDiscounts(basket(4_000, 6_000), [terms({ id: "promo_1", ...off, maximumMinor: 300 })]);
  expect([sum(found.lineMinors), found.shippingMinor]).toEqual([goodsMinor, shippingMinor]);
  expect(found.applied.map((applied) => applied.discountMinor)).toEqual([300]);
});

test("a maximum that is not reached changes nothing", () => {
  const goods = basket(4_000);
  const free = terms({ id: "promo_1", percentOff: 100_000, freeShipping: true });
  expect(computeDiscounts(goods, [{ ...free, maximumMinor: 890 }])).toEqual(computeDiscounts(goods, [free]));
});

test("promotions with a maximum share the price of shipping, in their order", () => {
  const free = (id: string, maximumMinor: number | null) => terms({ id, freeShipping: true, maximumMinor });
  const found = computeDiscounts(basket(1_000), [free("promo_1", 200), free("promo_2", 100), free("promo_3", null)]);
  expect(found.shippingMinor).toBe(490);
  expect(found.applied.map((applied) => applied.discountMinor)).toEqual([200, 100, 190]);
});

test("no promotion takes off more than its maximum", () => {
  fc.assert(
    fc.property(baskets, promotions, (basket, all) => {
      const suiting = all.filter((one) => checkEligibility(one, basket) === "ELIGIBLE");
      const maximums = new Map(all.map(({ id, maximumMinor }) => [id, maximumMinor ?? Number.MAX_SAFE_INTEGER]));
      for (const { promotionId, discountMinor } of computeDiscounts(basket, suiting).applied)
        expect(discountMinor).toBeLessThanOrEqual(maximums.get(promotionId) ?? 0);
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ["its country", { countries: ["AT", "DE"] }, 490],
  ["another country", { countries: ["AT"] }, 0],
  ["its method", { shippingMethodIds: ["method_a"] }, 490],
  ["another method", { shippingMethodIds: ["method_b"] }, 0],
])("free shipping for %s", (_name, where, minor) => {
  const free = terms({ id: "promo_1", freeShipping: true, ...where });
  expect(computeDiscounts(basket(1_000), [free]).shippingMinor).toBe(minor);
});
