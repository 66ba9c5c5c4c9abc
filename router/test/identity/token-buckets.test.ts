/** Token buckets: the requests of a sender in any minute, the time that it is told to wait, and the debt that it may have. */
import { systemRuntime } from "@hansa/kit/runtime";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chargeTokens, openTokenBuckets, takeToken } from "../../src/identity/token-buckets.ts";

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

test("tokens that are charged leave a debt of a minute at most, which the next request waits for", () => {
  const charges = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(
      charges,
      fc.integer({ min: 1, max: 600 }),
      fc.integer({ min: 1, max: 50 }),
      (tokens, perMinute, most) => {
        let now = 0;
        const buckets = openTokenBuckets({ ...systemRuntime, monotonic: () => now }, perMinute, most);
        const wanted = tokens.reduce((sum, each) => sum + each, 0);
        const taken = tokens.reduce((sum, each) => sum + chargeTokens(buckets, "one", each), 0);
        expect(taken).toBe(Math.min(wanted, most + perMinute));
        const missing = Math.max(0, taken - most + 1);
        expect(takeToken(buckets, "one")).toBe(Math.ceil((missing * 60_000) / perMinute));
        expect(takeToken(buckets, "another")).toBe(0);
        now += Math.ceil((missing * 60_000) / perMinute);
        expect(missing === 0 || takeToken(buckets, "one") === 0).toBe(true);
      },
    ),
  );
});
