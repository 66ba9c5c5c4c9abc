/** Queries of projections: apply events, and read the sums. */
import { findCursor, moveCursor, resetConsumer } from "@hansa/kit/messaging/event-consumer";
import { prepared } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { outbox } from "@hansa/kit/store/tables";
import { and, asc, desc, eq, gt, gte, inArray, lte, max, sql } from "drizzle-orm";
import {
  bookZones,
  boughtTogether,
  customerValues,
  type SalesFactRow,
  type SoldLineRow,
  type SoldOrderRow,
  salesFacts,
  soldLines,
  soldOrders,
  type TaxFactRow,
  taxFacts,
  variantDays,
} from "../tables.ts";

/** The name of the cursor of the projections in our own outbox. */
const cursor = "orders.projections";

/** The number of the last applied event. */
export function findProjectionCursor(db: Reader): Promise<number> {
  return findCursor(db, cursor);
}

/** The number of events after the cursor. */
export async function countPendingEvents(db: Reader): Promise<number> {
  const [newest] = await db.select({ seq: max(outbox.seq) }).from(outbox);
  return (newest?.seq ?? 0) - (await findProjectionCursor(db));
}

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
  { name: "tax_facts", table: taxFacts, order: [taxFacts.seq, taxFacts.rate, taxFacts.name] },
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

export async function findSoldOrder(db: Reader, orderId: string): Promise<SoldOrderRow | undefined> {
  const [row] = await db.select().from(soldOrders).where(eq(soldOrders.orderId, orderId));
  return row;
}

export function findSoldLines(db: Reader, orderId: string): Promise<SoldLineRow[]> {
  return db.select().from(soldLines).where(eq(soldLines.orderId, orderId)).orderBy(asc(soldLines.lineId));
}

export async function insertSoldOrder(tx: Tx, order: SoldOrderRow, lines: readonly SoldLineRow[]): Promise<void> {
  await tx.insert(soldOrders).values(order);
  for (const some of chunksOf(lines)) await tx.insert(soldLines).values(some);
}

export async function cancelSoldUnits(tx: Tx, { orderId, lineId }: SoldLineRow, units: number): Promise<void> {
  await tx
    .update(soldLines)
    .set({ unitsCancelled: sql`${soldLines.unitsCancelled} + ${units}` })
    .where(and(eq(soldLines.orderId, orderId), eq(soldLines.lineId, lineId)));
}

export async function insertFacts(tx: Tx, facts: readonly SalesFactRow[]): Promise<void> {
  for (const some of chunksOf(facts)) await tx.insert(salesFacts).values(some);
}

export async function insertTaxFacts(tx: Tx, facts: readonly TaxFactRow[]): Promise<void> {
  for (const some of chunksOf(facts)) await tx.insert(taxFacts).values(some);
}

/** The accounting time zone after the last applied event. */
export async function findBookZone(db: Reader): Promise<string> {
  const [row] = await db.select().from(bookZones).orderBy(desc(bookZones.seq)).limit(1);
  return row?.timeZone ?? "UTC";
}

export async function insertBookZone(tx: Tx, seq: number, timeZone: string): Promise<void> {
  await tx.insert(bookZones).values({ seq, timeZone });
}

/** The amount of an order's shipping that is counted as cancelled so far. */
export async function findCancelledShipping(db: Reader, orderId: string): Promise<number> {
  const [row] = await db
    .select({ minor: sql<number>`coalesce(sum(${salesFacts.cancelledMinor}), 0)` })
    .from(salesFacts)
    .where(and(eq(salesFacts.orderId, orderId), eq(salesFacts.lineId, "")));
  return row?.minor ?? 0;
}

const addUnits = prepared(["variantId", "day", "first", "units"], (tx: Tx, { variantId, day, first, units }) =>
  tx
    .insert(variantDays)
    .values({ variantId, day, units: first })
    .onConflictDoUpdate({
      target: [variantDays.variantId, variantDays.day],
      set: { units: sql`${variantDays.units} + ${units}` },
    }),
);

/** Adds `units`, which may be negative, to the sold units of a variant on a day. */
export async function addVariantUnits(tx: Tx, variantId: string, day: number, units: number): Promise<void> {
  await addUnits(tx, { variantId, day, units, first: Math.max(units, 0) });
}

export async function addCustomerValue(tx: Tx, customerId: string, currency: string, minor: number): Promise<void> {
  await tx
    .insert(customerValues)
    .values({ customerId, currency, minor })
    .onConflictDoUpdate({
      target: [customerValues.customerId, customerValues.currency],
      set: { minor: sql`${customerValues.minor} + ${minor}` },
    });
}

type Pair = { productId: string; otherId: string };

// A basket of thirty has 870 pairs: they are passed to the store as one list.
const incrementPairs = prepared(["pairs"], (tx: Tx, { pairs }) =>
  tx
    .insert(boughtTogether)
    .select(sql`SELECT value ->> 0, value ->> 1, 1 FROM json_each(${pairs}) WHERE TRUE`)
    .onConflictDoUpdate({
      target: [boughtTogether.productId, boughtTogether.otherId],
      set: { orders: sql`${boughtTogether.orders} + 1` },
    }),
);
const decrementPairs = prepared(["pairs"], (tx: Tx, { pairs }) =>
  tx
    .update(boughtTogether)
    .set({ orders: sql`${boughtTogether.orders} - 1` })
    .where(
      sql`(${boughtTogether.productId}, ${boughtTogether.otherId}) IN (SELECT value ->> 0, value ->> 1 FROM json_each(${pairs}))`,
    ),
);

/** Counts one more order for each of these pairs. */
export async function addPairs(tx: Tx, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length > 0) await incrementPairs(tx, { pairs: asList(pairs) });
}

/** Counts one order less for these pairs. */
export async function removePairs(tx: Tx, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length > 0) await decrementPairs(tx, { pairs: asList(pairs) });
}

/** Sorted like the table, so that adjacent rows are written together. */
function asList(pairs: readonly Pair[]): string {
  return JSON.stringify(pairs.map(({ productId, otherId }) => [productId, otherId]).sort());
}

export type BoughtTogether = { productId: string; otherId: string; orders: number };

/** The products that are most often in one order with each of these, at most `first` of each, in one statement. */
export function findBoughtTogether(
  db: Reader,
  productIds: readonly string[],
  first: number,
): Promise<BoughtTogether[]> {
  const place = sql<number>`row_number() OVER (PARTITION BY ${boughtTogether.productId} ORDER BY ${boughtTogether.orders} DESC, ${boughtTogether.otherId})`;
  const ranked = db
    .select({
      productId: boughtTogether.productId,
      otherId: boughtTogether.otherId,
      orders: boughtTogether.orders,
      place: place.as("place"),
    })
    .from(boughtTogether)
    .where(and(inArray(boughtTogether.productId, [...productIds]), gt(boughtTogether.orders, 0)))
    .as("ranked");
  return db
    .select({ productId: ranked.productId, otherId: ranked.otherId, orders: ranked.orders })
    .from(ranked)
    .where(lte(ranked.place, first))
    .orderBy(asc(ranked.productId), asc(ranked.place));
}

/** The units sold of each of these variants from a day on; variants without sales are left out. */
export function findUnitsSold(
  db: Reader,
  variantIds: readonly string[],
  fromDay: number,
): Promise<{ variantId: string; units: number }[]> {
  return db
    .select({ variantId: variantDays.variantId, units: sql<number>`sum(${variantDays.units})` })
    .from(variantDays)
    .where(and(inArray(variantDays.variantId, [...variantIds]), gte(variantDays.day, fromDay)))
    .groupBy(variantDays.variantId);
}

/** The value of each of these customers, one row per currency. */
export function findCustomerValues(
  db: Reader,
  customerIds: readonly string[],
): Promise<(typeof customerValues.$inferSelect)[]> {
  return db
    .select()
    .from(customerValues)
    .where(inArray(customerValues.customerId, [...customerIds]))
    .orderBy(asc(customerValues.customerId), asc(customerValues.currency));
}

/** SQLite limits the number of values in one statement. */
const rowsPerStatement = 1_000;

function chunksOf<Row>(rows: readonly Row[]): Row[][] {
  const parts: Row[][] = [];
  for (let from = 0; from < rows.length; from += rowsPerStatement)
    parts.push(rows.slice(from, from + rowsPerStatement));
  return parts;
}
