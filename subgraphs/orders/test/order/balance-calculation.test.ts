/** Balance calculation: shares of units add up to the line, and refunds never exceed captures. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { computeBalance } from "../../src/service/order/settlement.ts";
import { withPrices } from "../../src/service/order/unit-prices.ts";
import {
  firstUnits,
  intersectionOf,
  markUnitsCancelled,
  markUnitsSent,
  type NumberedLine,
  noUnits,
  refundableUnits,
  sizeOf,
  takeInOrder,
  unionOf,
  unitsToCancel,
  unsentUnits,
  valueOfUnits,
  without,
} from "../../src/service/order/units.ts";
import type { UnitSet } from "../../src/store/tables.ts";

/** Amounts as small as a fil and as large as may be, for yen, euros and dinars alike. */
const charged = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 9_007_199_254_740_991 }));
const ordered = fc.integer({ min: 1, max: 999 });

/** Everything that can happen to units of a line, in any order. */
const step = fc.record({
  kind: fc.constantFrom("send", "cancel", "refund", "keep", "succeed", "fail"),
  count: fc.integer({ min: 1, max: 5 }),
  which: fc.nat(),
});

type History = { line: NumberedLine; refunds: UnitSet[] };

/** Does it if it can be done. */
function go({ line, refunds }: History, { kind, count, which }: { kind: string; count: number; which: number }): void {
  const open = sizeOf(unsentUnits(line));
  if (kind === "send" && open >= count) line.units = markUnitsSent(line, count);
  if (kind === "cancel" && open >= count) line.units = markUnitsCancelled(line, unitsToCancel(line, count));
  if (kind === "refund" || kind === "keep") {
    const units = takeInOrder(
      refundableUnits(
        countersOf(line),
        { returned: null, staysFulfillable: kind === "keep" },
        { withdrawn: [], refunded: [] },
      ),
      count,
    );
    const withdrawn = kind === "keep" ? [] : intersectionOf(unsentUnits(line), units);
    const { credited } = line.units;
    line.units = {
      ...line.units,
      credited: unionOf(credited, units),
      withdrawn: unionOf(line.units.withdrawn, withdrawn),
    };
    if (sizeOf(units) > 0) refunds.push(units);
  }
  if (kind === "succeed" || kind === "fail") {
    const [refund = []] = refunds.splice(which % Math.max(refunds.length, 1), 1);
    const { units } = line;
    line.units =
      kind === "succeed"
        ? markUnitsCancelled(line, intersectionOf(refund, units.withdrawn))
        : { ...units, credited: without(units.credited, refund), withdrawn: without(units.withdrawn, refund) };
  }
}

function countersOf(line: NumberedLine) {
  const { sent, cancelled, withdrawn } = line.units;
  const shipped = sizeOf(sent);
  const counted = { shipped, cancelled: sizeOf(cancelled), withdrawn: sizeOf(withdrawn), packed: shipped };
  return { ...line, ...counted, resendable: 0, resendPacked: 0 };
}

function newLine(chargedMinor: number, units: number, stepMinor = 1): NumberedLine {
  return { ordered: units, chargedMinor, stepMinor, units: noUnits };
}

test("the values of the units of a line, in any portions, sum to the line", () => {
  fc.assert(
    fc.property(charged, ordered, fc.array(fc.integer({ min: 1, max: 300 })), (chargedMinor, units, portions) => {
      const line = newLine(chargedMinor, units);
      let value = 0;
      for (const count of [...portions, units]) {
        const before = line.units.sent;
        line.units = markUnitsSent(line, Math.min(count, sizeOf(unsentUnits(line))));
        value += valueOfUnits(line, without(line.units.sent, before));
      }
      expect(value).toBe(chargedMinor);
    }),
  );
});

test("for units shipped, cancelled and refunded in any order, with failures: every unit has one number, and the parts sum to the line", () => {
  fc.assert(
    fc.property(charged, fc.integer({ min: 1, max: 20 }), fc.array(step, { maxLength: 30 }), (minor, units, steps) => {
      const history = { line: newLine(minor, units), refunds: [] };
      for (const each of steps) {
        go(history, each);
        const { line } = history;
        const { sent, cancelled, credited, withdrawn } = line.units;
        expect(intersectionOf(sent, cancelled)).toEqual([]);
        expect(without(withdrawn, credited)).toEqual([]);
        expect(intersectionOf(withdrawn, unionOf(sent, cancelled))).toEqual([]);
        const open = unsentUnits(line);
        expect(sizeOf(sent) + sizeOf(cancelled) + sizeOf(withdrawn) + sizeOf(open)).toBe(units);
        const parts = [sent, cancelled, withdrawn, open].map((set) => valueOfUnits(line, set));
        expect(parts.reduce((total, part) => total + part, 0)).toBe(minor);
        expect(valueOfUnits(line, credited) + valueOfUnits(line, without(firstUnits(units), credited))).toBe(minor);
      }
    }),
  );
});

test("a failed refund frees the numbers and values of its units: a repeated refund has the same amount", () => {
  fc.assert(
    fc.property(charged, fc.array(step, { maxLength: 20 }), fc.integer({ min: 1, max: 5 }), (minor, steps, count) => {
      const history: History = { line: newLine(minor, 12), refunds: [] };
      for (const each of steps) go(history, each);
      const before = history.refunds.length;
      const refund = { kind: "refund", count, which: 0 };
      go(history, refund);
      const units = history.refunds.at(-1) ?? [];
      if (history.refunds.length === before) return;
      go(history, { kind: "fail", count, which: history.refunds.length - 1 });
      go(history, refund);
      expect(history.refunds.at(-1) ?? []).toEqual(units);
    }),
  );
});

test.each([
  ["JPY", 1_000, 3, [333, 333, 334]],
  ["EUR", 999, 2, [499, 500]],
  ["KWD", 10_005, 4, [2_501, 2_501, 2_501, 2_502]],
])("%s: the units of %d in %d are worth %j", (_currency, chargedMinor, units, worths) => {
  const line = { chargedMinor, ordered: units, stepMinor: 1 };
  expect(worths.map((_value, i) => valueOfUnits(line, [[i + 1, i + 1]]))).toEqual(worths);
});

test.each([
  [10_000, 3, [3_330, 3_330, 3_340]],
  [20, 3, [0, 10, 10]],
])("with a step of 10, the units of %d in %d are worth %j: multiples of it", (chargedMinor, ordered, worths) => {
  const line = { chargedMinor, ordered, stepMinor: 10 };
  expect(worths.map((_value, i) => valueOfUnits(line, [[i + 1, i + 1]]))).toEqual(worths);
});

/** A shop that takes money parcel by parcel, and takes at once what is due. */
const journey = fc.record({
  lines: fc.array(fc.record({ minor: fc.nat({ max: 5_000 }), units: fc.integer({ min: 1, max: 9 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
  sending: fc.nat({ max: 700 }),
  steps: fc.array(fc.record({ line: fc.nat(), isSent: fc.boolean(), count: fc.integer({ min: 1, max: 4 }) })),
});

test.each([1, 10])(
  "step %i: captured, released and authorised amounts sum to the authorisation after any history, in multiples of the step, and nothing stays authorised at the end",
  (stepMinor) => {
    fc.assert(
      fc.property(journey, ({ lines: drawnLines, sending: drawnSending, steps }) => {
        const inputLines = drawnLines.map(({ minor, units }) => ({ minor: minor * stepMinor, units }));
        const sending = drawnSending * stepMinor;
        const lines = inputLines.map(({ minor, units }) => ({ ...newLine(minor, units, stepMinor), isSent: true }));
        const totalMinor = inputLines.reduce((sum, { minor }) => sum + minor, sending);
        const nothing = { refundedMinor: 0, adjustedMinor: 0, externalMinor: 0 };
        const sums = { ...nothing, totalMinor, capturedMinor: 0, shippingMinor: sending, shippingCreditedMinor: 0 };
        let releasedMinor = 0;
        const rest = lines.map((_line, index) => ({ line: index, isSent: index % 2 === 0, count: 99 }));
        for (const { line: which, isSent, count } of [...steps, ...rest]) {
          const line = lines[which % lines.length];
          if (!line) continue;
          const units = Math.min(count, sizeOf(unsentUnits(line)));
          line.units = isSent ? markUnitsSent(line, units) : markUnitsCancelled(line, unitsToCancel(line, units));
          const counted = lines.map((each) => ({ ...countersOf(each), isSent: true }));
          if (counted.every((each) => each.cancelled === each.ordered)) sums.shippingCreditedMinor = sending;
          const { dueMinor } = computeBalance(counted, sums, []);
          sums.capturedMinor += dueMinor;
          const books = computeBalance(counted, sums, []);
          releasedMinor = Math.max(releasedMinor, books.releasableMinor);
          expect(books.excessMinor).toBe(0);
          expect(sums.capturedMinor + books.uncapturedMinor).toBe(totalMinor);
          expect(dueMinor % stepMinor).toBe(0);
          expect(books.releasableMinor === 0 || books.releasableMinor === books.uncapturedMinor).toBe(true);
        }
        expect(sums.capturedMinor + releasedMinor).toBe(totalMinor);
      }),
    );
  },
);

const some = fc.nat({ max: 5_000 });
const line = fc
  .record({ ordered: fc.integer({ min: 1, max: 9 }), chargedMinor: some, a: fc.nat(), b: fc.nat(), c: fc.nat() })
  .map(({ a, b, c, ...known }) => {
    const cancelled = a % (known.ordered + 1);
    const shipped = b % (known.ordered - cancelled + 1);
    const credited = firstUnits(c % (known.ordered + 1));
    const units = {
      ...noUnits,
      sent: firstUnits(shipped),
      cancelled: without(firstUnits(shipped + cancelled), firstUnits(shipped)),
      credited,
    };
    const line = { ...known, stepMinor: 1, isSent: true, cancelled, shipped, units };
    // Some of the price of the first unit is off, whether it counts as refunded or not.
    const left = (a + b) % (valueOfUnits(line, [[1, 1]]) + 1);
    return c % 2 === 0 ? line : { ...line, units: withPrices(line, units, [[1, 1, left]]) };
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
    const externalMinor = e % (capturedMinor - refundedMinor + 1);
    const adjustedMinor = d % (refundedMinor + 1);
    const sums = { totalMinor, capturedMinor, refundedMinor, externalMinor, adjustedMinor };
    const pending = f % (totalMinor - capturedMinor + 1);
    return { lines, pending, sums: { ...sums, shippingMinor: sending, shippingCreditedMinor: f % (sending + 1) } };
  });

test("captures never exceed the authorisation and refunds never exceed captures, after any history", () => {
  fc.assert(
    fc.property(money, ({ lines, pending, sums }) => {
      const captures = pending > 0 ? [{ state: "PENDING" as const, amountMinor: pending }] : [];
      const books = computeBalance(lines, sums, captures);
      expect(books.leftMinor).toBeGreaterThanOrEqual(0);
      expect(sums.capturedMinor + pending + books.leftMinor).toBeLessThanOrEqual(sums.totalMinor);
      expect(books.dueMinor).toBeLessThanOrEqual(books.leftMinor);
      expect(books.excessMinor).toBeLessThanOrEqual(books.refundableMinor);
      expect(sums.refundedMinor + sums.externalMinor + books.refundableMinor).toBe(sums.capturedMinor);
      expect(Math.min(books.leftMinor, books.excessMinor)).toBe(0);
      if (pending > 0) expect(books.excessMinor).toBe(0);
    }),
  );
});
