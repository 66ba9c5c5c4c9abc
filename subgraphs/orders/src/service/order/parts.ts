/** Parts of an order that somebody names: so many of some of its lines, checked against the order before anything is done. */
import { type InputProblem, invalid, problem } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import type { QuantityExceededCause } from "../../generated/resolvers.ts";
import { type CounterMove, findCountersByOrders, moveCounters } from "../../store/counters.ts";
import { findLinesByOrders } from "../../store/orders.ts";
import type { LineCountersRow, OrderLineRow, OrderRow, UnitSet } from "../../store/tables.ts";
import type { Part } from "./news.ts";
import { quantityExceeded } from "./refusals.ts";

/** A line with its counters and how much of it is meant; `units`: exactly which units, where that is known. */
export type NamedPart = { line: OrderLineRow; counters: LineCountersRow; quantity: number; units?: UnitSet };

/** What is wrong with the parts themselves: none, or not a positive number of something. `field` is where they stand in the input. */
export function partProblems(parts: readonly Part[], field: string): InputProblem[] {
  if (parts.length === 0) return [problem(field, "EMPTY", "Name at least one part.")];
  return parts.flatMap(({ quantity }, index) =>
    quantity >= 1 ? [] : [problem(`${field}.${index}.quantity`, "TOO_SMALL", "Take at least one.")],
  );
}

type Refusal = ReturnType<typeof invalid> | ReturnType<typeof quantityExceeded>;

/** Finds the parts of an order, each line once, in the order of its lines. A line that it does not have is refused as INVALID. */
export async function nameParts(
  tx: Tx,
  order: OrderRow,
  parts: readonly Part[],
  field: string,
  refuse: (refusal: ReturnType<typeof invalid>) => never,
): Promise<NamedPart[]> {
  const lines = await findLinesByOrders(tx, [order.id]);
  const known = new Set(lines.map((line) => line.id));
  const strange = parts.flatMap(({ lineId }, index) =>
    known.has(lineId) ? [] : [problem(`${field}.${index}.lineId`, "UNKNOWN_LINE", "The order has no such line.")],
  );
  if (strange.length > 0) return refuse(invalid(strange));
  const counters = new Map((await findCountersByOrders(tx, [order.id])).map((row) => [row.lineId, row]));
  return lines.flatMap((line) => {
    const quantity = parts.filter((part) => part.lineId === line.id).reduce((units, part) => units + part.quantity, 0);
    const own = counters.get(line.id);
    return own && quantity > 0 ? [{ line, counters: own, quantity }] : [];
  });
}

/** Every line of the order with as much as `unitsOf` says; lines of which that is nothing are left out. */
export async function allParts(
  tx: Tx,
  order: OrderRow,
  unitsOf: (counters: LineCountersRow) => number,
): Promise<NamedPart[]> {
  const lines = new Map((await findLinesByOrders(tx, [order.id])).map((line) => [line.id, line]));
  return (await findCountersByOrders(tx, [order.id])).flatMap((counters) => {
    const line = lines.get(counters.lineId);
    const quantity = unitsOf(counters);
    return line && quantity > 0 ? [{ line, counters, quantity }] : [];
  });
}

/** Moves a part's counters, or refuses with how many are left as `maximum` counts them, and why. */
export async function movePartCounters(
  tx: Tx,
  order: OrderRow,
  { line, counters, quantity }: NamedPart,
  move: CounterMove,
  maximum: number,
  field: string,
  cause: QuantityExceededCause,
  refuse: (refusal: Refusal) => never,
): Promise<void> {
  const hasMoved = quantity <= maximum && (await moveCounters(tx, counters.lineId, move));
  if (!hasMoved) refuse(quantityExceeded(line, order, Math.max(0, maximum), ["input", field], cause));
}
