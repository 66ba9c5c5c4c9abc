/** Orders, their lines, their timeline and their notes as rows. */
import type { Page } from "@hansa/kit/pages";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, count, desc, eq, exists, gte, inArray, isNotNull, isNull, lt, lte, or, sql } from "drizzle-orm";
import {
  type OrderEventRow,
  type OrderLineRow,
  type OrderNoteRow,
  type OrderRow,
  orderEvents,
  orderLines,
  orderNotes,
  orders,
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
}

/** Moves an order out of one of `from`; undefined, and nothing changed, if it is in another state. */
export async function moveOrder(
  tx: Tx,
  id: string,
  from: readonly OrderRow["state"][],
  change: Partial<
    Pick<OrderRow, "state" | "cancelReason" | "invoiceNumber" | "holdReason" | "holdSince" | "deliveredAt">
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

export type OrderFilter = {
  state?: OrderRow["state"] | null | undefined;
  onHold?: boolean | null | undefined;
  email?: string | null | undefined;
  number?: string | null | undefined;
  customerId?: string | null | undefined;
  variantId?: string | null | undefined;
  placedFrom?: number | null | undefined;
  placedTo?: number | null | undefined;
};

/** Orders, the newest first; one more than the page, to know whether there is a next. */
export function findOrdersPage(db: Reader, filter: OrderFilter, { first, after }: Page): Promise<OrderRow[]> {
  return db
    .select()
    .from(orders)
    .where(and(matching(db, filter), olderThan(after)))
    .orderBy(desc(orders.placedAt), desc(orders.id))
    .limit(first + 1);
}

export function countOrders(db: Reader, filter: OrderFilter): Promise<number> {
  return db.$count(orders, matching(db, filter));
}

/** A page of each of these customers' orders, the newest first, in one statement however many customers there are. */
export async function findOrdersByCustomers(
  db: Reader,
  customerIds: readonly string[],
  { first, after }: Page,
): Promise<OrderRow[]> {
  const place = sql<number>`row_number() OVER (PARTITION BY ${orders.customerId} ORDER BY ${orders.placedAt} DESC, ${orders.id} DESC)`;
  const placed = db
    .select({ id: orders.id, place: place.as("place") })
    .from(orders)
    .where(and(inArray(orders.customerId, [...customerIds]), olderThan(after)))
    .as("placed");
  const rows = await db
    .select({ order: orders })
    .from(placed)
    .innerJoin(orders, eq(orders.id, placed.id))
    .where(lte(placed.place, first + 1))
    .orderBy(desc(orders.placedAt), desc(orders.id));
  return rows.map((row) => row.order);
}

/** How many orders each of these customers has; a customer without any is not in the answer. */
export function countOrdersByCustomers(
  db: Reader,
  customerIds: readonly string[],
): Promise<{ customerId: string | null; orders: number }[]> {
  return db
    .select({ customerId: orders.customerId, orders: count() })
    .from(orders)
    .where(inArray(orders.customerId, [...customerIds]))
    .groupBy(orders.customerId);
}

function olderThan(after: Page["after"]) {
  const [placedAt, id] = after ?? [];
  if (placedAt === undefined || id === undefined) return undefined;
  return or(
    lt(orders.placedAt, Number(placedAt)),
    and(eq(orders.placedAt, Number(placedAt)), lt(orders.id, String(id))),
  );
}

function matching(db: Reader, filter: OrderFilter) {
  const { state, onHold, email, number, customerId, variantId, placedFrom, placedTo } = filter;
  return and(
    state ? eq(orders.state, state) : undefined,
    typeof onHold === "boolean" ? (onHold ? isNotNull(orders.holdReason) : isNull(orders.holdReason)) : undefined,
    email ? eq(orders.email, email.trim().toLowerCase()) : undefined,
    number ? eq(orders.number, number) : undefined,
    customerId ? eq(orders.customerId, customerId) : undefined,
    variantId ? hasVariant(db, variantId) : undefined,
    typeof placedFrom === "number" ? gte(orders.placedAt, placedFrom) : undefined,
    typeof placedTo === "number" ? lt(orders.placedAt, placedTo) : undefined,
  );
}

function hasVariant(db: Reader, variantId: string) {
  return exists(
    db
      .select({ id: orderLines.id })
      .from(orderLines)
      .where(and(eq(orderLines.orderId, orders.id), eq(orderLines.variantId, variantId))),
  );
}
