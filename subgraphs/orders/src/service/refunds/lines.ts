/** Lines of a refund: the units that it takes, and the change of their lines. */
import { sum } from "@hansa/commerce/money";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import type { OrderRefundInput } from "../../generated/resolvers.ts";
import { findCountersByOrders, findLineCounters } from "../../store/order/line-counters.ts";
import type { LineCountersRow, UnitSet } from "../../store/tables.ts";
import { removeFromFulfilments } from "../cancellation/part-cancellation.ts";
import { stopResends } from "../cancellation/resends.ts";
import { creditLineUnits, type LoweredUnits, type OrderPart, type PartsRequest } from "../order/parts.ts";
import { freeUnits } from "../order/progress.ts";
import { quantityExceeded } from "../order/refusals.ts";
import { reopenRefundedUnits } from "../order/reopened-units.ts";
import {
  intersectionOf,
  type RefundScope,
  refundableUnits,
  sizeOf,
  takeInOrder,
  unionOf,
  unsentUnits,
  without,
} from "../order/units.ts";
import { findReturnedUnits } from "../withdrawals/parts.ts";
import { createEntry, createReduction, type RefundEntry } from "./amounts.ts";

type InputLines = NonNullable<OrderRefundInput["lines"]>;
type Requested = RefundScope & { parts: readonly OrderPart[]; lines: InputLines };

/** The entries of a refund, in the sequence of the order's lines; price reductions last. Refuses a line with fewer units than wanted. */
export async function findEntries(tx: Tx, { order, field }: PartsRequest, { parts, lines, ...scope }: Requested) {
  const returned = await findReturnedUnits(tx, order.id);
  const entries: RefundEntry[] = [];
  for (const part of parts) {
    const candidates = refundableUnits(part.counters, scope, returned(part.line.id));
    const maximum = sum(candidates.map(sizeOf));
    if (part.quantity > maximum)
      return quantityExceeded(part.line, order, { field, maximum, cause: "ALREADY_REFUNDED" });
    entries.push(...entriesOfLine(part.counters, candidates, lines));
  }
  if (lines.every(({ quantity }) => quantity > 0)) return entries;
  const counters = await findCountersByOrders(tx, [order.id]);
  return [...entries, ...counters.flatMap((line) => reductionOfLine(line, entries, lines))];
}

/** The units of each entry of the input that names the line, in their order. */
function entriesOfLine(line: LineCountersRow, candidates: readonly UnitSet[], lines: InputLines): RefundEntry[] {
  let left = candidates;
  return lines.flatMap(({ lineId, quantity, amountMinor }, index) => {
    if (lineId !== line.lineId || quantity === 0) return [];
    const units = takeInOrder(left, quantity);
    left = left.map((set) => without(set, units));
    return [createEntry(line, units, { index, amountMinor: amountMinor ?? null })];
  });
}

/** The price reduction of a line, if the input has one. */
function reductionOfLine(line: LineCountersRow, entries: readonly RefundEntry[], lines: InputLines): RefundEntry[] {
  const named = unionOf(...entries.filter(({ lineId }) => lineId === line.lineId).map(({ units }) => units));
  return lines.flatMap(({ lineId, quantity, amountMinor }, index) =>
    lineId === line.lineId && quantity === 0
      ? [createReduction(line, named, { index, amountMinor: amountMinor ?? null })]
      : [],
  );
}

type CreditedPart = LoweredUnits & { lineId: string };

/**
 * Credits the units of a part and lowers prices of its line. Its unsent units are withdrawn from fulfilment, unless they stay fulfillable. Of units
 * that were refunded in part before, this refund pays what was left, and counts them instead of the earlier one.
 */
export async function creditLine(
  deps: Deps,
  tx: Tx,
  { lineId, ...credited }: CreditedPart,
  { staysFulfillable }: Pick<RefundScope, "staysFulfillable">,
): Promise<void> {
  const { units } = credited;
  const { line } = await reopenRefundedUnits(tx, await findLineCounters(tx, lineId), units);
  const withdrawn = staysFulfillable ? 0 : sizeOf(intersectionOf(units, unsentUnits(line)));
  const inFulfilments = Math.max(0, withdrawn - freeUnits(line));
  await removeFromFulfilments(tx, lineId, inFulfilments, { isResend: false });
  const { unreplaced, ...stopped } = await stopResends(deps, tx, line, units);
  const move = { allocated: -inFulfilments, ...stopped.move };
  if (!(await creditLineUnits(tx, line, credited, { staysFulfillable, unreplaced, move })))
    throw new Error(`${sizeOf(units)} units of the line ${lineId} cannot be refunded`);
}
