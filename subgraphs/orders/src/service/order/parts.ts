/** Parts of an order: quantities of its lines, validated against the order, and changes of the units of a line. */
import { type InputProblem, invalid, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import type { QuantityExceededCause } from "../../generated/resolvers.ts";
import {
  type CounterMove,
  changeCounters,
  changeUnits,
  findCountersByOrders,
  findLineCounters,
  type UnitChange,
} from "../../store/order/line-counters.ts";
import { findLinesByOrders } from "../../store/order/orders.ts";
import { insertOrderTask } from "../../store/processing/order-tasks.ts";
import type { LineCountersRow, LineUnits, OrderLineRow, OrderRow, UnitAmounts, UnitSet } from "../../store/tables.ts";
import type { Part } from "../lifecycle/order-events.ts";
import { quantityExceeded } from "./refusals.ts";
import { amountOff, lowerPrices, pricesLeft, raisePrices, unitsIn, withPrices } from "./unit-prices.ts";
import {
  intersectionOf,
  lowestOf,
  markUnitsCancelled,
  markUnitsSent,
  resendableUnits,
  sizeOf,
  unionOf,
  unitsBack,
  unsentUnits,
  without,
} from "./units.ts";

/** A line with its counters and a quantity of it; `units`: the exact units, if they are known. */
export type OrderPart = { line: OrderLineRow; counters: LineCountersRow; quantity: number; units?: UnitSet };

/** The problems of the parts themselves: an empty list, or a quantity below one. `field` is their path in the input. */
export function partProblems(parts: readonly Part[], field: string): InputProblem[] {
  if (parts.length === 0) return [problem(field, "EMPTY", "Name at least one part.")];
  return parts.flatMap(({ quantity }, index) =>
    quantity >= 1 ? [] : [problem(`${field}.${index}.quantity`, "TOO_SMALL", "Take at least one.")],
  );
}

/** A request that names parts of an order: `field` is their path in the input. */
export type PartsRequest = { order: OrderRow; field: "parts" | "lines" };

/** Finds the parts of an order, each line once, in the order of its lines. An unknown line is refused as INVALID. */
export async function resolveParts(tx: Tx, { order, field }: PartsRequest, parts: readonly Part[]) {
  const lines = await findLinesByOrders(tx, [order.id]);
  const known = new Set(lines.map((line) => line.id));
  const strange = parts.flatMap(({ lineId }, index) =>
    known.has(lineId) ? [] : [problem(`${field}.${index}.lineId`, "UNKNOWN_LINE", "The order has no such line.")],
  );
  if (strange.length > 0) return invalid(strange);
  const counters = new Map((await findCountersByOrders(tx, [order.id])).map((row) => [row.lineId, row]));
  return lines.flatMap((line): OrderPart[] => {
    const quantity = parts.filter((part) => part.lineId === line.id).reduce((units, part) => units + part.quantity, 0);
    const own = counters.get(line.id);
    return own && quantity > 0 ? [{ line, counters: own, quantity }] : [];
  });
}

/** Every line of the order with the quantity that `unitsOf` returns; lines with zero units are omitted. */
export async function selectParts(
  tx: Tx,
  order: OrderRow,
  unitsOf: (counters: LineCountersRow) => number,
): Promise<OrderPart[]> {
  const lines = new Map((await findLinesByOrders(tx, [order.id])).map((line) => [line.id, line]));
  return (await findCountersByOrders(tx, [order.id])).flatMap((counters) => {
    const line = lines.get(counters.lineId);
    const quantity = unitsOf(counters);
    return line && quantity > 0 ? [{ line, counters, quantity }] : [];
  });
}

/** A movement of counters for at most `maximum` units; `cause`: the reason why a line has no more. */
type LimitedMove = { move: CounterMove; maximum: number; cause: QuantityExceededCause };

/** Moves the counters of a part. Returns the refusal with the maximum quantity and the cause, or undefined. */
export async function movePartCounters(
  tx: Tx,
  { order, field }: PartsRequest,
  { line, counters, quantity }: OrderPart,
  { move, maximum, cause }: LimitedMove,
) {
  const hasMoved = quantity <= maximum && (await changeCounters(tx, counters.lineId, move));
  return hasMoved ? undefined : quantityExceeded(line, order, { field, maximum: Math.max(0, maximum), cause });
}

/** Ships `count` units; returns false and changes nothing if fewer can be shipped. */
export async function shipLineUnits(tx: Tx, lineId: string, count: number, move: CounterMove = {}): Promise<boolean> {
  const line = await findLineCounters(tx, lineId);
  const change = computeChange(line, markUnitsSent(line, count));
  return change.move.shipped === count && changeUnits(tx, lineId, change, move);
}

/**
 * Ships `count` units once more. They stay sent, so that their price is not due again. Returns how many of them are taken from stock: those that
 * replace returned units, which go first. Undefined, without a change, if fewer can be sent.
 */
export async function resendLineUnits(tx: Tx, lineId: string, count: number): Promise<number | undefined> {
  const line = await findLineCounters(tx, lineId);
  const units = lowestOf(resendableUnits(line), count);
  const replaced = Math.min(count, line.replacing);
  const places = { resendAllocated: -count, resendPacked: -count, replacing: -replaced };
  const move = { ...places, delivered: -replaced, undelivered: replaced - count };
  const isSent = sizeOf(units) === count && (await removeResendableUnits(tx, line, units, move));
  return isSent ? replaced : undefined;
}

/** Adds units that came back, or are replaced, to those that can be sent once more. */
export function addResendableUnits(
  tx: Tx,
  line: LineCountersRow,
  units: UnitSet,
  move: CounterMove = {},
): Promise<boolean> {
  const resendable = unionOf(unitsBack(line), units);
  return changeUnits(tx, line.lineId, computeChange(line, { ...line.units, resendable }), move);
}

/** Removes units from those that can be sent once more: they were, are withdrawn, or are in stock. */
export function removeResendableUnits(
  tx: Tx,
  line: LineCountersRow,
  units: UnitSet,
  move: CounterMove = {},
): Promise<boolean> {
  const resendable = without(unitsBack(line), units);
  return changeUnits(tx, line.lineId, computeChange(line, { ...line.units, resendable }), move);
}

/** Units that have left by a parcel or a hand-over, which is their cause. */
type SentUnits = { causeId: string; parts: readonly Part[] };

/** Tells products that units of the order have left the shelf, by an order task. */
export async function takeOffShelf(
  { store }: Pick<Deps, "store">,
  tx: Tx,
  order: OrderRow,
  { causeId, parts }: SentUnits,
) {
  const variantOf = new Map((await findLinesByOrders(tx, [order.id])).map((line) => [line.id, line.variantId]));
  const lines = parts.flatMap(({ lineId, quantity }) => {
    const variantId = variantOf.get(lineId);
    return variantId ? [{ lineId, variantId, quantity }] : [];
  });
  await insertOrderTask(tx, { orderId: order.id, kind: "SHIP", subjectId: causeId, lines }, store.now());
}

/** Cancels units and returns what is left of the prices of those that are credited with it. Throws if one of them cannot be cancelled. */
export async function cancelLineUnits(
  tx: Tx,
  line: LineCountersRow,
  selected: UnitSet,
  move: CounterMove,
): Promise<UnitAmounts> {
  const left = pricesLeft(line, selected);
  const after = withPrices(line, markUnitsCancelled(line, selected), lowerPrices(line, selected, left));
  const isMoved = await changeUnits(tx, line.lineId, computeChange(line, after), move);
  if (!isMoved) throw new Error(`${sizeOf(selected)} units of the line ${line.lineId} cannot be cancelled`);
  return pricesLeft(line, without(selected, line.units.credited));
}

/** Units that count as refunded, and what is taken off prices of the line. */
export type LoweredUnits = { units: UnitSet; lowered: UnitAmounts };

/**
 * Credits units with what is taken off prices, and withdraws the unsent ones from fulfilment, unless `staysFulfillable` is set. `unreplaced`: those
 * of them that are not replaced any more, also if the refund fails.
 */
export function creditLineUnits(
  tx: Tx,
  line: LineCountersRow,
  { units: credited, lowered }: LoweredUnits,
  { staysFulfillable, unreplaced, move }: { staysFulfillable: boolean; unreplaced: UnitSet; move: CounterMove },
): Promise<boolean> {
  const withdrawn = staysFulfillable ? [] : intersectionOf(unsentUnits(line), credited);
  const units = {
    ...line.units,
    credited: unionOf(line.units.credited, credited),
    withdrawn: unionOf(line.units.withdrawn, withdrawn),
    resendable: without(unitsBack(line), unreplaced),
  };
  const after = withPrices(line, units, lowerPrices(line, credited, lowered));
  return changeUnits(tx, line.lineId, computeChange(line, after), move);
}

/**
 * Reverses the credit of units whose refund failed: they are charged again, and withdrawn ones can be sent again. Cancelled ones of which a price
 * reduction failed are still paid for.
 */
export async function uncreditLineUnits(tx: Tx, lineId: string, { units, lowered }: LoweredUnits): Promise<boolean> {
  const line = await findLineCounters(tx, lineId);
  const credited = unionOf(units, intersectionOf(unitsIn(lowered), line.units.cancelled));
  const after = {
    ...line.units,
    credited: without(line.units.credited, credited),
    withdrawn: without(line.units.withdrawn, units),
  };
  return changeUnits(tx, lineId, computeChange(line, withPrices(line, after, raisePrices(line, credited, lowered))));
}

/** Units that were refunded in part count as refunded no longer: what was taken off their price remains a price reduction. */
export function reopenLineUnits(tx: Tx, line: LineCountersRow, units: UnitSet): Promise<boolean> {
  const after = { ...line.units, credited: without(line.units.credited, units) };
  return changeUnits(tx, line.lineId, computeChange(line, withPrices(line, after, pricesLeft(line, units))));
}

/** The changes of the counters that follow from the unit numbers; both and the value are updated in the same statement. */
function computeChange(line: LineCountersRow, after: LineUnits): UnitChange {
  return {
    before: line.units,
    after,
    move: {
      shipped: sizeOf(after.sent) - line.shipped,
      cancelled: sizeOf(after.cancelled) - line.cancelled,
      credited: sizeOf(after.credited) - line.credited,
      creditedMinor: amountOff({ ...line, units: after }) - line.creditedMinor,
      withdrawn: sizeOf(after.withdrawn) - line.withdrawn,
      resendable: sizeOf(resendableUnits({ units: after })) - line.resendable,
    },
  };
}
