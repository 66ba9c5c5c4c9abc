/** Queries of invoices and credit notes, by order, day and number, and of the buyers that they retain. */

import { equals, type FilterValues, filteredList, from, until } from "@hansa/kit/graphql";
import { type Reader, rowInto, rowsBy, statement, type Tx, withoutIndex } from "@hansa/kit/store";
import {
  and,
  asc,
  count,
  eq,
  exists,
  getTableColumns,
  gte,
  inArray,
  isNotNull,
  lt,
  max,
  type SQL,
  sql,
} from "drizzle-orm";
import { orders, retainedBuyers, taxDocuments } from "../tables.ts";

export const insertDocument = rowInto(taxDocuments);

export const findDocumentsByIds = rowsBy(taxDocuments, taxDocuments.id);

/**
 * The documents of these orders in the order of issue, each order's invoice first. Their times are no sort key: a
 * clock that was set back dates a credit note before its invoice.
 */
export const findDocumentsByOrders = rowsBy(
  taxDocuments,
  taxDocuments.orderId,
  asc(taxDocuments.orderId),
  asc(sql`${taxDocuments.kind} = 'CREDIT_NOTE'`),
  asc(taxDocuments.sequence),
);

const filters = {
  // By the index of numbers, pages would read and sort all documents of the kind, and counts of a period all of them.
  kind: { column: taxDocuments.kind, matches: (kind: SQL) => eq(withoutIndex(taxDocuments.kind), kind) },
  orderId: equals(taxDocuments.orderId),
  fromDay: from(taxDocuments.day),
  toDay: until(taxDocuments.day),
};

export type DocumentFilter = FilterValues<typeof filters>;

const byDay = { columns: [taxDocuments.day, taxDocuments.kind, taxDocuments.sequence], descending: false };
const { findPage, count: countByDay } = filteredList(taxDocuments, byDay, filters);
const { count: countByKind } = filteredList(taxDocuments, byDay, { kind: equals(taxDocuments.kind) });

/** Documents by day, kind and number. */
export const findDocumentsPage = findPage;

/** The number of matching documents. If only a kind is given, its documents are counted by the index of numbers. */
export function countDocuments(db: Reader, filter: DocumentFilter): Promise<number> {
  const { kind, orderId, fromDay, toDay } = filter;
  const isByKind = (orderId ?? fromDay ?? toDay ?? null) === null;
  return isByKind ? countByKind(db, { kind }) : countByDay(db, filter);
}

/** The count, the first and last number and the sum of roundings of each kind of document, by currency, from `fromDay` up to, not including, `toDay`. */
export const findNumberRanges = statement([taxDocuments.day, taxDocuments.day], (db: Reader, fromDay, toDay) =>
  db
    .select({
      kind: taxDocuments.kind,
      currency: taxDocuments.currency,
      count: count(),
      first: sql<number>`min(${taxDocuments.sequence})`,
      last: sql<number>`max(${taxDocuments.sequence})`,
      roundingMinor: sql<number>`sum(${taxDocuments.roundingMinor})`,
    })
    .from(taxDocuments)
    .where(and(gte(taxDocuments.day, fromDay), lt(taxDocuments.day, toDay)))
    .groupBy(taxDocuments.kind, taxDocuments.currency),
);

export type SequenceRange = Awaited<ReturnType<typeof findNumberRanges>>[number];

/** Stores the buyer of an invoice, whose order is about to be corrected or erased, unless it is stored already. */
export const retainBuyer = statement([getTableColumns(retainedBuyers)], (tx: Tx, buyer) =>
  tx.insert(retainedBuyers).values(buyer).onConflictDoNothing(),
);

export const findRetainedBuyers = rowsBy(retainedBuyers, retainedBuyers.orderId);

/** Stores the buyers of an invoice and of the one that it replaces. */
export const retainReplacedBuyer = statement([getTableColumns(retainedBuyers)], (tx: Tx, buyer) => {
  const { orderId: _key, ...addresses } = buyer;
  return tx.insert(retainedBuyers).values(buyer).onConflictDoUpdate({ target: retainedBuyers.orderId, set: addresses });
});

/** Deletes erased buyers whose last document was issued before this day, and returns their number. */
export async function purgeRetainedBuyers(tx: Tx, beforeDay: number): Promise<number> {
  return (await purge(tx, beforeDay)).length;
}

const purge = statement([taxDocuments.day], (tx: Tx, beforeDay) => {
  const ended = tx
    .select({ orderId: taxDocuments.orderId })
    .from(taxDocuments)
    .groupBy(taxDocuments.orderId)
    .having(lt(max(taxDocuments.day), beforeDay));
  const erased = tx
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.id, retainedBuyers.orderId), isNotNull(orders.erasedAt)));
  return tx
    .delete(retainedBuyers)
    .where(and(inArray(retainedBuyers.orderId, ended), exists(erased)))
    .returning({ orderId: retainedBuyers.orderId });
});
