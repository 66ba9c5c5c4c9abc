/** Refunds by staff: for lines, for shipping, or as an adjustment. The amount is computed from the order itself. */

import { sum, toDecimal } from "@hansa/commerce/money";
import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { type InputProblem, invalid, isRefusal, notFound, problem } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context, Deps } from "../../context.ts";
import type { OrderRefundInput } from "../../generated/resolvers.ts";
import { findCountersByOrders, findLineCounters } from "../../store/order/line-counters.ts";
import { findOrdersByIds, touchOrder } from "../../store/order/orders.ts";
import { allocateRefund, findBalance } from "../../store/payment/balances.ts";
import { findRefund, findRefundParts, findRefundsByOrders } from "../../store/payment/refunds.ts";
import type { LineCountersRow, RefundRow, UnitSet } from "../../store/tables.ts";
import { createRequestKey, reloadOrder, requireStaff } from "../access.ts";
import { removeFromFulfilments } from "../cancellation/part-cancellation.ts";
import { stopResends } from "../cancellation/resends.ts";
import type { MutationResult } from "../mutation-results.ts";
import { isShippable, loadActions, mayBeRefunded } from "../order/next-actions.ts";
import { creditLineUnits, type OrderPart, type PartsRequest, partProblems, resolveParts } from "../order/parts.ts";
import { freeUnits } from "../order/progress.ts";
import { amountExceeded, invalidTransition, quantityExceeded } from "../order/refusals.ts";
import { computeWithheldAmount, recordSettlement } from "../order/settlement.ts";
import {
  intersectionOf,
  type RefundScope,
  refundableUnits,
  sizeOf,
  takeInOrder,
  unsentUnits,
  valueOfUnits,
  without,
} from "../order/units.ts";
import { loadBalance, recordRefund } from "../payment/balance.ts";
import { kindOfReturn } from "../returns/kind.ts";
import { checkRefundedReturn } from "../returns/refund-eligibility.ts";
import { findPartsOfOrder } from "../withdrawals/parts.ts";
import { allocateAmounts, createEntry, partsOfShares, type RefundEntry } from "./amounts.ts";
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
  const minor = await context.store.read((db) => loadHeldBackAmount(db, refund));
  return { __typename: "OrderRefunded", order, refund, heldBack: { minor, currency: order.currency } };
}

/** The worth of the refunded units less their refunded amount. */
async function loadHeldBackAmount(db: Reader, { id, orderId }: RefundRow): Promise<number> {
  const lines = new Map((await findCountersByOrders(db, [orderId])).map((line) => [line.lineId, line]));
  const parts = await findRefundParts(db, [id]);
  return sum(
    parts.map(({ lineId, units, amountMinor }) => {
      const line = lines.get(lineId);
      return line ? valueOfUnits(line, units) - amountMinor : 0;
    }),
  );
}

/** All problems of the input that are found without reading the order. */
function refundProblems(input: OrderRefundInput): InputProblem[] {
  const { lines, shippingMinor, adjustmentMinor, reason } = input;
  const problems = lines && lines.length > 0 ? partProblems(lines, "lines") : [];
  for (const [index, { amountMinor }] of (lines ?? []).entries())
    if ((amountMinor ?? 0) < 0)
      problems.push(problem(`lines.${index}.amountMinor`, "NEGATIVE", "An amount is zero or more."));
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
  const entries: RefundEntry[] = [];
  for (const part of parts) {
    const ofLine = withdrawn.filter(({ lineId }) => lineId === part.line.id);
    const withdrawnUnits = ofLine.flatMap(({ returned }) => returned);
    const credited = await creditPart(context, tx, part, { ...request, ...scope, lines, withdrawn: withdrawnUnits });
    if (isRefusal(credited)) return credited;
    entries.push(...credited);
  }
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
  const keptMinor = sum(credited.map((part) => part.keptMinor));
  const isAllocated = await allocateRefund(tx, order.id, { amountMinor, adjustmentMinor, shippingMinor, keptMinor });
  // Zero settles the return of units, and sent units whose price the shop keeps. Others have nothing to refund.
  const isSettlement = credited.length > 0 && (returnId !== null || keptMinor > 0);
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
  // Nothing is asked of payments: a refund of zero has succeeded.
  if (amountMinor === 0) await applyRefundOutcome(context, tx, refundId, { state: "SUCCEEDED" });
  await recordSettlement(tx, order.id);
  await touchOrder(tx, order.id, context.runtime.now());
  const amount = toDecimal({ minor: amountMinor, currency: order.currency });
  const summary = `Requested ${refundId} of ${amount} ${order.currency} for ${order.id}.`;
  await recordAudit(context.runtime, tx, context.viewer, { action: "refund.requested", subjectId: order.id, summary });
  return { refundId };
}

type CreditScope = RefundScope & PartsRequest & { withdrawn: UnitSet; lines: NonNullable<OrderRefundInput["lines"]> };

/** Credits the units of a part. Its unsent units are withdrawn from fulfilment, unless the refund keeps them fulfillable. */
async function creditPart(deps: Deps, tx: Tx, part: OrderPart, { order, field, ...scope }: CreditScope) {
  const { line, quantity } = part;
  const counters = await findLineCounters(tx, line.id);
  const candidates = refundableUnits(counters, scope, scope.withdrawn);
  const maximum = sum(candidates.map(sizeOf));
  if (quantity > maximum) return quantityExceeded(line, order, { field, maximum, cause: "ALREADY_REFUNDED" });
  const units = takeInOrder(candidates, quantity);
  const withdrawn = scope.staysFulfillable ? 0 : sizeOf(intersectionOf(units, unsentUnits(counters)));
  const inFulfilments = Math.max(0, withdrawn - freeUnits(counters));
  await removeFromFulfilments(tx, line.id, inFulfilments, { isResend: false });
  const { unreplaced, ...stopped } = await stopResends(deps, tx, counters, units);
  const move = { allocated: -inFulfilments, ...stopped.move };
  const { staysFulfillable } = scope;
  if (!(await creditLineUnits(tx, counters, units, { staysFulfillable, unreplaced, move })))
    throw new Error(`${quantity} units of the line ${line.id} cannot be refunded`);
  return entriesOfLine(counters, candidates, scope.lines);
}

/** The units of each entry of the input that names the line, in their order. */
function entriesOfLine(
  line: LineCountersRow,
  candidates: readonly UnitSet[],
  lines: CreditScope["lines"],
): RefundEntry[] {
  let left = candidates;
  return lines.flatMap(({ lineId, quantity, amountMinor }, index) => {
    if (lineId !== line.lineId) return [];
    const units = takeInOrder(left, quantity);
    left = left.map((set) => without(set, units));
    return [createEntry(line, units, { index, amountMinor: amountMinor ?? null })];
  });
}
