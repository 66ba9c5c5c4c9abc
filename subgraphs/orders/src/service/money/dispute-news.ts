/** News of disputes: what a bank says about an order's payment stands in its timeline, what it withholds is not given back, and goods stay here. */
import { events } from "@hansa/contracts/events";
import type { Event } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { z } from "zod";
import type { Deps } from "../../context.ts";
import { findMoneyByPayment, moveElsewhere } from "../../store/money.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import { theShop } from "../order/access.ts";
import { recordOrderEvent } from "../order/events.ts";
import { canStillLeave } from "../order/next-actions.ts";
import { holdOrder } from "../order/review-holds.ts";
import { recordSettlement } from "./settlement.ts";
import { settleMoney } from "./settling.ts";

/** Customers read these too: they are who asked their bank. */
const summaries = {
  OPEN: "The payment was questioned at the bank.",
  WON: "The bank leaves the payment as it is.",
  LOST: "The bank took the payment back.",
} as const satisfies Record<z.infer<typeof events.paymentDisputed.payload>["state"], string>;

/**
 * Applies one event; types that are no dispute are left alone. The alarm is payments' business. What is disputed counts as given back
 * until the bank has decided for the shop: then what was called off meanwhile goes back by itself. What a hold waits for does not end with
 * the dispute: somebody looks at what came of it first.
 */
export async function hearOfDispute(deps: Deps, tx: Tx, { type, payload }: Event): Promise<void> {
  if (type !== events.paymentDisputed.type) return;
  const { disputeId, paymentId, state, amount } = events.paymentDisputed.payload.parse(payload);
  const money = await findMoneyByPayment(tx, paymentId);
  const [order] = money ? await findOrdersByIds(tx, [money.orderId]) : [];
  if (!order) return;
  await recordOrderEvent(deps, tx, order, { kind: "DISPUTED", summary: summaries[state], ...theShop });
  if (state === "OPEN") {
    await moveElsewhere(tx, order.id, amount.minor);
    if (canStillLeave(order)) await holdOrder(deps, tx, order, `the dispute ${disputeId} was opened`);
  }
  if (state === "WON") {
    await moveElsewhere(tx, order.id, -amount.minor);
    if (order.state !== "PENDING_PAYMENT") await settleMoney(deps, tx, order);
  }
  await recordSettlement(tx, order.id);
}
