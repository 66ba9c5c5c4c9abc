/** Dispute events: disputes are recorded in the order's timeline, the disputed amount is not refundable, and the order is put on hold. */
import { events } from "@hansa/contracts/events";
import type { Event } from "@hansa/kit/messaging/outbox";
import type { Tx } from "@hansa/kit/store/store";
import type { z } from "zod";
import type { Deps } from "../../context.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { addExternalRefund, findMoneyByPayment } from "../../store/payment/balances.ts";
import { holdOrder } from "../lifecycle/review-holds.ts";
import { shopActor } from "../order/access.ts";
import { isShippable } from "../order/next-actions.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { settleBalance } from "./balance.ts";
import { recordSettlement } from "./settlement.ts";

/** Customers see these summaries too: they have opened the dispute. */
const summaries = {
  OPEN: "The payment was questioned at the bank.",
  WON: "The bank leaves the payment as it is.",
  LOST: "The bank took the payment back.",
} as const satisfies Record<z.infer<typeof events.paymentDisputed.payload>["state"], string>;

/**
 * Applies one event; other types are ignored. Payments raises the alarm. A disputed amount counts as refunded until the bank decides for the
 * shop: then the excess of units cancelled meanwhile is refunded automatically. The hold does not end with the dispute: staff reviews the
 * order first.
 */
export async function applyDisputeEvent(deps: Deps, tx: Tx, { type, payload }: Event): Promise<void> {
  if (type !== events.paymentDisputed.type) return;
  const { disputeId, paymentId, state, amount } = events.paymentDisputed.payload.parse(payload);
  const money = await findMoneyByPayment(tx, paymentId);
  const [order] = money ? await findOrdersByIds(tx, [money.orderId]) : [];
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
  await recordSettlement(tx, order.id);
}
