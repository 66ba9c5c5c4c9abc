/** Queries of invoices and credit notes, by order, day and number. */

import { beyondCursor, type Keyset, limitOfPage, orderOfPage } from "@hansa/kit/graphql/keyset";
import type { Page } from "@hansa/kit/graphql/pages";
import { rowInto, rowsBy } from "@hansa/kit/store/prepared";
import { statement } from "@hansa/kit/store/statement";
import type { Reader } from "@hansa/kit/store/store";
import { and, asc, count, eq, gte, lt, max, min, type SQL, sql } from "drizzle-orm";
import { type TaxDocumentRow, taxDocuments } from "../tables.ts";

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

export type DocumentFilter = {
  kind?: TaxDocumentRow["kind"] | null | undefined;
  orderId?: string | null | undefined;
  fromDay?: number | undefined;
  toDay?: number | undefined;
};

/** Documents by day, kind and number; one more than the page, to detect a next page. */
export function findDocumentsPage(db: Reader, filter: DocumentFilter, page: Page): Promise<TaxDocumentRow[]> {
  return db
    .select()
    .from(taxDocuments)
    .where(and(matching(filter), beyondCursor(byDay, page)))
    .orderBy(...orderOfPage(byDay, page))
    .limit(limitOfPage(page));
}

const byDay: Keyset = { columns: [taxDocuments.day, taxDocuments.kind, taxDocuments.sequence], descending: false };

export function countDocuments(db: Reader, filter: DocumentFilter): Promise<number> {
  return db.$count(taxDocuments, matching(filter));
}

/** The count and the first and last number of each kind of document from `fromDay` up to, not including, `toDay`. */
export const findNumberRanges = statement([taxDocuments.day, taxDocuments.day], (db: Reader, fromDay, toDay) =>
  db
    .select({
      kind: taxDocuments.kind,
      count: count(),
      first: min(taxDocuments.sequence),
      last: max(taxDocuments.sequence),
    })
    .from(taxDocuments)
    .where(and(gte(taxDocuments.day, fromDay), lt(taxDocuments.day, toDay)))
    .groupBy(taxDocuments.kind),
);

function matching({ kind, orderId, fromDay, toDay }: DocumentFilter): SQL | undefined {
  return and(
    kind ? eq(taxDocuments.kind, kind) : undefined,
    orderId ? eq(taxDocuments.orderId, orderId) : undefined,
    fromDay === undefined ? undefined : gte(taxDocuments.day, fromDay),
    toDay === undefined ? undefined : lt(taxDocuments.day, toDay),
  );
}
