/** Orders, their lines, their timeline and their notes as rows. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, inArray, lte } from "drizzle-orm";
import {
  type OrderEventRow,
  type OrderLineRow,
  type OrderNoteRow,
  type OrderRow,
  orderEvents,
  orderLines,
  orderNotes,
  orders,
  orderVariants,
} from "./tables.ts";

export function findOrdersByIds(db: Reader, ids: readonly string[]): Promise<OrderRow[]> {
  return db
    .select()
    .from(orders)
    .where(inArray(orders.id, [...ids]));
}

export function findOrdersByNumbers(db: Reader, numbers: readonly string[]): Promise<OrderRow[]> {
  return db
    .select()
    .from(orders)
    .where(inArray(orders.number, [...numbers]));
}

export function findOrdersByCheckouts(db: Reader, checkoutIds: readonly string[]): Promise<OrderRow[]> {
  return db
    .select()
    .from(orders)
    .where(inArray(orders.checkoutId, [...checkoutIds]));
}

export async function insertOrder(tx: Tx, order: OrderRow, lines: readonly OrderLineRow[]): Promise<void> {
  await tx.insert(orders).values(order);
  await tx.insert(orderLines).values([...lines]);
  const { id: orderId, placedAt } = order;
  const variantIds = new Set(lines.map((line) => line.variantId));
  await tx.insert(orderVariants).values([...variantIds].map((variantId) => ({ variantId, placedAt, orderId })));
}

/** Moves an order out of one of `from`; undefined, and nothing changed, if it is in another state. */
export async function moveOrder(
  tx: Tx,
  id: string,
  from: readonly OrderRow["state"][],
  change: Partial<
    Pick<
      OrderRow,
      "state" | "cancelReason" | "invoiceNumber" | "invoicedAt" | "holdReason" | "holdSince" | "deliveredAt"
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

/** Orders that arrived before `before`, and are not completed yet. */
export async function findArrivedBefore(db: Reader, before: number, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.state, "DELIVERED"), lte(orders.deliveredAt, before)))
    .limit(limit);
  return rows.map((row) => row.id);
}

export function findLinesByOrders(db: Reader, orderIds: readonly string[]): Promise<OrderLineRow[]> {
  return db
    .select()
    .from(orderLines)
    .where(inArray(orderLines.orderId, [...orderIds]))
    .orderBy(asc(orderLines.orderId), asc(orderLines.position));
}

export function findEventsByOrders(db: Reader, orderIds: readonly string[]): Promise<OrderEventRow[]> {
  return db
    .select()
    .from(orderEvents)
    .where(inArray(orderEvents.orderId, [...orderIds]))
    .orderBy(asc(orderEvents.seq));
}

export async function insertOrderEvent(tx: Tx, event: Omit<OrderEventRow, "seq">): Promise<void> {
  await tx.insert(orderEvents).values(event);
}

export function findNotesByOrders(db: Reader, orderIds: readonly string[]): Promise<OrderNoteRow[]> {
  return db
    .select()
    .from(orderNotes)
    .where(inArray(orderNotes.orderId, [...orderIds]))
    .orderBy(asc(orderNotes.at), asc(orderNotes.id));
}

export async function insertNote(tx: Tx, note: OrderNoteRow): Promise<void> {
  await tx.insert(orderNotes).values(note);
}
