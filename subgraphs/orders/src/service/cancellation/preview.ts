/** Preview of a cancellation, of the whole order or of parts: what it would refund and release. */
import { invalid, isRefusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { findBalance } from "../../store/payment/balances.ts";
import { findRefundParts, findRefundsByOrders } from "../../store/payment/refunds.ts";
import type { Part } from "../lifecycle/order-events.ts";
import type { MutationResult } from "../mutation-results.ts";
import { partProblems } from "../order/parts.ts";
import { preview } from "../order/previews.ts";
import { loadBalance, loadUnchargedAmount } from "../payment/balance.ts";
import { cancelLinesIn, cancelOrderIn } from "./cancellation.ts";

type Previewed = MutationResult<"OrderCancelPreviewResult">;
type Args = { orderId: string; parts?: readonly Part[] | null | undefined };

/** The cancellation as it would be now, or its refusal. Nothing changes. */
export async function previewCancellation(context: Context, { orderId, parts }: Args): Promise<Previewed> {
  const problems = parts ? partProblems(parts, "parts") : [];
  if (problems.length > 0) return invalid(problems);
  return preview(context, async (tx) => {
    const [order] = await findOrdersByIds(tx, [orderId]);
    const before = {
      known: new Set((await findRefundsByOrders(tx, [orderId])).map(({ id }) => id)),
      unchargedMinor: order ? await loadUnchargedAmount(tx, orderId) : 0,
    };
    const done = parts
      ? await cancelLinesIn(context, tx, { orderId, parts: [...parts] })
      : await cancelOrderIn(context, tx, { orderId });
    return isRefusal(done) ? done : describe(tx, orderId, before);
  });
}

/** The refunds of an order, and the amount that will never be captured for units that were cancelled. */
type Before = { known: ReadonlySet<string>; unchargedMinor: number };

/**
 * Describes what is new since `before`. An order in processing is cancelled by its saga, which gives all of its money back. The amount of units that are
 * cancelled before their capture is released with the last capture, and counts here already.
 */
async function describe(tx: Tx, orderId: string, { known, unchargedMinor }: Before): Promise<Previewed> {
  const [order] = await findOrdersByIds(tx, [orderId]);
  if (!order) throw new Error("a cancelled order does not exist");
  const money = await findBalance(tx, orderId);
  const isProcessing = order.state === "PENDING_PAYMENT";
  const releasedMinor = isProcessing
    ? (await loadBalance(tx, orderId)).uncapturedMinor
    : (await loadUnchargedAmount(tx, orderId)) - unchargedMinor;
  const refunds = (await findRefundsByOrders(tx, [orderId])).filter(({ id }) => !known.has(id));
  const parts =
    refunds.length === 0
      ? []
      : await findRefundParts(
          tx,
          refunds.map(({ id }) => id),
        );
  const amountOf = (minor: number) => ({ minor, currency: order.currency });
  const refundedMinor = refunds.reduce((total, { amountMinor }) => total + amountMinor, 0);
  const shippingMinor = refunds.reduce((total, refund) => total + refund.shippingMinor, 0);
  return {
    __typename: "OrderCancelPreview",
    refund: amountOf(isProcessing ? money.capturedMinor : refundedMinor),
    released: amountOf(releasedMinor),
    shipping: amountOf(isProcessing ? 0 : shippingMinor),
    parts: parts.map((part) => ({ ...part, orderId })),
    cancelsOrder: isProcessing || order.state === "CANCELLED",
  };
}
