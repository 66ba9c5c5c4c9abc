/** What became of a refund, from whoever says so first: the answer to our question, or payments' news. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { moveCounters } from "../../store/counters.ts";
import { freeFromRefund, moveElsewhere } from "../../store/money.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import { findRefundParts, settleRefund } from "../../store/refunds.ts";
import { moveReturn } from "../../store/returns.ts";
import type { OrderRow, RefundRow } from "../../store/tables.ts";
import { theShop } from "../order/access.ts";
import { recordOrderEvent } from "../order/events.ts";
import { tellRefunded } from "../order/news.ts";

export type RefundOutcome =
  | { state: "SUCCEEDED" }
  | { state: "FAILED"; failure: string }
  | { state: "REFUSED"; maximumMinor: number };

/**
 * Writes down what became of a refund, once. One that did not come about frees its amount and its quantities again, also if a bank sends it
 * back after it had succeeded.
 */
export async function concludeRefund(deps: Deps, tx: Tx, refundId: string, outcome: RefundOutcome): Promise<void> {
  const from = outcome.state === "FAILED" ? (["PENDING", "SUCCEEDED"] as const) : (["PENDING"] as const);
  const refund = await settleRefund(tx, refundId, from, { ...outcome, settledAt: deps.world.now() });
  if (!refund) return;
  const [order] = await findOrdersByIds(tx, [refund.orderId]);
  if (!order) throw new Error(`the order of the refund ${refundId} is gone`);
  if (outcome.state === "SUCCEEDED") await succeed(deps, tx, order, refund);
  else await fail(deps, tx, order, refund);
}

async function succeed(deps: Deps, tx: Tx, order: OrderRow, refund: RefundRow): Promise<void> {
  if (refund.returnId) await moveReturn(tx, refund.returnId, "RECEIVED", { state: "REFUNDED" });
  const summary = "Money was given back.";
  await recordOrderEvent(deps, tx, order, { kind: "REFUNDED", summary, ...whoAsked(refund) });
  await tellRefunded(deps, tx, order, refund, await findRefundParts(tx, [refund.id]));
}

async function fail(deps: Deps, tx: Tx, order: OrderRow, refund: RefundRow): Promise<void> {
  if (refund.returnId) await moveReturn(tx, refund.returnId, "REFUNDED", { state: "RECEIVED" });
  if (refund.cause === "PROVIDER") await moveElsewhere(tx, order.id, -refund.amountMinor);
  else await freeFromRefund(tx, order.id, refund);
  for (const { lineId, quantity, amountMinor } of await findRefundParts(tx, [refund.id])) {
    const isFreed = await moveCounters(tx, lineId, { givenUp: -quantity, givenUpMinor: -amountMinor });
    if (!isFreed) throw new Error(`the refund ${refund.id} cannot be taken back from the line ${lineId}`);
  }
  if (refund.state === "REFUSED" && refund.cause === "STAFF") return;
  const summary = "Money could not be given back yet. The shop sees to it.";
  await recordOrderEvent(deps, tx, order, { kind: "REFUND_FAILED", summary, ...theShop });
  deps.log.error({ orderId: order.id, refundId: refund.id, state: refund.state }, "a refund did not come about");
}

function whoAsked({ requestedBy }: RefundRow) {
  return requestedBy === null ? theShop : ({ actor: "STAFF", actorId: requestedBy } as const);
}
