/** Money: exact, in each currency's own digits, and rounded half to even wherever it is rounded. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  isCurrency,
  minorDigits,
  nearest,
  rateText,
  roundTogether,
  sum,
  taxOnTop,
  taxWithin,
  times,
  toDecimal,
} from "../src/money.ts";

const limit = Number.MAX_SAFE_INTEGER;
const amount = fc.integer({ min: -limit, max: limit });
const rate = fc.integer({ min: 0, max: 1_000_000 });

/** Half to even by another road than the one of money.ts: on the size first, the sign afterwards. */
function halfEven(numerator: bigint, denominator: bigint): bigint {
  const size = numerator < 0n ? -numerator : numerator;
  const [whole, twiceRest] = [size / denominator, 2n * (size % denominator)];
  const isUp = twiceRest > denominator || (twiceRest === denominator && whole % 2n === 1n);
  const rounded = isUp ? whole + 1n : whole;
  return numerator < 0n ? -rounded : rounded;
}

test("tax on top of a net amount is rounded half to even, above and below zero", () => {
  fc.assert(
    fc.property(amount, rate, (net, ppm) => {
      expect(BigInt(taxOnTop(net, ppm))).toBe(halfEven(BigInt(net) * BigInt(ppm), 1_000_000n));
    }),
  );
});

test("tax within a gross amount is rounded half to even, above and below zero", () => {
  fc.assert(
    fc.property(amount, rate, (gross, ppm) => {
      expect(BigInt(taxWithin(gross, ppm))).toBe(halfEven(BigInt(gross) * BigInt(ppm), 1_000_000n + BigInt(ppm)));
    }),
  );
});

test.each([
  [1, 500_000, 0],
  [3, 500_000, 2],
  [5, 500_000, 2],
  [-1, 500_000, 0],
  [-3, 500_000, -2],
  [10, 190_000, 2],
  [1_999, 190_000, 380],
])("the tax on %d at %d parts in a million is %d", (net, ppm, tax) => {
  expect(taxOnTop(net, ppm)).toBe(tax);
});

test.each([
  [119, 190_000, 19],
  [3, 1_000_000, 2],
  [1, 1_000_000, 0],
  [-1, 1_000_000, 0],
  [1_000, 0, 0],
])("the tax within %d at %d parts in a million is %d", (gross, ppm, tax) => {
  expect(taxWithin(gross, ppm)).toBe(tax);
});

test("tax added to a net amount is found again in the gross amount, to one unit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 51 }), rate, (net, ppm) => {
      const tax = taxOnTop(net, ppm);
      expect(Math.abs(taxWithin(net + tax, ppm) - tax)).toBeLessThanOrEqual(1);
    }),
  );
});

test("a sum is exact in any order, even where floating point would not be", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -(2 ** 40), max: 2 ** 40 })), (amounts) => {
      expect(sum(amounts)).toBe(sum(amounts.toReversed()));
      expect(BigInt(sum(amounts))).toBe(amounts.reduce((total, next) => total + BigInt(next), 0n));
    }),
  );
  expect(sum([])).toBe(0);
  expect(sum([limit, 1, -1])).toBe(limit);
});

test.each([
  ["a sum above the exact integers", () => sum([limit, 1])],
  ["a sum below the exact integers", () => sum([-limit, -1])],
  ["a product outside the exact integers", () => times(2 ** 52, 2)],
  ["a tax outside the exact integers", () => taxOnTop(limit, 2_000_000)],
  ["a fraction of a unit in a sum", () => sum([0.5])],
  ["a fraction of a unit in a price", () => times(1.5, 2)],
  ["a fraction of a millionth in a rate", () => taxOnTop(100, 0.19)],
])("%s is refused", (_what, compute) => {
  expect(compute).toThrow(/larger than the shop can count|not an integer/);
});

test("the largest exact amounts are not refused", () => {
  expect(sum([limit - 1, 1])).toBe(limit);
  expect(times(limit, -1)).toBe(-limit);
  expect(taxOnTop(limit, 1_000_000)).toBe(limit);
});

test.each([
  ["EUR", 1_250, "12.50"],
  ["EUR", 5, "0.05"],
  ["EUR", -5, "-0.05"],
  ["EUR", 0, "0.00"],
  ["JPY", 1_250, "1250"],
  ["JPY", -7, "-7"],
  ["KWD", 1_250, "1.250"],
  ["KWD", -1, "-0.001"],
  ["USD", limit, "90071992547409.91"],
])("%s %d reads %s", (currency, minor, text) => {
  expect(toDecimal({ minor, currency })).toBe(text);
});

test.each([
  ["HUF", 2],
  ["IDR", 2],
  ["PKR", 2],
  ["COP", 2],
  ["IQD", 3],
  ["LYD", 3],
  ["TND", 3],
  ["ISK", 0],
  ["KRW", 0],
  ["XOF", 0],
  ["CLF", 4],
])("%s has the digits of ISO 4217, not those of the runtime: %d", (currency, digits) => {
  expect(minorDigits(currency)).toBe(digits);
});

test("an amount as text parses to the same minor units", () => {
  fc.assert(
    fc.property(amount, fc.constantFrom("EUR", "HUF", "IQD", "JPY", "KWD"), (minor, currency) => {
      const text = toDecimal({ minor, currency });
      expect((text.split(".")[1] ?? "").length).toBe(minorDigits(currency));
      expect(BigInt(text.replace(".", ""))).toBe(BigInt(minor));
    }),
  );
});

test("a currency is three capital letters of ISO 4217", () => {
  expect(["EUR", "USD", "GBP", "JPY", "KWD"].every(isCurrency)).toBe(true);
  expect(["eur", "EURO", "EU", "", "ZZZ", "__proto__"].some(isCurrency)).toBe(false);
});

test.each([
  [190_000, "0.19"],
  [0, "0"],
  [1, "0.000001"],
  [1_000_000, "1"],
])("the rate of %d parts in a million reads %s", (ppm, text) => {
  expect(rateText(ppm)).toBe(text);
});

const shares = fc.tuple(
  fc.array(fc.bigInt({ min: 0n, max: 10n ** 18n }), { maxLength: 30 }),
  fc.bigInt({ min: 1n, max: 10n ** 12n }),
);

test("shares rounded together sum to their rounded total, and each is rounded down or up", () => {
  fc.assert(
    fc.property(shares, ([numerators, denominator]) => {
      const whole = numerators.reduce((all, part) => all + part, 0n);
      fc.pre(whole / denominator < BigInt(limit));
      const total = nearest(whole, denominator);
      const amounts = roundTogether(total, numerators, denominator);
      expect(sum(amounts)).toBe(total);
      numerators.forEach((numerator, index) => {
        const [down, isWhole] = [numerator / denominator, numerator % denominator === 0n];
        expect(isWhole ? [down] : [down, down + 1n]).toContain(BigInt(amounts[index] ?? -1));
      });
    }),
  );
});

test.each([
  [10, [1, 1, 1], [4, 3, 3]],
  [10, [2, 1, 0], [7, 3, 0]],
  [0, [0, 0], [0, 0]],
  [0, [], []],
])("%d in the proportion %j is %j", (total, weights, expected) => {
  const all = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
  const parts = weights.map((weight) => BigInt(weight * total));
  expect(roundTogether(total, parts, all === 0n ? 1n : all)).toEqual(expected);
});

test("a total that is not the sum of its shares is refused", () => {
  expect(() => roundTogether(3, [1n, 1n], 2n)).toThrow("3 is not the sum");
  expect(() => roundTogether(0, [2n], 2n)).toThrow("0 is not the sum");
});

test.each([
  [5, 2, 2],
  [7, 2, 4],
  [-5, 2, -2],
  [10, 4, 2],
])("%d / %d is nearest to %d", (numerator, denominator, expected) => {
  expect(nearest(BigInt(numerator), BigInt(denominator))).toBe(expected);
});
