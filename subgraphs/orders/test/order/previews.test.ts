/** Previews of refunds and cancellations: equal to what the change then does, or to its refusal, and without a trace. */
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { buy } from "../support/order-changes.ts";
import { captureModes, checkPreviews } from "../support/preview-cases.ts";
import { previewCancellation, previewRefund } from "../support/previews.ts";
import { shop } from "../support/shop.ts";

test.each(captureModes)(
  "captured %s: a preview is what the change then does, or its refusal, and changes no row; limits are the most that is taken",
  async (mode) => {
    const { done, refused } = await checkPreviews(mode, 1, 7);
    expect(done + refused).toBe(14);
    expect(Math.min(done, refused)).toBeGreaterThan(0);
  },
);

test("a preview needs the scope of its change, and each person has one at a time, beside which others go on", async () => {
  const s = await shop();
  const { orderId, line } = await buy(s);
  const input = { orderId, lines: [{ lineId: line.lineId, quantity: 1 }] };
  const reader = { viewer: userWith("user_r", ["orders:read"], "SUPPORT") };
  await expect(previewRefund(s, input, reader)).rejects.toThrow("FORBIDDEN");
  await expect(previewCancellation(s, orderId, null, reader)).rejects.toThrow("FORBIDDEN");
  await expect(previewRefund(s, input, {})).rejects.toThrow("UNAUTHENTICATED");
  const other = { viewer: userWith("user_other", ["orders:read", "refunds:write"], "SUPPORT") };
  const [first, second, others] = await Promise.allSettled([
    previewRefund(s, input),
    previewRefund(s, input),
    previewRefund(s, input, other),
  ]);
  expect([first.status, second.status, others.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(second).toMatchObject({ reason: new Error("OVERLOADED") });
  expect(await previewRefund(s, input)).toMatchObject({ __typename: "OrderRefundPreview", amount: { minor: 1_000 } });
});
