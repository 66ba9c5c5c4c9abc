/** Queries of orders, their lines, timeline and notes. */
import { prepared, rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import {
  type OrderLineRow,
  type OrderRow,
  orderEvents,
  orderLines,
  orderNotes,
  orders,
  orderVariants,
} from "../tables.ts";

export const findOrdersByIds = rowsBy(orders, orders.id);

export const findOrdersByNumbers = rowsBy(orders, orders.number);

export const findOrdersByCheckouts = rowsBy(orders, orders.checkoutId);

export async function insertOrder(tx: Tx, order: OrderRow, lines: readonly OrderLineRow[]): Promise<void> {
  await tx.insert(orders).values(order);
  await tx.insert(orderLines).values([...lines]);
  const { id: orderId, placedAt } = order;
  const variantIds = new Set(lines.map((line) => line.variantId));
  await tx.insert(orderVariants).values([...variantIds].map((variantId) => ({ variantId, placedAt, orderId })));
}

/** Updates an order in one of the states `from`; undefined and no change otherwise. */
export async function changeOrder(
  tx: Tx,
  id: string,
  from: readonly OrderRow["state"][],
  change: Partial<
    Pick<
      OrderRow,
      | "state"
      | "cancelReason"
      | "invoiceNumber"
      | "invoicedAt"
      | "holdReason"
      | "holdSince"
      | "deliveredAt"
      | "settlement"
    >
  >,
): Promise<OrderRow | undefined> {
  const [row] = await tx
    .update(orders)
    .set(change)
    .where(and(eq(orders.id, id), inArray(orders.state, [...from])))
    .returning();
  return row;
}

const raiseUpdatedAt = prepared(["id", "now"], (tx: Tx, { id, now }) =>
  tx
    .update(orders)
    .set({ updatedAt: sql`max(${orders.updatedAt}, ${now})` })
    .where(eq(orders.id, id)),
);

/** Records the time of a change of an order. */
export async function touchOrder(tx: Tx, id: string, now: number): Promise<void> {
  await raiseUpdatedAt(tx, { id, now });
}

/** Orders that were delivered before `before` and are not completed yet. */
export async function findDeliveredBefore(db: Reader, before: number, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.state, "DELIVERED"), lte(orders.deliveredAt, before)))
    .limit(limit);
  return rows.map((row) => row.id);
}

export const findLinesByOrders = rowsBy(
  orderLines,
  orderLines.orderId,
  asc(orderLines.orderId),
  asc(orderLines.position),
);

export const findEventsByOrders = rowsBy(orderEvents, orderEvents.orderId, asc(orderEvents.seq));

export const insertOrderEvent = rowInto(orderEvents);

export const findNotesByOrders = rowsBy(orderNotes, orderNotes.orderId, asc(orderNotes.at), asc(orderNotes.id));

export const insertNote = rowInto(orderNotes);
