/** What is still to be done for orders, and which orders somebody cancelled, as rows. */
import { prepared, rowsBy } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, gte, isNull, lte, min, or } from "drizzle-orm";
import { type CancellationRow, cancellations, type ErrandRow, errands } from "./tables.ts";

type NewErrand = Pick<ErrandRow, "orderId" | "kind" | "subjectId"> & { lines?: ErrandRow["lines"] };

/** Writes down what is to be done, from `at` on; the same of the same subject once. */
export async function insertErrand(tx: Tx, errand: NewErrand, at: number): Promise<void> {
  await tx
    .insert(errands)
    .values({ lines: null, ...errand, attempt: 0, nextRunAt: at, doneAt: null })
    .onConflictDoNothing();
}

const dueErrands = prepared(["orderId", "now", "since"], (db: Reader, { orderId, now, since }) =>
  db
    .select()
    .from(errands)
    .where(
      and(
        eq(errands.orderId, orderId),
        isNull(errands.doneAt),
        lte(errands.nextRunAt, now),
        or(eq(errands.attempt, 0), lte(errands.nextRunAt, since)),
      ),
    )
    .orderBy(asc(errands.seq))
    .limit(1),
);

/** What is to be done for an order now, what came up first; not what was tried since `since` already. */
export async function findDueErrand(
  db: Reader,
  orderId: string,
  now: number,
  since: number,
): Promise<ErrandRow | undefined> {
  const [row] = await dueErrands(db, { orderId, now, since });
  return row;
}

/** What a cancellation, a refund or a return puts back on the shelf; undefined if it puts nothing there. */
export async function findRestock(
  db: Reader,
  subjectId: string,
): Promise<Pick<ErrandRow, "orderId" | "lines"> | undefined> {
  const [row] = await db
    .select({ orderId: errands.orderId, lines: errands.lines })
    .from(errands)
    .where(and(eq(errands.kind, "RESTOCK"), eq(errands.subjectId, subjectId)));
  return row;
}

/** Orders with something whose time to be asked has come, those that have waited longest first. */
export async function findOrdersWithErrands(db: Reader, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .select({ orderId: errands.orderId })
    .from(errands)
    .where(and(isNull(errands.doneAt), lte(errands.nextRunAt, now)))
    .groupBy(errands.orderId)
    .orderBy(asc(min(errands.nextRunAt)))
    .limit(limit);
  return rows.map((row) => row.orderId);
}

/** It was answered; false if that was written down before. */
export async function endErrand(tx: Tx, seq: number, now: number): Promise<boolean> {
  const ended = await tx
    .update(errands)
    .set({ doneAt: now })
    .where(and(eq(errands.seq, seq), isNull(errands.doneAt)))
    .returning({ seq: errands.seq });
  return ended.length === 1;
}

export async function postponeErrand(
  tx: Tx,
  seq: number,
  later: Pick<ErrandRow, "attempt" | "nextRunAt">,
): Promise<void> {
  await tx
    .update(errands)
    .set(later)
    .where(and(eq(errands.seq, seq), isNull(errands.doneAt)));
}

/** Tries what is still to be done for an order again now. */
export async function hastenErrands(tx: Tx, orderId: string, now: number): Promise<void> {
  await tx
    .update(errands)
    .set({ nextRunAt: now })
    .where(and(eq(errands.orderId, orderId), isNull(errands.doneAt), gte(errands.attempt, 1)));
}

/** Remembers that an order is to be cancelled; false if somebody said so before. */
export async function insertCancellation(tx: Tx, cancellation: CancellationRow): Promise<boolean> {
  const inserted = await tx.insert(cancellations).values(cancellation).onConflictDoNothing().returning();
  return inserted.length === 1;
}

export const findCancellations = rowsBy(cancellations, cancellations.orderId);

export async function findCancellation(db: Reader, orderId: string): Promise<CancellationRow | undefined> {
  const [row] = await findCancellations(db, [orderId]);
  return row;
}
