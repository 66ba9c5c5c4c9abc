/** What numbered units and parts of the cost of sending come to: whatever the portions, each amount adds up to the whole. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { shippingWorthOf, unitWorthOf } from "../src/service/money/unit-worth.ts";
import type { UnitRange } from "../src/store/tables.ts";

const amount = fc.nat({ max: 1_000_000 });
const taxParts = fc.array(
  fc.record({ name: fc.constant("VAT"), rate: fc.constant(190_000), baseMinor: amount, amountMinor: amount }),
  {
    maxLength: 3,
  },
);

test("the portions of a line add up to it: charged, net, discount and each tax", () => {
  const line = fc.record({
    lineTotalMinor: amount,
    discountMinor: amount,
    taxParts,
    portions: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
  });
  fc.assert(
    fc.property(line, fc.boolean(), ({ portions, ...known }, taxIncluded) => {
      const quantity = portions.reduce((sum, portion) => sum + portion, 0);
      const taxMinor = known.taxParts.reduce((sum, part) => sum + part.amountMinor, 0);
      const row = { ...known, quantity, taxMinor };
      let first = 1;
      const worths = portions.map((portion) => {
        const range: UnitRange = [first, first + portion - 1];
        first += portion;
        return unitWorthOf(row, { taxIncluded }, [range]);
      });
      const total = (read: (worth: (typeof worths)[number]) => number) =>
        worths.reduce((sum, worth) => sum + read(worth), 0);
      const chargedMinor = known.lineTotalMinor + (taxIncluded ? 0 : taxMinor);
      expect(total((worth) => worth.totalMinor)).toBe(chargedMinor);
      expect(total((worth) => worth.netMinor)).toBe(chargedMinor - taxMinor);
      expect(total((worth) => worth.discountMinor)).toBe(known.discountMinor);
      for (const [index, part] of known.taxParts.entries()) {
        expect(total((worth) => worth.taxParts[index]?.amountMinor ?? 0)).toBe(part.amountMinor);
        expect(total((worth) => worth.taxParts[index]?.baseMinor ?? 0)).toBe(part.baseMinor);
      }
    }),
  );
});

test("the parts of what sending cost, given up one after the other, add up to it, each tax too", () => {
  const parts = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(parts, taxParts, (portions, taxes) => {
      const totalMinor = portions.reduce((sum, portion) => sum + portion, 0);
      let before = 0;
      const worths = portions.map((portion) => {
        const worth = shippingWorthOf({ totalMinor, taxParts: taxes }, before, portion);
        before += portion;
        return worth;
      });
      for (const [index, tax] of taxes.entries())
        expect(worths.reduce((sum, worth) => sum + (worth.taxParts[index]?.amountMinor ?? 0), 0)).toBe(tax.amountMinor);
      expect(worths.reduce((sum, worth) => sum + worth.netMinor + worth.taxMinor, 0)).toBe(totalMinor);
    }),
  );
});
