/** Queries of fulfilments, parcels and their parts. */
import { rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, desc, eq, inArray, isNotNull, max, sql } from "drizzle-orm";
import {
  type FulfilmentPartRow,
  type FulfilmentRow,
  fulfilmentParts,
  fulfilments,
  type ShipmentPartRow,
  type ShipmentRow,
  shipmentParts,
  shipments,
} from "../tables.ts";

export async function insertFulfilment(
  tx: Tx,
  fulfilment: FulfilmentRow,
  parts: readonly FulfilmentPartRow[],
): Promise<void> {
  await tx.insert(fulfilments).values(fulfilment);
  await tx.insert(fulfilmentParts).values([...parts]);
}

export async function findFulfilment(db: Reader, id: string): Promise<FulfilmentRow | undefined> {
  const [row] = await db.select().from(fulfilments).where(eq(fulfilments.id, id));
  return row;
}

/** The oldest first. */
export const findFulfilmentsByIds = rowsBy(fulfilments, fulfilments.id);
export const findShipmentsByIds = rowsBy(shipments, shipments.id);

export const findFulfilmentsByOrders = rowsBy(
  fulfilments,
  fulfilments.orderId,
  asc(fulfilments.orderId),
  asc(fulfilments.createdAt),
  asc(fulfilments.id),
);

export const findFulfilmentParts = rowsBy(
  fulfilmentParts,
  fulfilmentParts.fulfilmentId,
  asc(fulfilmentParts.fulfilmentId),
  asc(fulfilmentParts.lineId),
);

/** The fulfilment parts of a line with unpacked units, the latest fulfilment first. */
export async function findUnpackedParts(db: Reader, lineId: string): Promise<FulfilmentPartRow[]> {
  const rows = await db
    .select({ part: fulfilmentParts })
    .from(fulfilmentParts)
    .innerJoin(fulfilments, eq(fulfilments.id, fulfilmentParts.fulfilmentId))
    .where(and(eq(fulfilmentParts.lineId, lineId), sql`${fulfilmentParts.packed} < ${fulfilmentParts.quantity}`))
    .orderBy(desc(fulfilments.createdAt), desc(fulfilments.id));
  return rows.map((row) => row.part);
}

type PartMove = { quantity?: number; packed?: number };

/** Changes the quantity or the packed units of a part; false and no change if more units would be packed than there are. */
export async function changePart(
  tx: Tx,
  { fulfilmentId, lineId }: Pick<FulfilmentPartRow, "fulfilmentId" | "lineId">,
  { quantity = 0, packed = 0 }: PartMove,
): Promise<boolean> {
  const after = {
    quantity: sql`${fulfilmentParts.quantity} + ${quantity}`,
    packed: sql`${fulfilmentParts.packed} + ${packed}`,
  };
  const moved = await tx
    .update(fulfilmentParts)
    .set(after)
    .where(
      and(
        eq(fulfilmentParts.fulfilmentId, fulfilmentId),
        eq(fulfilmentParts.lineId, lineId),
        sql`${after.packed} <= ${after.quantity}`,
      ),
    )
    .returning({ lineId: fulfilmentParts.lineId });
  return moved.length === 1;
}

export async function insertShipment(tx: Tx, shipment: ShipmentRow, parts: readonly ShipmentPartRow[]): Promise<void> {
  await tx.insert(shipments).values(shipment);
  await tx.insert(shipmentParts).values([...parts]);
}

export async function findShipment(db: Reader, id: string): Promise<ShipmentRow | undefined> {
  const [row] = await db.select().from(shipments).where(eq(shipments.id, id));
  return row;
}

/** The oldest first. */
export const findShipmentsByFulfilments = rowsBy(
  shipments,
  shipments.fulfilmentId,
  asc(shipments.fulfilmentId),
  asc(shipments.createdAt),
  asc(shipments.id),
);

/** The oldest first. */
export const findShipmentsByOrders = rowsBy(
  shipments,
  shipments.orderId,
  asc(shipments.orderId),
  asc(shipments.createdAt),
  asc(shipments.id),
);

export const findShipmentParts = rowsBy(
  shipmentParts,
  shipmentParts.shipmentId,
  asc(shipmentParts.shipmentId),
  asc(shipmentParts.lineId),
);

/** Updates a parcel in one of the statuses `from`; undefined and no change otherwise. */
export async function changeShipment(
  tx: Tx,
  id: string,
  from: readonly ShipmentRow["status"][],
  change: Partial<Omit<ShipmentRow, "id" | "fulfilmentId" | "orderId">>,
): Promise<ShipmentRow | undefined> {
  const [row] = await tx
    .update(shipments)
    .set(change)
    .where(and(eq(shipments.id, id), inArray(shipments.status, [...from])))
    .returning();
  return row;
}

export type LastArrival = { orderId: string; lineId: string; arrivedAt: number };

/** The last delivery of each line of these orders. Lines without a delivery are left out. */
export async function findLastArrivals(db: Reader, orderIds: readonly string[]): Promise<LastArrival[]> {
  const rows = await db
    .select({ orderId: shipments.orderId, lineId: shipmentParts.lineId, arrivedAt: max(shipments.deliveredAt) })
    .from(shipments)
    .innerJoin(shipmentParts, eq(shipmentParts.shipmentId, shipments.id))
    .where(and(inArray(shipments.orderId, [...orderIds]), isNotNull(shipments.deliveredAt)))
    .groupBy(shipments.orderId, shipmentParts.lineId);
  return rows.map(({ orderId, lineId, arrivedAt }) => ({ orderId, lineId, arrivedAt: arrivedAt ?? 0 }));
}
