/** Queries of fulfilments, parcels and their parts. */
import { equals, type FilterValues, filteredList, newestFirst } from "@hansa/kit/graphql";
import {
  given,
  isAmong,
  listOf,
  type Reader,
  rowBy,
  rowInto,
  rowsBy,
  rowsInto,
  statement,
  type Tx,
} from "@hansa/kit/store";
import { and, asc, desc, eq, getTableColumns, gt, isNotNull, lt, max, type SQL, sql } from "drizzle-orm";
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

/** Inserts a fulfilment with its parts. */
export async function insertFulfilment(
  tx: Tx,
  fulfilment: FulfilmentRow,
  parts: readonly FulfilmentPartRow[],
): Promise<void> {
  await addFulfilment(tx, fulfilment);
  await addFulfilmentParts(tx, parts);
}

const addFulfilment = rowInto(fulfilments);
const addFulfilmentParts = rowsInto(fulfilmentParts);

export const findFulfilment = rowBy(fulfilments, fulfilments.id);

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

/** The fulfilment parts of a line with unpacked units, the latest fulfilment first. `isResend`: of units that are sent once more, or of the others. */
export async function findUnpackedParts(db: Reader, lineId: string, isResend: boolean): Promise<FulfilmentPartRow[]> {
  return (await unpackedParts(db, lineId, isResend)).map((row) => row.part);
}

const unpackedParts = statement([fulfilmentParts.lineId, fulfilments.isResend], (db: Reader, lineId, isResend) =>
  db
    .select({ part: fulfilmentParts })
    .from(fulfilmentParts)
    .innerJoin(fulfilments, eq(fulfilments.id, fulfilmentParts.fulfilmentId))
    .where(
      and(
        eq(fulfilmentParts.lineId, lineId),
        eq(fulfilments.isResend, isResend),
        lt(fulfilmentParts.packed, fulfilmentParts.quantity),
      ),
    )
    .orderBy(desc(fulfilments.createdAt), desc(fulfilments.id)),
);

type PartMove = { quantity?: number; packed?: number; toPutBack?: number };

/**
 * Changes the quantity, the packed units or those to put back of a part; false and no change if more units would be packed than there are, or
 * fewer than none put back.
 */
export async function changePart(
  tx: Tx,
  part: Pick<FulfilmentPartRow, "fulfilmentId" | "lineId">,
  { quantity = 0, packed = 0, toPutBack = 0 }: PartMove,
): Promise<boolean> {
  return (await movePart(tx, part, { quantity, packed, toPutBack })).length === 1;
}

const { fulfilmentId, lineId } = fulfilmentParts;
const moved = {
  quantity: fulfilmentParts.quantity,
  packed: fulfilmentParts.packed,
  toPutBack: fulfilmentParts.toPutBack,
};
const movePart = statement([{ fulfilmentId, lineId }, moved], (tx: Tx, part, by) => {
  const after = {
    quantity: sql`${fulfilmentParts.quantity} + ${by.quantity}`,
    packed: sql`${fulfilmentParts.packed} + ${by.packed}`,
    toPutBack: sql`${fulfilmentParts.toPutBack} + ${by.toPutBack}`,
  };
  const isPossible = sql`${after.packed} <= ${after.quantity} AND ${after.toPutBack} >= 0`;
  return tx
    .update(fulfilmentParts)
    .set(after)
    .where(and(eq(fulfilmentId, part.fulfilmentId), eq(lineId, part.lineId), isPossible))
    .returning({ lineId });
});

/** Derives the state of a fulfilment, and whether it has units to put back, from its parts. */
export const updateFulfilment = statement([fulfilments.id], (tx: Tx, id) => {
  const hasPart = (condition: SQL) =>
    sql`EXISTS (SELECT 1 FROM ${fulfilmentParts} WHERE ${fulfilmentId} = ${id} AND ${condition})`;
  return tx
    .update(fulfilments)
    .set({
      state: sql`CASE WHEN ${hasPart(gt(fulfilmentParts.quantity, 0))} THEN 'OPEN' ELSE 'CANCELLED' END`,
      isToPutBack: hasPart(gt(fulfilmentParts.toPutBack, 0)),
    })
    .where(eq(fulfilments.id, id));
});

const filters = {
  state: equals(fulfilments.state),
  isToPutBack: equals(fulfilments.isToPutBack),
};

export type FulfilmentFilter = FilterValues<typeof filters>;

/** Fulfilments of all orders, by time of creation. */
export const { findPage: findFulfilmentsPage, count: countFulfilments } = filteredList(
  fulfilments,
  newestFirst(fulfilments.createdAt, fulfilments.id),
  filters,
);

/** Inserts a parcel with its parts. */
export async function insertShipment(tx: Tx, shipment: ShipmentRow, parts: readonly ShipmentPartRow[]): Promise<void> {
  await addShipment(tx, shipment);
  await addShipmentParts(tx, parts);
}

const addShipment = rowInto(shipments);
const addShipmentParts = rowsInto(shipmentParts);

export const findShipment = rowBy(shipments, shipments.id);

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
  const [row] = await updateShipment(tx, id, from, change);
  return row;
}

const updateShipment = statement(
  [shipments.id, listOf(shipments.status), given(getTableColumns(shipments))],
  (tx: Tx, id, from, change) =>
    tx
      .update(shipments)
      .set(change)
      .where(and(eq(shipments.id, id), isAmong(shipments.status, from)))
      .returning(),
);

export type LastArrival = { orderId: string; lineId: string; arrivedAt: number };

/** The last delivery of each line of these orders. Lines without a delivery are left out. */
export async function findLastArrivals(db: Reader, orderIds: readonly string[]): Promise<LastArrival[]> {
  const rows = await lastArrivals(db, orderIds);
  return rows.map(({ orderId, lineId, arrivedAt }) => ({ orderId, lineId, arrivedAt: arrivedAt ?? 0 }));
}

const lastArrivals = statement([listOf(shipments.orderId)], (db: Reader, orderIds) =>
  db
    .select({ orderId: shipments.orderId, lineId: shipmentParts.lineId, arrivedAt: max(shipments.deliveredAt) })
    .from(shipments)
    .innerJoin(shipmentParts, eq(shipmentParts.shipmentId, shipments.id))
    .where(and(isAmong(shipments.orderId, orderIds), isNotNull(shipments.deliveredAt)))
    .groupBy(shipments.orderId, shipmentParts.lineId),
);
