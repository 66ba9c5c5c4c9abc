/** Dispute events: disputes are recorded in the order's timeline, the disputed amount is not refundable, and the order is put on hold. */
import type { events } from "@hansa/contracts/events";
import type { Tx } from "@hansa/kit/store";
import type { z } from "zod";
import type { Deps } from "../../context.ts";
import { addExternalRefund, addLostAmount } from "../../store/payment/balances.ts";
import { shopActor } from "../access.ts";
import { holdOrder } from "../lifecycle/review-holds.ts";
import { isShippable } from "../order/next-actions.ts";
import { recordSettlement } from "../order/settlement.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { settleBalance } from "./balance.ts";
import { findOrderByPayment } from "./payment-events.ts";

type Dispute = z.infer<typeof events.paymentDisputed.payload>;

/** Customers see these summaries too: they have opened the dispute. */
const summaries = {
  OPEN: "The bank opened a dispute.",
  WON: "The bank leaves the payment as it is.",
  LOST: "The bank withdrew the disputed amount.",
} as const satisfies Record<Dispute["state"], string>;

/**
 * Applies one event. Payments raises the alarm. A disputed amount counts as refunded until the bank decides for the
 * shop: then the excess of units cancelled meanwhile is refunded automatically. The hold does not end with the dispute: staff reviews the
 * order first.
 */
export async function applyDispute(deps: Deps, tx: Tx, dispute: Dispute): Promise<void> {
  const { disputeId, paymentId, state, amount } = dispute;
  const order = await findOrderByPayment(tx, paymentId);
  if (!order) return;
  await recordOrderEvent(deps, tx, order, { kind: "DISPUTED", summary: summaries[state], ...shopActor });
  if (state === "OPEN") {
    await addExternalRefund(tx, order.id, amount.minor);
    if (isShippable(order)) await holdOrder(deps, tx, order, `the dispute ${disputeId} was opened`);
  }
  if (state === "WON") {
    await addExternalRefund(tx, order.id, -amount.minor);
    if (order.state !== "PENDING_PAYMENT") await settleBalance(deps, tx, order);
  }
  if (state === "LOST") await addLostAmount(tx, order.id, amount.minor);
  await recordSettlement(tx, order.id);
}
