/** Queries of order tasks and of cancellations. */
import { prepared, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, gte, isNull, lte, min, or } from "drizzle-orm";
import { type CancellationRow, cancellations, type OrderTaskRow, orderTasks } from "../tables.ts";

type NewOrderTask = Pick<OrderTaskRow, "orderId" | "kind" | "subjectId"> & { lines?: OrderTaskRow["lines"] };

/** Inserts a task that is due from `at` on; one per kind and subject. */
export async function insertOrderTask(tx: Tx, errand: NewOrderTask, at: number): Promise<void> {
  await tx
    .insert(orderTasks)
    .values({ lines: null, ...errand, attempt: 0, nextRunAt: at, doneAt: null })
    .onConflictDoNothing();
}

const dueTasks = prepared(["orderId", "now", "since"], (db: Reader, { orderId, now, since }) =>
  db
    .select()
    .from(orderTasks)
    .where(
      and(
        eq(orderTasks.orderId, orderId),
        isNull(orderTasks.doneAt),
        lte(orderTasks.nextRunAt, now),
        or(eq(orderTasks.attempt, 0), lte(orderTasks.nextRunAt, since)),
      ),
    )
    .orderBy(asc(orderTasks.seq))
    .limit(1),
);

/** The oldest due task of an order, except tasks that were already attempted since `since`. */
export async function findDueTask(
  db: Reader,
  orderId: string,
  now: number,
  since: number,
): Promise<OrderTaskRow | undefined> {
  const [row] = await dueTasks(db, { orderId, now, since });
  return row;
}

/** The restock task of a cancellation, a refund or a return; undefined if there is none. */
export async function findRestock(
  db: Reader,
  subjectId: string,
): Promise<Pick<OrderTaskRow, "orderId" | "lines"> | undefined> {
  const [row] = await db
    .select({ orderId: orderTasks.orderId, lines: orderTasks.lines })
    .from(orderTasks)
    .where(and(eq(orderTasks.kind, "RESTOCK"), eq(orderTasks.subjectId, subjectId)));
  return row;
}

/** Orders with due tasks, the longest waiting first. */
export async function findOrdersWithDueTasks(db: Reader, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .select({ orderId: orderTasks.orderId })
    .from(orderTasks)
    .where(and(isNull(orderTasks.doneAt), lte(orderTasks.nextRunAt, now)))
    .groupBy(orderTasks.orderId)
    .orderBy(asc(min(orderTasks.nextRunAt)))
    .limit(limit);
  return rows.map((row) => row.orderId);
}

/** Marks a task as done; false if it was done before. */
export async function endTask(tx: Tx, seq: number, now: number): Promise<boolean> {
  const ended = await tx
    .update(orderTasks)
    .set({ doneAt: now })
    .where(and(eq(orderTasks.seq, seq), isNull(orderTasks.doneAt)))
    .returning({ seq: orderTasks.seq });
  return ended.length === 1;
}

export async function rescheduleTask(
  tx: Tx,
  seq: number,
  later: Pick<OrderTaskRow, "attempt" | "nextRunAt">,
): Promise<void> {
  await tx
    .update(orderTasks)
    .set(later)
    .where(and(eq(orderTasks.seq, seq), isNull(orderTasks.doneAt)));
}

/** Makes the failed tasks of an order due now. */
export async function retryTasksNow(tx: Tx, orderId: string, now: number): Promise<void> {
  await tx
    .update(orderTasks)
    .set({ nextRunAt: now })
    .where(and(eq(orderTasks.orderId, orderId), isNull(orderTasks.doneAt), gte(orderTasks.attempt, 1)));
}

/** Records the cancellation of an order; false if it is recorded already. */
export async function insertCancellation(tx: Tx, cancellation: CancellationRow): Promise<boolean> {
  const inserted = await tx.insert(cancellations).values(cancellation).onConflictDoNothing().returning();
  return inserted.length === 1;
}

export const findCancellations = rowsBy(cancellations, cancellations.orderId);

export async function findCancellation(db: Reader, orderId: string): Promise<CancellationRow | undefined> {
  const [row] = await findCancellations(db, [orderId]);
  return row;
}
