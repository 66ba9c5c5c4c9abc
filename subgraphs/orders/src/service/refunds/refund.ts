/** Refunds by staff: for lines, for shipping, or as an adjustment. The amount is computed from the order itself. */

import { sum, toDecimal } from "@hansa/commerce/money";
import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { type InputProblem, invalid, isRefusal, notFound, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { OrderRefundInput } from "../../generated/resolvers.ts";
import { findOrdersByIds, touchOrder } from "../../store/order/orders.ts";
import { allocateRefund, findBalance } from "../../store/payment/balances.ts";
import { findRefund, findRefundsByOrders } from "../../store/payment/refunds.ts";
import { createRequestKey, reloadOrder, requireStaff } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { isShippable, loadActions, mayBeRefunded } from "../order/next-actions.ts";
import { resolveParts } from "../order/parts.ts";
import { amountExceeded, invalidTransition } from "../order/refusals.ts";
import { computeWithheldAmount, recordSettlement } from "../order/settlement.ts";
import { sizeOf } from "../order/units.ts";
import { loadBalance, recordRefund } from "../payment/balance.ts";
import { kindOfReturn } from "../returns/kind.ts";
import { checkRefundedReturn } from "../returns/refund-eligibility.ts";
import { allocateAmounts, partsOfShares, type RefundEntry, type RefundShare, worthOfEntry } from "./amounts.ts";
import { creditLine, findEntries } from "./lines.ts";
import { applyRefundOutcome, maxRefundWaitMs } from "./refund-outcome.ts";
import { restockRefundedUnits } from "./restock.ts";

type Refunded = MutationResult<"OrderRefundResult">;
const storedResponse = z.object({
  refundId: z.string(),
  /** Absent in responses of earlier versions. */
  heldBackMinor: z.int().default(0),
});
const maxReasonLength = 500;

/**
 * Records the refund with its share of lines, shipping and captured amount, and then requests it from payments. A refund without a response
 * stays pending and is retried; a refund that payments rejects leaves no trace in the balance.
 */
export async function refundOrder(context: Context, input: OrderRefundInput): Promise<Refunded> {
  const problems = refundProblems(input);
  if (problems.length > 0) return invalid(problems);
  const key = createRequestKey(context, "orderRefund", input.orderId, input);
  const done = await writeOnce(context, { name: "begin-refund", key, shape: storedResponse }, (tx) =>
    createRefund(context, tx, input),
  );
  if (isRefusal(done)) return done;
  await context.processor.process(input.orderId, maxRefundWaitMs);
  const refund = await context.store.read((db) => findRefund(db, done.refundId));
  if (!refund) throw new Error("a created refund does not exist");
  const order = await reloadOrder(context, input.orderId);
  if (refund.state === "REFUSED") return amountExceeded(refund.maximumMinor ?? 0, order);
  const heldBack = { minor: done.heldBackMinor, currency: order.currency };
  return { __typename: "OrderRefunded", order, refund, heldBack };
}

/** All problems of the input that are found without reading the order. */
export function refundProblems(input: OrderRefundInput): InputProblem[] {
  const { lines, shippingMinor, adjustmentMinor, reason } = input;
  const problems = (lines ?? []).flatMap((line, index) => lineProblems(line, `lines.${index}`));
  const reduced = (lines ?? []).filter(({ quantity }) => quantity === 0).map(({ lineId }) => lineId);
  if (new Set(reduced).size < reduced.length)
    problems.push(problem("lines", "DUPLICATE", "Reduce the price of a line once."));
  if ((shippingMinor ?? 0) < 0) problems.push(problem("shippingMinor", "NEGATIVE", "An amount is zero or more."));
  if ((adjustmentMinor ?? 0) < 0) problems.push(problem("adjustmentMinor", "NEGATIVE", "An amount is zero or more."));
  if ((lines ?? []).length === 0 && !shippingMinor && !adjustmentMinor)
    problems.push(problem("lines", "EMPTY", "Name at least one of lines, shipping and adjustment."));
  if (reason.trim() === "" || reason.length > maxReasonLength)
    problems.push(problem("reason", "LENGTH", `A reason has 1 to ${maxReasonLength} characters.`));
  return problems;
}

/** The problems of one line. Without units it is a price reduction, which has an amount. */
function lineProblems(line: NonNullable<OrderRefundInput["lines"]>[number], path: string): InputProblem[] {
  const { quantity, amountMinor } = line;
  if ((amountMinor ?? 0) < 0) return [problem(`${path}.amountMinor`, "NEGATIVE", "An amount is zero or more.")];
  if (quantity > 0 || (quantity === 0 && amountMinor)) return [];
  return [problem(`${path}.quantity`, "TOO_SMALL", "Take at least one, or name the amount of a price reduction.")];
}

/** Records the refund in a transaction, or refuses it. */
export async function createRefund(context: Context, tx: Tx, input: OrderRefundInput) {
  const staff = requireStaff(context);
  const [order] = await findOrdersByIds(tx, [input.orderId]);
  if (!order) return notFound("order", ["input", "orderId"]);
  const { refundableMinor } = await loadBalance(tx, order.id);
  if (!mayBeRefunded(order)) return invalidTransition(order, await loadActions(context, tx, order), "ORDER_STATE");
  const lines = input.lines ?? [];
  const request = { order, field: "lines" } as const;
  const parts = await resolveParts(tx, request, lines);
  if (isRefusal(parts)) return parts;
  const returnId = input.returnId ?? null;
  const orderReturn = returnId === null ? null : await checkRefundedReturn(tx, request, returnId, parts);
  if (isRefusal(orderReturn)) return orderReturn;

  const keepFulfillable = input.keepFulfillable === true;
  const staysFulfillable = keepFulfillable || !isShippable(order);
  const scope = { staysFulfillable, returned: orderReturn && kindOfReturn(orderReturn) };
  const entries = await findEntries(tx, request, { ...scope, parts, lines });
  if (isRefusal(entries)) return entries;
  const shippingMinor = input.shippingMinor ?? 0;
  const adjustmentMinor = input.adjustmentMinor ?? 0;
  const money = await findBalance(tx, order.id);
  const shippingLeftMinor = money.shippingMinor - money.shippingCreditedMinor;
  const withheldMinor = computeWithheldAmount(money, await findRefundsByOrders(tx, [order.id]));
  const typed = { shippingMinor, adjustmentMinor, refundableMinor, withheldMinor, shippingLeftMinor };
  const shares = allocateAmounts(order, entries, typed);
  if (isRefusal(shares)) return shares;
  const credited = partsOfShares(shares);
  const amountMinor = sum([...credited.map((part) => part.amountMinor), shippingMinor, adjustmentMinor]);
  const isAllocated = await allocateRefund(tx, order.id, { amountMinor, adjustmentMinor, shippingMinor });
  // Zero settles the return of units, sent units whose price the shop keeps, and sent units of whose price nothing is left.
  const isOfSent = entries.every(({ unsent }) => unsent.length === 0);
  const isFree = isOfSent && sum(entries.map(worthOfEntry)) === 0;
  const isKept = shares.some(({ keptMinor }) => keptMinor > 0);
  const isSettlement = credited.length > 0 && (returnId !== null || isKept || isFree);
  if (!isAllocated || (amountMinor === 0 && !isSettlement)) return amountExceeded(refundableMinor, order);
  for (const part of credited) await creditLine(context, tx, part, { staysFulfillable });

  const refundId = await recordRefund(context, tx, order, {
    parts: credited,
    cause: "STAFF",
    amountMinor,
    shippingMinor,
    adjustmentMinor,
    reason: input.reason.trim(),
    returnId,
    keepFulfillable,
    requestedBy: staff.actorId,
  });
  const refused = await restockRefundedUnits(context, tx, request, { id: refundId, returnId, parts, lines });
  if (refused) return refused;
  // Nothing is asked of payments: a refund of zero has succeeded.
  if (amountMinor === 0) await applyRefundOutcome(context, tx, refundId, { state: "SUCCEEDED" });
  await recordSettlement(tx, order.id);
  await touchOrder(tx, order.id, context.runtime.now());
  const amount = toDecimal({ minor: amountMinor, currency: order.currency });
  const summary = `Requested ${refundId} of ${amount} ${order.currency} for ${order.id}.`;
  await recordAudit(context.runtime, tx, context.viewer, { action: "refund.requested", subjectId: order.id, summary });
  return { refundId, heldBackMinor: sum(entries.map((entry, index) => heldBackBy(entry, shares[index]))) };
}

/** The worth of the refunded units less the amount for them. A price reduction refunds no unit. */
function heldBackBy(entry: RefundEntry, share: RefundShare | undefined): number {
  return sizeOf(entry.units) === 0 ? 0 : worthOfEntry(entry) - (share?.amountMinor ?? 0);
}
