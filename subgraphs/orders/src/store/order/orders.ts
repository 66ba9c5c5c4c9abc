/** Queries of orders, their lines, timeline and notes. */
import {
  given,
  greatest,
  isAmong,
  likely,
  listOf,
  type Reader,
  rowInto,
  rowsBy,
  rowsInto,
  statement,
  type Tx,
} from "@hansa/kit/store";
import { and, asc, eq, getTableColumns, lte } from "drizzle-orm";
import {
  isDelivered,
  type OrderLineRow,
  type OrderRow,
  orderEvents,
  orderLines,
  orderNotes,
  orders,
  orderVariants,
} from "../tables.ts";
import { storedNumbersOf } from "./order-numbers.ts";

export const findOrdersByIds = rowsBy(orders, orders.id);

/** The orders of numbers that people typed. */
export function findOrdersByNumbers(db: Reader, typed: readonly string[]): Promise<OrderRow[]> {
  return findByStoredNumbers(
    db,
    typed.map(storedNumbersOf).flatMap(({ number, dashed }) => [number, dashed]),
  );
}

const findByStoredNumbers = rowsBy(orders, orders.number);

export const findOrdersByCheckouts = rowsBy(orders, orders.checkoutId);

/** Inserts an order with its lines, and the order's entry for each of its variants. */
export async function insertOrder(tx: Tx, order: OrderRow, lines: readonly OrderLineRow[]): Promise<void> {
  await addOrder(tx, order);
  await addLines(tx, lines);
  const { id: orderId, placedAt } = order;
  const variantIds = new Set(lines.map((line) => line.variantId));
  await addVariants(
    tx,
    [...variantIds].map((variantId) => ({ variantId, placedAt, orderId })),
  );
}

const addOrder = rowInto(orders);
const addLines = rowsInto(orderLines);
const addVariants = rowsInto(orderVariants);

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
      | "shippingAddress"
      | "billingAddress"
      | "vatIdCheck"
    >
  >,
): Promise<OrderRow | undefined> {
  const [row] = await updateOrder(tx, id, from, change);
  return row;
}

const updateOrder = statement(
  [orders.id, listOf(orders.state), given(getTableColumns(orders))],
  (tx: Tx, id, from, change) =>
    tx
      .update(orders)
      .set(change)
      .where(and(eq(orders.id, id), isAmong(orders.state, from)))
      .returning(),
);

/** Records the time of a change of an order. */
export const touchOrder = statement([orders.id, orders.updatedAt], (tx: Tx, id, now) =>
  tx
    .update(orders)
    .set({ updatedAt: greatest(orders.updatedAt, now) })
    .where(eq(orders.id, id)),
);

/** Orders that were delivered before `before` and are not completed yet. */
export async function findDeliveredBefore(db: Reader, before: number, limit: number): Promise<string[]> {
  return (await deliveredBefore(db, before, limit)).map((row) => row.id);
}

const deliveredBefore = statement([orders.deliveredAt, "number"], (db: Reader, before, limit) =>
  db
    .select({ id: orders.id })
    .from(orders)
    .where(and(likely(isDelivered), lte(orders.deliveredAt, before)))
    .limit(limit),
);

export const findLinesByOrders = rowsBy(
  orderLines,
  orderLines.orderId,
  asc(orderLines.orderId),
  asc(orderLines.position),
);

const { taxParts, ...lineSummary } = getTableColumns(orderLines);

/** The lines of these orders without their taxes. */
export const findLineSummariesByOrders = statement([listOf(orderLines.orderId)], (db: Reader, orderIds) =>
  db
    .select(lineSummary)
    .from(orderLines)
    .where(isAmong(orderLines.orderId, orderIds))
    .orderBy(asc(orderLines.orderId), asc(orderLines.position)),
);

export const findTaxesByLines = statement([listOf(orderLines.id)], (db: Reader, lineIds) =>
  db.select({ id: orderLines.id, taxParts }).from(orderLines).where(isAmong(orderLines.id, lineIds)),
);

export const findEventsByOrders = rowsBy(orderEvents, orderEvents.orderId, asc(orderEvents.seq));

export const insertOrderEvent = rowInto(orderEvents);

export const findNotesByOrders = rowsBy(orderNotes, orderNotes.orderId, asc(orderNotes.at), asc(orderNotes.id));

export const insertNote = rowInto(orderNotes);
