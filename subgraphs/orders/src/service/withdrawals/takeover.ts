/** Takeover of units of ordinary returns by a withdrawal: a return that the shop has not refunded never stands in its way. */
import { sum } from "@hansa/commerce/money";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { changeReturn, findReturnParts, findReturnsByOrders, releaseUnits } from "../../store/returns/returns.ts";
import type { OrderRow, ReturnPartRow, ReturnRow, UnitSet } from "../../store/tables.ts";
import type { Actor } from "../access.ts";
import { findReturnedParts } from "../order/returned-units.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { intersectionOf, partlyRefundedUnits, sizeOf, unionOf, without } from "../order/units.ts";
import { findPartsOfOrder } from "./parts.ts";
import { noneOpen, type OpenUnits } from "./units.ts";

/** A part of an ordinary return. `open`: its units that are neither refunded nor being refunded; `restocked`: the restocked ones among them. */
type OpenPart = { row: ReturnRow; part: ReturnPartRow; open: number; refundedUnits: UnitSet; restocked: number };

/** Units of a line that left ordinary returns: the number of those still to arrive, and those that had arrived. */
export type TakenUnits = { toCome: number; arrived: ArrivedUnits | null };
/**
 * Units that are in the house; `receivedAt`: the time of the first arrival among them; `unjudged`: those that came back without a return, so that
 * no arrival has judged them.
 */
export type ArrivedUnits = { quantity: number; restocked: number; unjudged: number; receivedAt: number };

/** The states in the order in which units are taken: those first that the shop has handled least. */
const takenStates: readonly ReturnRow["state"][] = ["REQUESTED", "APPROVED", "RECEIVED", "REFUNDED", "CLOSED"];

/** A function that finds the units of a line in the ordinary returns of an order. Those refunded in part count as open. */
export async function findOpenUnits(db: Reader, orderId: string): Promise<(lineId: string) => OpenUnits> {
  const parts = await findParts(db, orderId);
  if (parts.length === 0) return () => noneOpen;
  const withdrawn = await findPartsOfOrder(db, orderId);
  const partly = new Map(
    (await findCountersByOrders(db, [orderId])).map((line) => {
      const own = withdrawn.filter(({ lineId }) => lineId === line.lineId);
      return [line.lineId, without(partlyRefundedUnits(line), ...own.map(({ returned }) => returned))];
    }),
  );
  return (lineId) => {
    const own = parts.filter(({ part }) => part.lineId === lineId);
    const refunded = unionOf(...own.map(({ refundedUnits }) => refundedUnits));
    const count = sum(own.map(({ open }) => open)) + sizeOf(intersectionOf(refunded, partly.get(lineId) ?? []));
    return { count, refunded };
  };
}

/** Takes units of a line out of ordinary returns. Within a return, units that have not arrived are taken first. */
export async function takeOverUnits(
  tx: Tx,
  { id }: Pick<OrderRow, "id">,
  lineId: string,
  quantity: number,
): Promise<TakenUnits> {
  let toCome = 0;
  let arrived: ArrivedUnits | null = null;
  let left = quantity;
  for (const { row, part, open, ...of } of await findParts(tx, id)) {
    if (part.lineId !== lineId || open === 0) continue;
    const units = Math.min(left, open);
    const received = Math.max(0, units - (part.quantity - part.received));
    const restocked = Math.min(received, of.restocked);
    if (!(await releaseUnits(tx, part, { quantity: units, received, restocked })))
      throw new Error(`the return ${row.id} has fewer units of the line ${lineId}`);
    toCome += units - received;
    if (received > 0)
      arrived = addArrived(arrived, { quantity: received, restocked, unjudged: 0, receivedAt: row.receivedAt ?? 0 });
    left -= units;
  }
  if (left > 0) throw new Error(`the returns of ${id} have fewer open units of the line ${lineId}`);
  return { toCome, arrived };
}

/** Units in the house together. */
export function addArrived(one: ArrivedUnits | null, other: ArrivedUnits): ArrivedUnits {
  if (one === null) return other;
  return {
    quantity: one.quantity + other.quantity,
    restocked: one.restocked + other.restocked,
    unjudged: one.unjudged + other.unjudged,
    receivedAt: Math.min(one.receivedAt, other.receivedAt),
  };
}

/** Closes the ordinary returns of an order that a withdrawal has emptied. */
export async function closeEmptyReturns(deps: Deps, tx: Tx, order: OrderRow, by: Actor): Promise<void> {
  for (const row of await findOrdinaryReturns(tx, order.id)) {
    if (row.state === "CLOSED") continue;
    if ((await findReturnParts(tx, [row.id])).some(({ quantity }) => quantity > 0)) continue;
    const change = { state: "CLOSED", outcome: "WITHDRAWN", closedAt: deps.runtime.now() } as const;
    if (!(await changeReturn(tx, row.id, row.state, change))) throw new Error(`the return ${row.id} cannot be closed`);
    const summary = "A return was closed: its goods were withdrawn.";
    await recordOrderEvent(deps, tx, order, { kind: "RETURN_CLOSED", summary, ...by });
  }
}

/** The parts of ordinary returns. */
async function findParts(db: Reader, orderId: string): Promise<OpenPart[]> {
  const rows = await findOrdinaryReturns(db, orderId);
  if (rows.length === 0) return [];
  const parts = await findReturnedParts(
    db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap((row) =>
    parts
      .filter(({ part }) => part.returnId === row.id)
      .map(({ part, refunded, ...of }) => ({ row, part, open: Math.max(0, part.quantity - refunded), ...of })),
  );
}

async function findOrdinaryReturns(db: Reader, orderId: string): Promise<ReturnRow[]> {
  const rows = await findReturnsByOrders(db, [orderId]);
  return takenStates.flatMap((state) => rows.filter((row) => row.withdrawalId === null && row.state === state));
}
