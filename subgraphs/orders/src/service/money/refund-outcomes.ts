/** What became of a refund, from whoever says so first: the answer to our question, or payments' news. */
import { raiseAlarm } from "@hansa/kit/alarm";
import { sum } from "@hansa/kit/money";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { freeFromRefund, moveElsewhere } from "../../store/money.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import { findRefund, findRefundParts, findRefundsByOrders, settleRefund } from "../../store/refunds.ts";
import { moveReturn } from "../../store/returns.ts";
import type { OrderRow, RefundRow } from "../../store/tables.ts";
import { creditRefund, creditUncharged, reverseRefund } from "../books/documents.ts";
import { theShop } from "../order/access.ts";
import { recordOrderEvent } from "../order/events.ts";
import { tellRefundCameBack, tellRefunded } from "../order/news.ts";
import { beginHold, endHold } from "../order/review-holds.ts";
import { cancelRefunded } from "./refunded-goods.ts";
import { recordSettlement } from "./settlement.ts";
import { unchargedNow } from "./settling.ts";
import { uncreditLineUnits } from "./unit-moves.ts";

/** How long a colleague waits for the provider before the refund is shown as pending. */
export const refundPatienceMs = 7_000;

/** From where a refund can come to its outcome. What failed has failed for good, so whatever else is heard of it is older than that. */
const from = {
  SUCCEEDED: ["PENDING"],
  FAILED: ["PENDING", "SUCCEEDED"],
  REFUSED: ["PENDING"],
} as const satisfies Record<RefundOutcome["state"], readonly RefundRow["state"][]>;

type Parts = Awaited<ReturnType<typeof findRefundParts>>;

export type RefundOutcome =
  | { state: "SUCCEEDED" }
  | { state: "FAILED"; failure: string }
  | { state: "REFUSED"; maximumMinor: number };

/**
 * Writes down what became of a refund, once, in whatever order answers and news come. One that did not come about frees its amount and its
 * quantities again, also if a bank sends it back after it had succeeded, and puts the order on hold.
 */
export async function concludeRefund(deps: Deps, tx: Tx, refundId: string, outcome: RefundOutcome): Promise<void> {
  const before = outcome.state === "FAILED" ? await findRefund(tx, refundId) : undefined;
  const settled = { ...outcome, settledAt: deps.world.now() };
  const refund = await settleRefund(tx, refundId, from[outcome.state], settled);
  if (!refund) return;
  const [order] = await findOrdersByIds(tx, [refund.orderId]);
  if (!order) throw new Error(`the order of the refund ${refundId} is gone`);
  const parts = await findRefundParts(tx, [refundId]);
  if (outcome.state === "SUCCEEDED") await succeed(deps, tx, order, refund, parts);
  else await fail(deps, tx, order, refund, parts);
  if (before?.state === "SUCCEEDED") {
    await reverseRefund(deps, tx, order, refundId);
    await tellRefundCameBack(deps, tx, order, refund, parts);
  }
  await recordSettlement(tx, order.id);
  await creditKept(deps, tx, order, refund, parts);
}

/**
 * Money of a refund that did not come about pays for units that are still to be charged. As much is never charged for the cancelled units,
 * and a credit note says so; it is taken back when that money goes back after all.
 */
async function creditKept(deps: Deps, tx: Tx, order: OrderRow, refund: RefundRow, parts: Parts): Promise<void> {
  const { shippingMinor } = refund;
  await creditUncharged(deps, tx, order, await unchargedNow(tx, order.id), { parts, shippingMinor });
}

async function succeed(deps: Deps, tx: Tx, order: OrderRow, refund: RefundRow, parts: Parts): Promise<void> {
  if (refund.returnId) await moveReturn(tx, refund.returnId, "RECEIVED", { state: "REFUNDED" });
  const summary = "Money was given back.";
  await recordOrderEvent(deps, tx, order, { kind: "REFUNDED", summary, ...whoAsked(refund) });
  await creditRefund(deps, tx, order, refund, parts);
  await tellRefunded(deps, tx, order, refund, parts);
  if (order.holdReason === "REFUND_FAILED" && (await isMadeGood(tx, order)))
    await endHold(deps, tx, order, "REFUND_FAILED", whoAsked(refund));
  await cancelRefunded(deps, tx, refund, whoAsked(refund));
}

/** Whether refunds that were asked for since have given back as much as those that failed. */
async function isMadeGood(tx: Tx, { id, holdSince }: OrderRow): Promise<boolean> {
  const refunds = await findRefundsByOrders(tx, [id]);
  const since = holdSince ?? 0;
  const failed = refunds.filter(({ state, settledAt }) => state === "FAILED" && (settledAt ?? 0) >= since);
  const given = refunds.filter(({ state, createdAt }) => state === "SUCCEEDED" && createdAt >= since);
  return sum(given.map(({ amountMinor }) => amountMinor)) >= sum(failed.map(({ amountMinor }) => amountMinor));
}

async function fail(deps: Deps, tx: Tx, order: OrderRow, refund: RefundRow, parts: Parts): Promise<void> {
  if (refund.returnId) await moveReturn(tx, refund.returnId, "REFUNDED", { state: "RECEIVED" });
  if (refund.cause === "PROVIDER") await moveElsewhere(tx, order.id, -refund.amountMinor);
  else await freeUnits(tx, refund, parts);
  if (refund.state === "REFUSED" && refund.cause === "STAFF" && wasWaitedFor(refund)) return;
  const summary = "Money could not be given back yet. The shop sees to it.";
  await recordOrderEvent(deps, tx, order, { kind: "REFUND_FAILED", summary, ...theShop });
  const facts = { orderId: order.id, refundId: refund.id, state: refund.state };
  raiseAlarm(deps, "refund_failed", facts, "a refund did not come about, and waits for a person");
  await beginHold(deps, tx, order, "REFUND_FAILED");
}

/** A colleague who was still waiting is told by the answer to what they asked. Later nobody is, and the refund is shown nowhere any more. */
function wasWaitedFor({ createdAt, settledAt }: RefundRow): boolean {
  return settledAt !== null && settledAt - createdAt <= refundPatienceMs;
}

async function freeUnits(tx: Tx, refund: RefundRow, parts: Parts): Promise<void> {
  await freeFromRefund(tx, refund.orderId, refund);
  for (const { lineId, units } of parts)
    if (!(await uncreditLineUnits(tx, lineId, units)))
      throw new Error(`the refund ${refund.id} cannot be taken back from the line ${lineId}`);
}

function whoAsked({ requestedBy }: RefundRow) {
  return requestedBy === null ? theShop : ({ actor: "STAFF", actorId: requestedBy } as const);
}
