/** What became of a refund, from whoever says so first: the answer to our question, or payments' news. */
import { raiseAlarm } from "@hansa/kit/alarm";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders, moveCounters } from "../../store/counters.ts";
import { freeFromRefund, moveElsewhere, takeForRefund } from "../../store/money.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import { findRefund, findRefundParts, findRefundsByReturns, settleRefund } from "../../store/refunds.ts";
import { moveReturn } from "../../store/returns.ts";
import type { OrderRow, RefundRow } from "../../store/tables.ts";
import { theShop } from "../order/access.ts";
import { recordOrderEvent } from "../order/events.ts";
import { tellRefunded } from "../order/news.ts";

/** From where a refund can come to its outcome by news, which come in order. */
const from = {
  SUCCEEDED: ["PENDING", "FAILED"],
  FAILED: ["PENDING", "SUCCEEDED"],
  REFUSED: ["PENDING"],
} as const satisfies Record<RefundOutcome["state"], readonly RefundRow["state"][]>;

export type RefundOutcome =
  | { state: "SUCCEEDED" }
  | { state: "FAILED"; failure: string }
  | { state: "REFUSED"; maximumMinor: number };

/**
 * Writes down what news say of a refund, once. One that did not come about frees its amount and its quantities again, also if a bank sends it
 * back after it had succeeded; one that had failed and was given after all takes them again.
 */
export async function concludeRefund(deps: Deps, tx: Tx, refundId: string, outcome: RefundOutcome): Promise<void> {
  const earlier = await findRefund(tx, refundId);
  const isAfterAll = earlier?.state === "FAILED" && outcome.state === "SUCCEEDED";
  const changed = isAfterAll ? await takeAgain(tx, earlier) : {};
  await settle(deps, tx, refundId, from[outcome.state], outcome, changed);
}

/** The same by the answer to a question. News may have overtaken it, and then it is old: an answer only ends what is still pending. */
export function concludeByAnswer(deps: Deps, tx: Tx, refundId: string, outcome: RefundOutcome): Promise<void> {
  return settle(deps, tx, refundId, ["PENDING"], outcome, {});
}

async function settle(
  deps: Deps,
  tx: Tx,
  refundId: string,
  mayBe: readonly RefundRow["state"][],
  outcome: RefundOutcome,
  changed: Partial<RefundRow>,
): Promise<void> {
  const settled = { ...outcome, ...changed, settledAt: deps.world.now() };
  const refund = await settleRefund(tx, refundId, mayBe, settled);
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

/** What it freed is taken again. If others have that by now, it counts as money that was given back at the provider. */
async function takeAgain(tx: Tx, refund: RefundRow): Promise<Partial<RefundRow>> {
  const parts = await findRefundParts(tx, [refund.id]);
  const counters = await findCountersByOrders(tx, [refund.orderId]);
  const isFree = parts.every(({ lineId, quantity, amountMinor }) => {
    const line = counters.find((one) => one.lineId === lineId);
    return line && line.givenUp + quantity <= line.ordered && line.givenUpMinor + amountMinor <= line.chargedMinor;
  });
  const isReturnFree = !refund.returnId || (await findRefundsByReturns(tx, [refund.returnId])).length === 0;
  if (refund.cause !== "PROVIDER" && isFree && isReturnFree && (await takeForRefund(tx, refund.orderId, refund))) {
    for (const { lineId, quantity, amountMinor } of parts)
      await moveCounters(tx, lineId, { givenUp: quantity, givenUpMinor: amountMinor });
    return { failure: null };
  }
  await moveElsewhere(tx, refund.orderId, refund.amountMinor);
  return { failure: null, cause: "PROVIDER", returnId: null };
}

async function fail(deps: Deps, tx: Tx, order: OrderRow, refund: RefundRow): Promise<void> {
  if (refund.returnId) await moveReturn(tx, refund.returnId, "REFUNDED", { state: "RECEIVED" });
  if (refund.cause === "PROVIDER") await moveElsewhere(tx, order.id, -refund.amountMinor);
  else await freeUnits(tx, refund);
  if (refund.state === "REFUSED" && refund.cause === "STAFF") return;
  const summary = "Money could not be given back yet. The shop sees to it.";
  await recordOrderEvent(deps, tx, order, { kind: "REFUND_FAILED", summary, ...theShop });
  const facts = { orderId: order.id, refundId: refund.id, state: refund.state };
  raiseAlarm(deps, "refund_failed", facts, "a refund did not come about, and waits for a person");
}

async function freeUnits(tx: Tx, refund: RefundRow): Promise<void> {
  await freeFromRefund(tx, refund.orderId, refund);
  for (const { lineId, quantity, amountMinor } of await findRefundParts(tx, [refund.id])) {
    const isFreed = await moveCounters(tx, lineId, { givenUp: -quantity, givenUpMinor: -amountMinor });
    if (!isFreed) throw new Error(`the refund ${refund.id} cannot be taken back from the line ${lineId}`);
  }
}

function whoAsked({ requestedBy }: RefundRow) {
  return requestedBy === null ? theShop : ({ actor: "STAFF", actorId: requestedBy } as const);
}
