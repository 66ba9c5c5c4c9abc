/** Preview of a refund: what it would pay, hold back and cancel, with the changes that follow its success. */
import { invalid, isRefusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { OrderRefundPreviewInput } from "../../generated/resolvers.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { findRefund, findRefundParts } from "../../store/payment/refunds.ts";
import type { MutationResult } from "../mutation-results.ts";
import { preview } from "../order/previews.ts";
import { loadBalance } from "../payment/balance.ts";
import { createRefund, refundProblems } from "./refund.ts";
import { applyRefundOutcome } from "./refund-outcome.ts";

type Previewed = MutationResult<"OrderRefundPreviewResult">;

/** The refund of this input as it would be now, or its refusal. Nothing changes. */
export async function previewRefund(context: Context, input: OrderRefundPreviewInput): Promise<Previewed> {
  const whole = { ...input, reason: "Preview.", idempotencyKey: "preview" };
  const problems = refundProblems(whole);
  if (problems.length > 0) return invalid(problems);
  return preview(context, async (tx) => {
    const before = await withdrawnUnits(tx, input.orderId);
    const done = await createRefund(context, tx, whole);
    if (isRefusal(done)) return done;
    await applyRefundOutcome(context, tx, done.refundId, { state: "SUCCEEDED" });
    const [order] = await findOrdersByIds(tx, [input.orderId]);
    const refund = await findRefund(tx, done.refundId);
    if (!order || !refund) throw new Error("a refund in progress has no order");
    const money = (minor: number) => ({ minor, currency: order.currency });
    const after = await withdrawnUnits(tx, order.id);
    const cancels = [...after].map(([lineId, units]) => ({
      orderId: order.id,
      lineId,
      quantity: units - (before.get(lineId) ?? 0),
    }));
    return {
      __typename: "OrderRefundPreview",
      amount: money(refund.amountMinor),
      shipping: money(refund.shippingMinor),
      adjustment: money(refund.adjustmentMinor),
      heldBack: money(done.heldBackMinor),
      parts: (await findRefundParts(tx, [refund.id])).map((part) => ({ ...part, orderId: order.id })),
      cancels: cancels.filter(({ quantity }) => quantity > 0),
      refundableAfter: money((await loadBalance(tx, order.id)).refundableMinor),
    };
  });
}

/** Units that a refund cancels: they are withdrawn until its outcome, and cancelled at once if nothing is asked of payments. */
async function withdrawnUnits(tx: Tx, orderId: string): Promise<Map<string, number>> {
  const lines = await findCountersByOrders(tx, [orderId]);
  return new Map(lines.map(({ lineId, withdrawn, cancelled }) => [lineId, withdrawn + cancelled]));
}
