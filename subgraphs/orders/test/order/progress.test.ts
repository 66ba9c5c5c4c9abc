/** Progress of an order, derived from its lines. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { deriveState } from "../../src/service/order/progress.ts";

const counted = fc
  .record({ ordered: fc.integer({ min: 1, max: 9 }), isSent: fc.boolean(), a: fc.nat(), b: fc.nat(), c: fc.nat() })
  .map(({ ordered, isSent, a, b, c }) => {
    const cancelled = a % (ordered + 1);
    const shipped = b % (ordered - cancelled + 1);
    const delivered = c % (shipped + 1);
    return {
      ordered,
      isSent,
      cancelled,
      withdrawn: 0,
      allocated: shipped,
      packed: shipped,
      shipped,
      delivered,
      undelivered: 0,
    };
  });

test("the state matches the counters of the lines", () => {
  fc.assert(
    fc.property(fc.array(counted, { minLength: 1, maxLength: 5 }), (lines) => {
      const units = (name: "ordered" | "cancelled" | "shipped" | "delivered") =>
        lines.reduce((sum, counters) => sum + counters[name], 0);
      const live = units("ordered") - units("cancelled");
      const state = deriveState(lines);
      expect(state === "CANCELLED").toBe(live === 0);
      expect(state === "SHIPPED" || state === "DELIVERED").toBe(live > 0 && units("shipped") === live);
      expect(state === "DELIVERED").toBe(live > 0 && units("delivered") === live);
      expect(state === "CONFIRMED").toBe(live > 0 && units("shipped") === 0);
    }),
  );
});
