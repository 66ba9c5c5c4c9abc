/** Previews of two thousand random refunds and cancellations, five hundred in each way of capture. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { captureModes, checkPreviews } from "../support/preview-cases.ts";

test.each(captureModes)(
  "captured %s: five hundred previews are what the changes then do, or their refusals",
  async (mode) => {
    const { done, refused } = await checkPreviews(mode, 25, 10);
    console.log(`captured ${mode}, seed ${fc.readConfigureGlobal().seed}: ${done} done, ${refused} refused`);
    expect(done + refused).toBe(500);
    expect(Math.min(done, refused)).toBeGreaterThan(50);
  },
);
