/** Refunds by staff: for lines, for shipping, or as an adjustment. The amount is computed from the order itself. */

import { sum, toDecimal } from "@hansa/commerce/money";
import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { type InputProblem, invalid, isRefusal, notFound, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { OrderRefundInput } from "../../generated/resolvers.ts";
import { findLineCounters } from "../../store/order/line-counters.ts";
import { findOrdersByIds, touchOrder } from "../../store/order/orders.ts";
import { allocateRefund, findBalance } from "../../store/payment/balances.ts";
import { findRefund, type NewRefundPart } from "../../store/payment/refunds.ts";
import type { UnitSet } from "../../store/tables.ts";
import { createRequestKey, reloadOrder, requireStaff } from "../access.ts";
import { removeFromFulfilments } from "../cancellation/part-cancellation.ts";
import type { MutationResult } from "../mutation-results.ts";
import { isShippable, loadActions, mayBeRefunded } from "../order/next-actions.ts";
import { creditLineUnits, type OrderPart, type PartsRequest, partProblems, resolveParts } from "../order/parts.ts";
import { freeUnits } from "../order/progress.ts";
import { amountExceeded, invalidTransition, quantityExceeded } from "../order/refusals.ts";
import { recordSettlement } from "../order/settlement.ts";
import {
  intersectionOf,
  type RefundScope,
  refundableUnits,
  sizeOf,
  takeInOrder,
  unsentUnits,
  valueOfUnits,
} from "../order/units.ts";
import { loadBalance, recordRefund } from "../payment/balance.ts";
import { kindOfReturn } from "../returns/kind.ts";
import { checkRefundedReturn } from "../returns/refund-eligibility.ts";
import { findPartsOfOrder } from "../withdrawals/parts.ts";
import { applyRefundOutcome, maxRefundWaitMs } from "./refund-outcome.ts";
import { restockRefundedUnits } from "./restock.ts";

type Refunded = MutationResult<"OrderRefundResult">;
const storedResponse = z.object({ refundId: z.string() });
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
  return { __typename: "OrderRefunded", order, refund };
}

/** All problems of the input that are found without reading the order. */
function refundProblems(input: OrderRefundInput): InputProblem[] {
  const { lines, shippingMinor, adjustmentMinor, reason } = input;
  const problems = lines && lines.length > 0 ? partProblems(lines, "lines") : [];
  if ((shippingMinor ?? 0) < 0) problems.push(problem("shippingMinor", "NEGATIVE", "An amount is zero or more."));
  if ((adjustmentMinor ?? 0) < 0) problems.push(problem("adjustmentMinor", "NEGATIVE", "An amount is zero or more."));
  if ((lines ?? []).length === 0 && !shippingMinor && !adjustmentMinor)
    problems.push(problem("lines", "EMPTY", "Name at least one of lines, shipping and adjustment."));
  if (reason.trim() === "" || reason.length > maxReasonLength)
    problems.push(problem("reason", "LENGTH", `A reason has 1 to ${maxReasonLength} characters.`));
  return problems;
}

async function createRefund(context: Context, tx: Tx, input: OrderRefundInput) {
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
  const scope = {
    staysFulfillable: keepFulfillable || !isShippable(order),
    returned: orderReturn && kindOfReturn(orderReturn),
  };
  const withdrawn = await findPartsOfOrder(tx, order.id);
  const credited: Omit<NewRefundPart, "refundId">[] = [];
  for (const part of parts) {
    const ofLine = withdrawn.filter(({ lineId }) => lineId === part.line.id);
    const withdrawnUnits = ofLine.flatMap(({ returned }) => returned);
    const credit = await creditPart(tx, request, part, { ...scope, withdrawn: withdrawnUnits });
    if (isRefusal(credit)) return credit;
    credited.push(credit);
  }
  const shippingMinor = input.shippingMinor ?? 0;
  const adjustmentMinor = input.adjustmentMinor ?? 0;
  const money = await findBalance(tx, order.id);
  const shippingLeft = money.shippingMinor - money.shippingCreditedMinor;
  if (shippingMinor > shippingLeft)
    return amountExceeded(Math.min(shippingLeft, refundableMinor), order, ["input", "shippingMinor"]);
  // Rejected before the addition: the sum could exceed the range of exact integers.
  if (adjustmentMinor > refundableMinor) return amountExceeded(refundableMinor, order);
  const amountMinor = sum([...credited.map((part) => part.amountMinor), shippingMinor, adjustmentMinor]);
  const isAllocated = await allocateRefund(tx, order.id, { amountMinor, adjustmentMinor, shippingMinor });
  // A return of units without a price is settled by a refund of zero.
  const isSettlement = returnId !== null && credited.length > 0;
  if (!isAllocated || (amountMinor === 0 && !isSettlement)) return amountExceeded(refundableMinor, order);

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
  // Nothing is asked of payments: the refund of units without a price has succeeded.
  if (amountMinor === 0) await applyRefundOutcome(context, tx, refundId, { state: "SUCCEEDED" });
  await recordSettlement(tx, order.id);
  await touchOrder(tx, order.id, context.runtime.now());
  const amount = toDecimal({ minor: amountMinor, currency: order.currency });
  const summary = `Requested ${refundId} of ${amount} ${order.currency} for ${order.id}.`;
  await recordAudit(context.runtime, tx, context.viewer, { action: "refund.requested", subjectId: order.id, summary });
  return { refundId };
}

/** Credits the price of a part. Its unsent units are withdrawn from fulfilment, unless the refund keeps them fulfillable. */
async function creditPart(
  tx: Tx,
  { order, field }: PartsRequest,
  { line, quantity }: OrderPart,
  scope: RefundScope & { withdrawn: UnitSet },
) {
  const counters = await findLineCounters(tx, line.id);
  const candidates = refundableUnits(counters, scope, scope.withdrawn);
  const maximum = sum(candidates.map(sizeOf));
  if (quantity > maximum) return quantityExceeded(line, order, { field, maximum, cause: "ALREADY_REFUNDED" });
  const units = takeInOrder(candidates, quantity);
  const withdrawn = scope.staysFulfillable ? 0 : sizeOf(intersectionOf(units, unsentUnits(counters)));
  const inFulfilments = Math.max(0, withdrawn - freeUnits(counters));
  await removeFromFulfilments(tx, line.id, inFulfilments);
  const move = { allocated: -inFulfilments };
  if (!(await creditLineUnits(tx, counters, units, { staysFulfillable: scope.staysFulfillable, move })))
    throw new Error(`${quantity} units of the line ${line.id} cannot be refunded`);
  return { lineId: line.id, quantity, units, amountMinor: valueOfUnits(counters, units) };
}
