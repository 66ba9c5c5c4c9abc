/** Token buckets: the requests of a sender in any minute, and the time that it is told to wait. */
import { systemRuntime } from "@hansa/kit/runtime";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openTokenBuckets, takeToken } from "../../src/identity/token-buckets.ts";

test("in any minute no sender exceeds the burst plus the refill", () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(pauses, fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 50 }), (waits, perMinute, most) => {
      let now = 0;
      const buckets = openTokenBuckets({ ...systemRuntime, monotonic: () => now }, perMinute, most);
      const admitted: number[] = [];
      for (const wait of waits) {
        now += wait;
        const waitMs = takeToken(buckets, "one");
        if (waitMs === 0) admitted.push(now);
        else {
          now += waitMs;
          expect(takeToken(buckets, "one")).toBe(0);
          admitted.push(now);
        }
      }
      for (const start of admitted) {
        const within = admitted.filter((at) => at >= start && at < start + 60_000).length;
        expect(within).toBeLessThanOrEqual(most + perMinute + 1);
      }
    }),
    // Counted in parts of a request, this one had to wait for a moment longer than it was told.
    { examples: [[[0, 4_617, 12_177, 448, 4, 0, 0], 4, 5]] },
  );
});
