/** Totals, shipping options and order transitions: properties for all goods, rates and currencies. */
import { isCurrency, minorDigits, toDecimal } from "@hansa/commerce/money";
import fc from "fast-check";
import { expect, test } from "vitest";
import { previousStates } from "../../src/service/lifecycle/transitions.ts";
import { parcelWeight, shippingOptionsFor } from "../../src/service/pricing/shipping-options.ts";
import type { ClassRate } from "../../src/service/pricing/taxes.ts";
import { type Goods, priceGoods } from "../../src/service/pricing/totals.ts";
import { shippingTaxBases } from "../../src/store/tables.ts";

const classes = ["standard", "reduced", "zero", "untaxed"];
const vat = { name: "VAT", country: "DE", region: null, category: "STANDARD" as const };
const rate = fc.record({
  name: fc.constantFrom("VAT", "State tax"),
  rate: fc.integer({ min: 0, max: 1_000_000 }),
  country: fc.constantFrom("DE", "AT"),
  region: fc.constantFrom(null, "DE-HB"),
  category: fc.constant("STANDARD" as const),
});
const rates = fc.record({
  standard: rate,
  reduced: rate,
  zero: fc.constant({ ...vat, rate: 0 }),
  untaxed: fc.constant(null),
});
const taxClass = fc.constantFrom(...classes);
/** From a yen to what a ship costs in fils; lines of up to a million units. */
const goods = fc.array(
  fc.record({
    unitPriceMinor: fc.integer({ min: 0, max: 5_000_000 }),
    quantity: fc.integer({ min: 1, max: 1_000_000 }),
    taxClass,
    weightGrams: fc.constantFrom(null, 0, 200),
  }),
  { maxLength: 40 },
);
const sending = fc.option(
  fc.record({
    priceMinor: fc.integer({ min: 0, max: 10_000_000 }),
    taxClass,
    taxBasis: fc.constantFrom(...shippingTaxBases),
  }),
);

const good = { taxClass: "standard", weightGrams: 200 };
type Rates = Record<string, ClassRate | null>;
const among = (known: Rates) => (region: string) => known[region] ?? null;
const total = (amounts: number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

function everyPriced(
  check: (
    priced: ReturnType<typeof priceGoods>,
    input: { lines: Goods[]; taxIncluded: boolean; shippingMinor: number },
  ) => void,
) {
  fc.assert(
    fc.property(goods, sending, rates, fc.boolean(), (lines, sent, known, taxIncluded) => {
      check(priceGoods(lines, sent, { rateOf: among(known), taxIncluded }), {
        lines,
        taxIncluded,
        shippingMinor: sent?.priceMinor ?? 0,
      });
    }),
  );
}

test("lines, shipping and tax always sum to the total", () => {
  everyPriced(({ lines, totals }, { taxIncluded, shippingMinor }) => {
    expect(totals.subtotalMinor).toBe(total(lines.map((line) => line.lineTotalMinor)));
    expect(totals.shippingMinor).toBe(shippingMinor);
    expect(totals.totalMinor).toBe(totals.subtotalMinor + totals.shippingMinor + (taxIncluded ? 0 : totals.taxMinor));
  });
});

test("the taxes sum to the total tax, and each line's to its own", () => {
  everyPriced(({ lines, totals }) => {
    expect(totals.taxMinor).toBe(total(totals.taxParts.map((part) => part.amountMinor)));
    for (const line of lines) expect(line.taxMinor).toBe(total(line.taxParts.map((part) => part.amountMinor)));
    const names = totals.taxParts.map((part) => `${part.country} ${part.region} ${part.name} ${part.rate}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

test("each line is its price times its quantity, whole, in the order of the cart", () => {
  everyPriced(({ lines: priced }, { lines }) => {
    expect(priced.map((line) => line.lineTotalMinor)).toEqual(lines.map((line) => line.unitPriceMinor * line.quantity));
    for (const line of priced) expect(Number.isSafeInteger(line.taxMinor)).toBe(true);
  });
});

test("base and tax of a gross amount sum to it, and rounding is never off by more than half a unit per line", () => {
  everyPriced(({ totals, lines }, { taxIncluded }) => {
    for (const part of lines.flatMap((line) => line.taxParts)) {
      const exact = (part.baseMinor * part.rate) / 1_000_000;
      if (!taxIncluded) expect(Math.abs(part.amountMinor - exact)).toBeLessThanOrEqual(0.5 + exact * 1e-12);
      else expect(Math.abs(part.amountMinor - exact)).toBeLessThanOrEqual(1.01 + exact * 1e-12);
    }
    if (!taxIncluded) return;
    for (const line of lines)
      for (const part of line.taxParts) expect(part.baseMinor + part.amountMinor).toBe(line.lineTotalMinor);
    expect(totals.taxMinor).toBeLessThanOrEqual(totals.totalMinor);
  });
});

test("the same goods at the same rates cost the same in any order", () => {
  fc.assert(
    fc.property(goods, sending, rates, fc.boolean(), (lines, sent, known, taxIncluded) => {
      const taxation = { rateOf: among(known), taxIncluded };
      const one = priceGoods(lines, sent, taxation).totals;
      const other = priceGoods(lines.toReversed(), sent, taxation).totals;
      expect([other.subtotalMinor, other.taxMinor, other.totalMinor]).toEqual([
        one.subtotalMinor,
        one.taxMinor,
        one.totalMinor,
      ]);
    }),
  );
});

test.each([
  { currency: "EUR", digits: 2, price: 19.99, rate: 0.19, gross: ["59.97", "9.58"], net: ["71.36", "11.39"] },
  { currency: "JPY", digits: 0, price: 1_999, rate: 0.1, gross: ["5997", "545"], net: ["6597", "600"] },
  { currency: "KWD", digits: 3, price: 1.999, rate: 0.05, gross: ["5.997", "0.286"], net: ["6.297", "0.300"] },
])("in $currency, with $digits digits, total and tax of three units at gross and at net prices", (row) => {
  const { currency, digits, price, rate } = row;
  expect(isCurrency(currency)).toBe(true);
  expect(minorDigits(currency)).toBe(digits);
  const lines = [{ unitPriceMinor: Math.round(price * 10 ** digits), quantity: 3, ...good }];
  const rateOf = among({ standard: { ...vat, rate: Math.round(rate * 1_000_000) } });
  const totalAndTax = (taxIncluded: boolean) => {
    const { totalMinor, taxMinor } = priceGoods(lines, null, { rateOf, taxIncluded }).totals;
    return [totalMinor, taxMinor].map((minor) => toDecimal({ minor, currency }));
  };
  expect(totalAndTax(true)).toEqual(row.gross);
  expect(totalAndTax(false)).toEqual(row.net);
});

test("amounts beyond exact integers are rejected, not rounded", () => {
  const lines = [{ unitPriceMinor: Number.MAX_SAFE_INTEGER, quantity: 2, ...good }];
  expect(() => priceGoods(lines, null, { rateOf: () => null, taxIncluded: true })).toThrow(
    "larger than the shop can count",
  );
});

test("half a unit of tax is rounded to the even neighbour", () => {
  const half = (unitPriceMinor: number) =>
    priceGoods([{ unitPriceMinor, quantity: 1, ...good }], null, {
      rateOf: () => ({ ...vat, rate: 500_000 }),
      taxIncluded: false,
    }).totals.taxMinor;
  expect([1, 3, 5, 7].map(half)).toEqual([0, 2, 2, 4]);
});

const states = [
  "PENDING_PAYMENT",
  "CONFIRMED",
  "PARTIALLY_SHIPPED",
  "SHIPPED",
  "DELIVERED",
  "COMPLETED",
  "CANCELLED",
] as const;

test("an order passes its states in order, never backwards, and is cancelled only before anything has shipped", () => {
  fc.assert(
    fc.property(fc.constantFrom(...states), fc.constantFrom(...states), (from, to) => {
      if (!previousStates(to).includes(from)) return;
      expect(states.indexOf(to)).toBeGreaterThan(states.indexOf(from));
      if (to === "CANCELLED") expect(["PENDING_PAYMENT", "CONFIRMED"]).toContain(from);
    }),
  );
});

test("every path of an order begins with its payment and ends completed or cancelled", () => {
  const next = (from: (typeof states)[number]) => states.filter((to) => previousStates(to).includes(from));
  expect(states.filter((state) => previousStates(state).length === 0)).toEqual(["PENDING_PAYMENT"]);
  expect(states.filter((state) => next(state).length === 0)).toEqual(["COMPLETED", "CANCELLED"]);
  expect(next("PENDING_PAYMENT")).toEqual(["CONFIRMED", "CANCELLED"]);
});

test("shipping options cover the parcel's value and weight, each method once at its highest step and lowest weight, cheapest first", () => {
  const step = fc.record({
    methodId: fc.constantFrom("a", "b", "c"),
    fromSubtotalMinor: fc.constantFrom(0, 50, 100),
    upToGrams: fc.integer({ min: 1, max: 50 }),
    minor: fc.nat(1_000),
  });
  const steps = fc.uniqueArray(step, {
    selector: (rate) => `${rate.methodId} ${rate.fromSubtotalMinor} ${rate.upToGrams}`,
  });
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 60 }), fc.nat(150), (rates, weightGrams, subtotalMinor) => {
      const sorted = rates.toSorted((a, b) =>
        a.methodId === b.methodId
          ? b.fromSubtotalMinor - a.fromSubtotalMinor || a.upToGrams - b.upToGrams
          : a.methodId < b.methodId
            ? -1
            : 1,
      );
      const method = {
        zoneId: "z",
        carrier: "Post",
        label: "L",
        taxClass: "standard" as const,
        taxBasis: "CLASS" as const,
        etaDaysMin: 1,
        etaDaysMax: 2,
        active: true,
      };
      const rows = sorted.map(({ methodId, ...rate }) => ({
        method: { ...method, id: methodId },
        rate: { methodId, currency: "EUR", ...rate },
      }));
      const offers = shippingOptionsFor(rows, { weightGrams, subtotalMinor });
      expect(offers.map((offer) => offer.priceMinor)).toEqual(
        offers.map((offer) => offer.priceMinor).toSorted((a, b) => a - b),
      );
      for (const methodId of ["a", "b", "c"]) {
        const covering = rates.filter(
          (rate) =>
            rate.methodId === methodId && rate.upToGrams >= weightGrams && rate.fromSubtotalMinor <= subtotalMinor,
        );
        const highest = Math.max(...covering.map((rate) => rate.fromSubtotalMinor));
        const ofStep = covering.filter((rate) => rate.fromSubtotalMinor === highest);
        const lowest = Math.min(...ofStep.map((rate) => rate.upToGrams));
        expect(offers.filter((offer) => offer.id === methodId).map((offer) => offer.priceMinor)).toEqual(
          ofStep.filter((rate) => rate.upToGrams === lowest).map((rate) => rate.minor),
        );
      }
    }),
  );
});

test("only shipped goods have weight; without any there is no parcel, which differs from a parcel of weight zero", () => {
  expect(parcelWeight([])).toBeNull();
  expect(parcelWeight([{ weightGrams: null, quantity: 5 }])).toBeNull();
  expect(parcelWeight([{ weightGrams: 0, quantity: 5 }])).toBe(0);
  expect(
    parcelWeight([
      { weightGrams: 200, quantity: 3 },
      { weightGrams: null, quantity: 9 },
    ]),
  ).toBe(600);
});
