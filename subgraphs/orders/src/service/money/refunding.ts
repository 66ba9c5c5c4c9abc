/** Giving money back, by the shop's decision: for lines, for sending, or as a gesture. The amount is computed from the order itself. */
import { recordAudit } from "@hansa/kit/audit";
import { sum, toDecimal } from "@hansa/kit/money";
import { once, type Refuse } from "@hansa/kit/once";
import { invalid, notFound } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { OrderRefundInput } from "../../generated/resolvers.ts";
import { moneyOf, takeForRefund } from "../../store/money.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import { findRefund } from "../../store/refunds.ts";
import type { OrderRow, RefundRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { keyFor, staffOf } from "../order/access.ts";
import { actionsNow, mayBeRefunded } from "../order/next-actions.ts";
import { orderNow } from "../order/now.ts";
import { movePartCounters, type NamedPart, nameParts } from "../order/parts.ts";
import { amountExceeded, invalidTransition } from "../order/refusals.ts";
import { checkRefundedReturn } from "../returns/refunds.ts";
import { refundProblems } from "./refund-input.ts";
import { refundPatienceMs } from "./refund-outcomes.ts";
import { restockRefunded } from "./restocking.ts";
import { booksNow, writeRefund } from "./settling.ts";
import { priceOfGivingUp } from "./worth.ts";

type Refunded = Answer<"OrderRefundResult">;
const kept = z.object({ refundId: z.string() });

/**
 * Writes the refund down, with what it takes from lines, shipping and the sum that was taken, and only then asks payments for it. What has
 * no answer yet stays pending, and is asked again until it has; what payments will not begin leaves nothing behind.
 */
export async function refundOrder(context: Context, input: OrderRefundInput): Promise<Refunded> {
  const problems = refundProblems(input);
  if (problems.length > 0) return invalid(problems);
  const done = await once<{ refundId: string }, Refunded>(
    context,
    "begin-refund",
    keyFor(context, "orderRefund", input.orderId, input),
    kept,
    async (tx, refuse) => ({ refundId: await beginRefund(tx, context, input, refuse) }),
  );
  if ("refused" in done) return done.refused;
  await context.runner.finish(input.orderId, refundPatienceMs);
  const refund = await context.store.read((db) => findRefund(db, done.kept.refundId));
  if (!refund) throw new Error("a refund that was begun is gone");
  return answerOf(await orderNow(context, input.orderId), refund);
}

function answerOf(order: OrderRow, refund: RefundRow): Refunded {
  if (refund.state === "REFUSED") return amountExceeded(refund.maximumMinor ?? 0, order);
  return { __typename: "OrderRefunded", order, refund };
}

async function beginRefund(
  tx: Tx,
  context: Context,
  input: OrderRefundInput,
  refuse: Refuse<Refunded>,
): Promise<string> {
  const staff = staffOf(context);
  const [order] = await findOrdersByIds(tx, [input.orderId]);
  if (!order) return refuse(notFound("order", ["input", "orderId"]));
  const { refundableMinor } = await booksNow(tx, order.id);
  if (!mayBeRefunded(order)) return refuse(invalidTransition(order, await actionsNow(tx, context, order)));
  const lines = input.lines ?? [];
  const parts = await nameParts(tx, order, lines, "lines", refuse);
  const returnId = input.returnId ?? null;
  if (returnId !== null) await checkRefundedReturn(tx, order, returnId, parts, refuse);

  const amounts: number[] = [];
  for (const part of parts) amounts.push(await giveUp(tx, order, part, refuse));
  const shippingMinor = input.shippingMinor ?? 0;
  const adjustmentMinor = input.adjustmentMinor ?? 0;
  const amountMinor = sum([...amounts, shippingMinor, adjustmentMinor]);
  const money = await moneyOf(tx, order.id);
  const shippingLeft = money.shippingMinor - money.shippingGivenUpMinor;
  if (shippingMinor > shippingLeft)
    return refuse(amountExceeded(Math.min(shippingLeft, refundableMinor), order, ["input", "shippingMinor"]));
  const isTaken = await takeForRefund(tx, order.id, { amountMinor, adjustmentMinor, shippingMinor });
  if (!isTaken || amountMinor === 0) return refuse(amountExceeded(refundableMinor, order));

  const refundId = await writeRefund(
    context,
    tx,
    order,
    parts.map(({ line, quantity }, index) => ({ lineId: line.id, quantity, amountMinor: amounts[index] ?? 0 })),
    {
      cause: "STAFF",
      amountMinor,
      shippingMinor,
      adjustmentMinor,
      reason: input.reason.trim(),
      returnId,
      requestedBy: staff.actorId,
    },
  );
  await restockRefunded(tx, context, order, { id: refundId, returnId }, parts, input, refuse);
  const amount = toDecimal({ minor: amountMinor, currency: order.currency });
  const summary = `Asked for ${refundId} of ${amount} ${order.currency} for ${order.id}.`;
  await recordAudit(tx, context.world, context.viewer, { action: "refund.requested", subjectId: order.id, summary });
  return refundId;
}

/** Gives up the price of a part; its amount. */
async function giveUp(tx: Tx, order: OrderRow, part: NamedPart, refuse: Refuse<Refunded>): Promise<number> {
  const { counters, quantity } = part;
  const left = counters.ordered - counters.givenUp;
  const amountMinor = quantity <= left ? priceOfGivingUp(counters, quantity) : 0;
  await movePartCounters(tx, order, part, { givenUp: quantity, givenUpMinor: amountMinor }, left, "lines", refuse);
  return amountMinor;
}
