/** What parts of an order are worth: shares that sum to the line, and books that never give back more than was taken. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { booksOf, priceOfGivingUp, shareOf, worthOf } from "../src/service/money/worth.ts";
import { stateOf } from "../src/service/order/progress.ts";

/** Amounts as small as a fil and as large as may be, for yen, euros and dinars alike. */
const charged = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 9_007_199_254_740_991 }));
const ordered = fc.integer({ min: 1, max: 999 });

test("however a line is given up, in whatever portions, it sums to the line", () => {
  fc.assert(
    fc.property(charged, ordered, fc.array(fc.integer({ min: 1, max: 300 })), (chargedMinor, units, portions) => {
      const line = { ordered: units, chargedMinor, givenUp: 0, givenUpMinor: 0 };
      for (const wanted of [...portions, units]) {
        const quantity = Math.min(wanted, line.ordered - line.givenUp);
        const amount = priceOfGivingUp(line, quantity);
        expect(amount).toBeGreaterThanOrEqual(0);
        line.givenUp += quantity;
        line.givenUpMinor += amount;
      }
      expect(line.givenUpMinor).toBe(chargedMinor);
      expect(worthOf(line)).toBe(0);
    }),
  );
});

test("refunds that fail in between, in whatever order, still end with the line, and never exceed it on the way", () => {
  const step = fc.record({ quantity: fc.integer({ min: 1, max: 5 }), fails: fc.boolean(), which: fc.nat() });
  fc.assert(
    fc.property(charged, fc.integer({ min: 1, max: 20 }), fc.array(step), (chargedMinor, units, steps) => {
      const line = { ordered: units, chargedMinor, givenUp: 0, givenUpMinor: 0 };
      const made: { quantity: number; amount: number }[] = [];
      const refund = (quantity: number) => {
        const amount = priceOfGivingUp(line, quantity);
        line.givenUp += quantity;
        line.givenUpMinor += amount;
        made.push({ quantity, amount });
        expect(line.givenUpMinor).toBeLessThanOrEqual(chargedMinor);
      };
      for (const { quantity, fails, which } of steps) {
        if (fails && made.length > 0) {
          const [failed] = made.splice(which % made.length, 1);
          line.givenUp -= failed?.quantity ?? 0;
          line.givenUpMinor -= failed?.amount ?? 0;
        } else if (line.givenUp + quantity <= units) refund(quantity);
      }
      if (line.givenUp < units) refund(units - line.givenUp);
      expect(line.givenUpMinor).toBe(chargedMinor);
    }),
  );
});

test.each([
  ["JPY", 1_000, 3, [333, 666, 1_000]],
  ["EUR", 999, 2, [499, 999]],
  ["KWD", 10_005, 4, [2_501, 5_002, 7_503, 10_005]],
])("%s: the first units of %d in %d come to %j", (_currency, chargedMinor, units, shares) => {
  expect(shares.map((_share, index) => shareOf({ chargedMinor, ordered: units }, index + 1))).toEqual(shares);
});

const some = fc.nat({ max: 5_000 });
const line = fc
  .record({ ordered: fc.integer({ min: 1, max: 9 }), chargedMinor: some, a: fc.nat(), b: fc.nat(), c: fc.nat() })
  .map(({ a, b, c, ...known }) => {
    const cancelled = a % (known.ordered + 1);
    const shipped = b % (known.ordered - cancelled + 1);
    const givenUp = c % (known.ordered + 1);
    return { ...known, cancelled, shipped, givenUp, givenUpMinor: shareOf(known, givenUp) };
  });
const money = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    sending: some,
    b: fc.nat(),
    c: fc.nat(),
    d: fc.nat(),
    e: fc.nat(),
    f: fc.nat(),
  })
  .map(({ lines, sending, b, c, d, e, f }) => {
    const totalMinor = lines.reduce((sum, { chargedMinor }) => sum + chargedMinor, sending);
    const capturedMinor = b % (totalMinor + 1);
    const refundedMinor = c % (capturedMinor + 1);
    const elsewhereMinor = e % (capturedMinor - refundedMinor + 1);
    const sums = { totalMinor, capturedMinor, refundedMinor, elsewhereMinor, adjustedMinor: d % (refundedMinor + 1) };
    const pending = f % (totalMinor - capturedMinor + 1);
    return { lines, pending, sums: { ...sums, shippingMinor: sending, shippingGivenUpMinor: f % (sending + 1) } };
  });

test("whatever happened to an order, no more is taken than was promised, and no more given back than was taken", () => {
  fc.assert(
    fc.property(money, ({ lines, pending, sums }) => {
      const captures = pending > 0 ? [{ state: "PENDING" as const, amountMinor: pending }] : [];
      const books = booksOf(lines, sums, captures);
      expect(books.leftMinor).toBeGreaterThanOrEqual(0);
      expect(sums.capturedMinor + pending + books.leftMinor).toBeLessThanOrEqual(sums.totalMinor);
      expect(books.dueMinor).toBeLessThanOrEqual(books.leftMinor);
      expect(books.excessMinor).toBeLessThanOrEqual(books.refundableMinor);
      expect(sums.refundedMinor + sums.elsewhereMinor + books.refundableMinor).toBe(sums.capturedMinor);
      expect(Math.min(books.leftMinor, books.excessMinor)).toBe(0);
      if (pending > 0) expect(books.excessMinor).toBe(0);
    }),
  );
});

const counted = fc
  .record({ ordered: fc.integer({ min: 1, max: 9 }), isSent: fc.boolean(), a: fc.nat(), b: fc.nat(), c: fc.nat() })
  .map(({ ordered, isSent, a, b, c }) => {
    const cancelled = a % (ordered + 1);
    const shipped = b % (ordered - cancelled + 1);
    const delivered = c % (shipped + 1);
    return { ordered, isSent, cancelled, setAside: shipped, packed: shipped, shipped, delivered, undelivered: 0 };
  });

test("the state says exactly what the counters say", () => {
  fc.assert(
    fc.property(fc.array(counted, { minLength: 1, maxLength: 5 }), (lines) => {
      const units = (name: "ordered" | "cancelled" | "shipped" | "delivered") =>
        lines.reduce((sum, counters) => sum + counters[name], 0);
      const live = units("ordered") - units("cancelled");
      const state = stateOf(lines);
      expect(state === "CANCELLED").toBe(live === 0);
      expect(state === "SHIPPED" || state === "DELIVERED").toBe(live > 0 && units("shipped") === live);
      expect(state === "DELIVERED").toBe(live > 0 && units("delivered") === live);
      expect(state === "CONFIRMED").toBe(live > 0 && units("shipped") === 0);
    }),
  );
});
