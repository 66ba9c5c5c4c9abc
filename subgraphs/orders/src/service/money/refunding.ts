/** Giving money back, by the shop's decision: for lines, for sending, or as a gesture. The amount is computed from the order itself. */
import { recordAudit } from "@hansa/kit/audit";
import { sum, toDecimal } from "@hansa/kit/money";
import { once, type Refuse } from "@hansa/kit/once";
import { invalid, notFound } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { OrderRefundInput } from "../../generated/resolvers.ts";
import { countersOf } from "../../store/counters.ts";
import { moneyOf, takeForRefund } from "../../store/money.ts";
import { findOrdersByIds, touchOrder } from "../../store/orders.ts";
import { findRefund, type NewRefundPart } from "../../store/refunds.ts";
import type { OrderRow, RefundRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { keyFor, staffOf } from "../order/access.ts";
import { takeOutOfFulfilments } from "../order/cancelling-parts.ts";
import { actionsNow, canStillLeave, mayBeRefunded } from "../order/next-actions.ts";
import { orderNow } from "../order/now.ts";
import { type NamedPart, nameParts } from "../order/parts.ts";
import { freeUnits } from "../order/progress.ts";
import { amountExceeded, invalidTransition, quantityExceeded } from "../order/refusals.ts";
import { checkRefundedReturn } from "../returns/refunds.ts";
import { refundProblems } from "./refund-input.ts";
import { refundPatienceMs } from "./refund-outcomes.ts";
import { restockRefunded } from "./restocking.ts";
import { recordSettlement } from "./settlement.ts";
import { booksNow, writeRefund } from "./settling.ts";
import { creditLineUnits } from "./unit-moves.ts";
import {
  commonOf,
  type RefundScope,
  refundableUnits,
  sizeOf,
  takeInOrder,
  unsentUnits,
  worthOfUnits,
} from "./units.ts";

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
  if (!mayBeRefunded(order))
    return refuse(invalidTransition(order, await actionsNow(tx, context, order), "ORDER_STATE"));
  const lines = input.lines ?? [];
  const parts = await nameParts(tx, order, lines, "lines", refuse);
  const returnId = input.returnId ?? null;
  if (returnId !== null) await checkRefundedReturn(tx, order, returnId, parts, refuse);

  const keepFulfillable = input.keepFulfillable === true;
  const scope = { isReturn: returnId !== null, isKept: keepFulfillable || !canStillLeave(order) };
  const credited: Omit<NewRefundPart, "refundId">[] = [];
  for (const part of parts) credited.push(await creditPart(tx, order, part, scope, refuse));
  const shippingMinor = input.shippingMinor ?? 0;
  const adjustmentMinor = input.adjustmentMinor ?? 0;
  const money = await moneyOf(tx, order.id);
  const shippingLeft = money.shippingMinor - money.shippingGivenUpMinor;
  if (shippingMinor > shippingLeft)
    return refuse(amountExceeded(Math.min(shippingLeft, refundableMinor), order, ["input", "shippingMinor"]));
  // Refused before it is added up: the sum could leave the range in which integers are exact.
  if (adjustmentMinor > refundableMinor) return refuse(amountExceeded(refundableMinor, order));
  const amountMinor = sum([...credited.map((part) => part.amountMinor), shippingMinor, adjustmentMinor]);
  const isTaken = await takeForRefund(tx, order.id, { amountMinor, adjustmentMinor, shippingMinor });
  if (!isTaken || amountMinor === 0) return refuse(amountExceeded(refundableMinor, order));

  const refundId = await writeRefund(context, tx, order, credited, {
    cause: "STAFF",
    amountMinor,
    shippingMinor,
    adjustmentMinor,
    reason: input.reason.trim(),
    returnId,
    keepFulfillable,
    requestedBy: staff.actorId,
  });
  await restockRefunded(tx, context, order, { id: refundId, returnId }, parts, input, refuse);
  await recordSettlement(tx, order.id);
  await touchOrder(tx, order.id, context.world.now());
  const amount = toDecimal({ minor: amountMinor, currency: order.currency });
  const summary = `Asked for ${refundId} of ${amount} ${order.currency} for ${order.id}.`;
  await recordAudit(tx, context.world, context.viewer, { action: "refund.requested", subjectId: order.id, summary });
  return refundId;
}

/** Gives up the price of a part. Of it, what is unsent leaves what can be fulfilled, unless the refund keeps it. */
async function creditPart(
  tx: Tx,
  order: OrderRow,
  { line, quantity }: NamedPart,
  scope: RefundScope,
  refuse: Refuse<Refunded>,
): Promise<Omit<NewRefundPart, "refundId">> {
  const counters = await countersOf(tx, line.id);
  const candidates = refundableUnits(counters, scope);
  const maximum = sum(candidates.map(sizeOf));
  if (quantity > maximum) return refuse(quantityExceeded(line, order, maximum, ["input", "lines"], "ALREADY_REFUNDED"));
  const units = takeInOrder(candidates, quantity);
  const withdrawn = scope.isKept ? 0 : sizeOf(commonOf(units, unsentUnits(counters)));
  const inFulfilments = Math.max(0, withdrawn - freeUnits(counters));
  await takeOutOfFulfilments(tx, line.id, inFulfilments);
  const move = { setAside: -inFulfilments };
  if (!(await creditLineUnits(tx, counters, units, { isKept: scope.isKept, move })))
    throw new Error(`${quantity} units of the line ${line.id} cannot be refunded`);
  return { lineId: line.id, quantity, units, amountMinor: worthOfUnits(counters, units) };
}
