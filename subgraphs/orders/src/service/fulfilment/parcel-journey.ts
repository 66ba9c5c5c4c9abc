/** A parcel on its way: it leaves, arrives, or does not, or is unpacked before, each once, and lines, order and money follow in the same transaction. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { type CounterMove, moveCounters } from "../../store/counters.ts";
import { changeShipment, findShipmentParts, movePart } from "../../store/fulfilments.ts";
import type { OrderRow, ShipmentRow } from "../../store/tables.ts";
import { takeDue } from "../money/settling.ts";
import { sendLineUnits } from "../money/unit-moves.ts";
import type { Acting } from "../order/access.ts";
import { recordOrderEvent } from "../order/events.ts";
import { followLines } from "../order/following.ts";
import { tellParcel } from "../order/news.ts";
import { isUndelivered } from "./shipment-life.ts";

type Status = ShipmentRow["status"];

/** Moves a parcel to a status that may follow; whoever calls has checked that. Arriving without having left is both. */
export async function moveParcel(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  parcel: ShipmentRow,
  status: Status,
  by: Acting,
): Promise<void> {
  if (status === "UNPACKED") return unpack(deps, tx, order, parcel, by);
  const left = parcel.status === "READY" ? await parcelLeft(deps, tx, order, parcel, by) : parcel;
  if (left.status === status) return;
  const deliveredAt = status === "DELIVERED" ? deps.world.now() : null;
  const moved = await changeShipment(tx, parcel.id, [left.status], { status, deliveredAt });
  if (!moved) throw new Error(`the parcel ${parcel.id} left its status inside the transaction that read it`);
  const parts = await findShipmentParts(tx, [parcel.id]);
  const wasUndelivered = isUndelivered(left.status);
  if (status === "DELIVERED") {
    await moveParts(tx, parts, (units) => ({ delivered: units, undelivered: wasUndelivered ? -units : 0 }));
    await recordOrderEvent(deps, tx, order, { kind: "DELIVERED", summary: "A parcel has arrived.", ...by });
    await tellParcel(deps, tx, "delivered", order, moved, parts);
  } else if (isUndelivered(status)) {
    if (!wasUndelivered) await moveParts(tx, parts, (units) => ({ undelivered: units }));
    const event =
      status === "LOST"
        ? ({ kind: "PARCEL_LOST", summary: "A parcel was lost." } as const)
        : ({ kind: "PARCEL_RETURNED", summary: "A parcel came back without having arrived." } as const);
    await recordOrderEvent(deps, tx, order, { ...event, ...by });
  }
  await followLines(deps, tx, order);
}

/** A parcel leaves: its units are shipped, and where the shop takes money parcel by parcel, its share becomes due. */
export async function parcelLeft(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  { id }: ShipmentRow,
  by: Acting,
): Promise<ShipmentRow> {
  const moved = await changeShipment(tx, id, ["READY"], { status: "SHIPPED", shippedAt: deps.world.now() });
  if (!moved) throw new Error(`the parcel ${id} has left before`);
  const parts = await findShipmentParts(tx, [id]);
  for (const { lineId, quantity } of parts)
    if (!(await sendLineUnits(tx, lineId, quantity)))
      throw new Error(`the counters of ${lineId} do not fit its parcels`);
  await recordOrderEvent(deps, tx, order, { kind: "SHIPPED", summary: "A parcel has left.", ...by });
  await tellParcel(deps, tx, "shipped", order, moved, parts);
  await takeDue(deps, tx, await followLines(deps, tx, order), id);
  return moved;
}

/** A parcel that has not left is no parcel any more: its goods are set aside as they were before. */
async function unpack(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  { id, fulfilmentId }: ShipmentRow,
  by: Acting,
): Promise<void> {
  const moved = await changeShipment(tx, id, ["READY"], { status: "UNPACKED" });
  if (!moved) throw new Error(`the parcel ${id} has left before it was unpacked`);
  const parts = await findShipmentParts(tx, [id]);
  await moveParts(tx, parts, (units) => ({ packed: -units }));
  for (const { lineId, quantity } of parts)
    if (!(await movePart(tx, { fulfilmentId, lineId }, { packed: -quantity })))
      throw new Error(`the parcel ${id} does not fit its fulfilment`);
  await recordOrderEvent(deps, tx, order, { kind: "UNPACKED", summary: "A parcel was unpacked again.", ...by });
}

async function moveParts(
  tx: Tx,
  parts: readonly { lineId: string; quantity: number }[],
  moveOf: (units: number) => CounterMove,
): Promise<void> {
  for (const { lineId, quantity } of parts)
    if (!(await moveCounters(tx, lineId, moveOf(quantity))))
      throw new Error(`the counters of ${lineId} do not fit its parcels`);
}
