/** Queries of projections: apply events, and read the sums. */

import { findCursor, findEvents, moveCursor, resetConsumer } from "@hansa/kit/messaging";
import { isAmong, listOf, type Reader, rowBy, rowInto, rowsInto, rowsOf, statement, type Tx } from "@hansa/kit/store";
import { and, asc, desc, eq, gt, gte, lte, sql } from "drizzle-orm";
import {
  bookZones,
  boughtTogether,
  customerValues,
  type SoldLineRow,
  type SoldOrderRow,
  salesFacts,
  soldLines,
  soldOrders,
  taxFacts,
  variantDays,
} from "../tables.ts";

/** The name of the cursor of the projections in our own outbox. */
const cursor = "orders.projections";

/** The number of the last applied event. */
export function findProjectionCursor(db: Reader): Promise<number> {
  return findCursor(db, cursor);
}

/** The number of events after the cursor, and when the oldest of them occurred. */
export async function findPendingEvents(db: Reader): Promise<{ count: number; oldestAt: number | undefined }> {
  const reached = await findProjectionCursor(db);
  const { events, lastSeq } = await findEvents(db, reached, 1);
  return { count: lastSeq - reached, oldestAt: events[0]?.occurredAt };
}

/** Moves the cursor to the event `seq`. Throws if it is beyond it. */
export async function moveProjectionCursor(tx: Tx, seq: number): Promise<void> {
  if (!(await moveCursor(tx, cursor, seq))) throw new Error(`the cursor of the projections is beyond the event ${seq}`);
}

/** Empties all projections, so that they can be rebuilt from the first event. */
export async function resetProjections(tx: Tx): Promise<void> {
  for (const { table } of projections) await tx.delete(table);
  await resetConsumer(tx, cursor);
}

/** Every table that is derived from events, with the columns of its unique sort order. */
export const projections = [
  { name: "sold_orders", table: soldOrders, order: [soldOrders.orderId] },
  { name: "sold_lines", table: soldLines, order: [soldLines.orderId, soldLines.lineId] },
  { name: "sales_facts", table: salesFacts, order: [salesFacts.seq, salesFacts.lineId] },
  { name: "book_zones", table: bookZones, order: [bookZones.seq] },
  { name: "tax_facts", table: taxFacts, order: [taxFacts.seq, taxFacts.position] },
  { name: "bought_together", table: boughtTogether, order: [boughtTogether.productId, boughtTogether.otherId] },
  { name: "variant_days", table: variantDays, order: [variantDays.variantId, variantDays.day] },
  { name: "customer_values", table: customerValues, order: [customerValues.customerId, customerValues.currency] },
] as const;

export type Projection = (typeof projections)[number];

/** Rows of a projection in its sort order, up to `limit` from `offset` on. */
export function findRows(db: Reader, { table, order }: Projection, offset: number, limit: number): Promise<unknown[]> {
  return db
    .select()
    .from(table)
    .orderBy(...order)
    .limit(limit)
    .offset(offset);
}

export const findSoldOrder = rowBy(soldOrders, soldOrders.orderId);

export const findSoldLines = statement([soldLines.orderId], (db: Reader, orderId) =>
  db.select().from(soldLines).where(eq(soldLines.orderId, orderId)).orderBy(asc(soldLines.lineId)),
);

/** Inserts a sold order with its lines. */
export async function insertSoldOrder(tx: Tx, order: SoldOrderRow, lines: readonly SoldLineRow[]): Promise<void> {
  await addSoldOrder(tx, order);
  await addSoldLines(tx, lines);
}

const addSoldOrder = rowInto(soldOrders);
const addSoldLines = rowsInto(soldLines);

export const cancelSoldUnits = statement(
  [{ orderId: soldLines.orderId, lineId: soldLines.lineId }, "number"],
  (tx: Tx, { orderId, lineId }, units) =>
    tx
      .update(soldLines)
      .set({ unitsCancelled: sql`${soldLines.unitsCancelled} + ${units}` })
      .where(and(eq(soldLines.orderId, orderId), eq(soldLines.lineId, lineId))),
);

export const insertFacts = rowsInto(salesFacts);

export const insertTaxFacts = rowsInto(taxFacts);

/** The accounting time zone after the last applied event. */
export async function findBookZone(db: Reader): Promise<string> {
  const [row] = await newestZone(db);
  return row?.timeZone ?? "UTC";
}

const newestZone = statement([], (db: Reader) => db.select().from(bookZones).orderBy(desc(bookZones.seq)).limit(1));

export const insertBookZone = statement([bookZones.seq, bookZones.timeZone], (tx: Tx, seq, timeZone) =>
  tx.insert(bookZones).values({ seq, timeZone }),
);

/** The amount of an order's shipping that is counted as cancelled so far. */
export async function findCancelledShipping(db: Reader, orderId: string): Promise<number> {
  const [row] = await cancelledShipping(db, orderId);
  return row?.minor ?? 0;
}

const cancelledShipping = statement([salesFacts.orderId], (db: Reader, orderId) =>
  db
    .select({ minor: sql<number>`coalesce(sum(${salesFacts.cancelledMinor}), 0)` })
    .from(salesFacts)
    .where(and(eq(salesFacts.orderId, orderId), eq(salesFacts.lineId, ""))),
);

const { variantId, day } = variantDays;
const addUnits = statement(
  [{ variantId, day, first: variantDays.units }, "number"],
  (tx: Tx, { first, ...key }, units) =>
    tx
      .insert(variantDays)
      .values({ ...key, units: first })
      .onConflictDoUpdate({
        target: [variantId, day],
        set: { units: sql`${variantDays.units} + ${units}` },
      }),
);

/** Adds `units`, which may be negative, to the sold units of a variant on a day. */
export async function addVariantUnits(tx: Tx, variantId: string, day: number, units: number): Promise<void> {
  await addUnits(tx, { variantId, day, first: Math.max(units, 0) }, units);
}

type Pair = { productId: string; otherId: string };

// A basket of thirty has 870 pairs: they are passed to the store as one list.
const incrementPairs = statement([rowsOf(boughtTogether)], (tx: Tx, pairs) =>
  tx
    .insert(boughtTogether)
    .select(pairs)
    .onConflictDoUpdate({
      target: [boughtTogether.productId, boughtTogether.otherId],
      set: { orders: sql`${boughtTogether.orders} + 1` },
    }),
);
const { productId, otherId } = boughtTogether;
const decrementPairs = statement([rowsOf({ productId, otherId })], (tx: Tx, pairs) =>
  tx
    .update(boughtTogether)
    .set({ orders: sql`${boughtTogether.orders} - 1` })
    .where(sql`(${productId}, ${otherId}) IN (${pairs})`),
);

/** Counts one more order for each of these pairs. */
export async function addPairs(tx: Tx, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length > 0)
    await incrementPairs(
      tx,
      sorted(pairs).map((pair) => ({ ...pair, orders: 1 })),
    );
}

/** Counts one order less for these pairs. */
export async function removePairs(tx: Tx, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length > 0) await decrementPairs(tx, sorted(pairs));
}

/** Sorted like the table, so that adjacent rows are written together. */
function sorted(pairs: readonly Pair[]): Pair[] {
  const key = (pair: Pair) => `${pair.productId},${pair.otherId}`;
  return [...pairs].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The products that are most often in one order with each of these, at most `first` of each, in one statement. */
export const findBoughtTogether = statement(
  [listOf(boughtTogether.productId), "number"],
  (db: Reader, productIds, first) => {
    const place = sql<number>`row_number() OVER (PARTITION BY ${boughtTogether.productId} ORDER BY ${boughtTogether.orders} DESC, ${boughtTogether.otherId})`;
    const ranked = db
      .select({
        productId: boughtTogether.productId,
        otherId: boughtTogether.otherId,
        orders: boughtTogether.orders,
        place: place.as("place"),
      })
      .from(boughtTogether)
      .where(and(isAmong(boughtTogether.productId, productIds), gt(boughtTogether.orders, 0)))
      .as("ranked");
    return db
      .select({ productId: ranked.productId, otherId: ranked.otherId, orders: ranked.orders })
      .from(ranked)
      .where(lte(ranked.place, first))
      .orderBy(asc(ranked.productId), asc(ranked.place));
  },
);

/** The units sold of each of these variants from a day on; variants without sales are left out. */
export const findUnitsSold = statement([listOf(variantId), day], (db: Reader, variantIds, fromDay) =>
  db
    .select({ variantId, units: sql<number>`sum(${variantDays.units})` })
    .from(variantDays)
    .where(and(isAmong(variantId, variantIds), gte(day, fromDay)))
    .groupBy(variantId),
);
