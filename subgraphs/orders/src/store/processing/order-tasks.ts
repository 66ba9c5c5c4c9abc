/** Queries of order tasks and of cancellations. */
import { workQueue } from "@hansa/kit/messaging/work-queue";
import { prepared, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, gte, isNull, lte, or } from "drizzle-orm";
import { type CancellationRow, cancellations, type OrderTaskRow, orderTasks } from "../tables.ts";
import { processingRetries } from "./sagas.ts";

/** Order tasks that are not done. They are claimed by the lease of their order. */
export const orderTaskQueue = workQueue(orderTasks, {
  name: "order-work",
  policy: processingRetries,
  isOpen: isNull(orderTasks.doneAt),
});

type NewOrderTask = Pick<OrderTaskRow, "orderId" | "kind" | "subjectId"> & { lines?: OrderTaskRow["lines"] };

/** Inserts a task that is due from `at` on; one per kind and subject. */
export async function insertOrderTask(tx: Tx, task: NewOrderTask, at: number): Promise<void> {
  await tx
    .insert(orderTasks)
    .values({ lines: null, ...task, attempts: 0, dueAt: at, doneAt: null })
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
        lte(orderTasks.dueAt, now),
        or(eq(orderTasks.attempts, 0), lte(orderTasks.dueAt, since)),
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

/** Marks a task as done; false if it was done before. */
export async function endTask(tx: Tx, seq: number, now: number): Promise<boolean> {
  const ended = await tx
    .update(orderTasks)
    .set({ doneAt: now })
    .where(and(eq(orderTasks.seq, seq), isNull(orderTasks.doneAt)))
    .returning({ seq: orderTasks.seq });
  return ended.length === 1;
}

/** Makes the failed tasks of an order due now. */
export async function retryTasksNow(tx: Tx, orderId: string, now: number): Promise<void> {
  await tx
    .update(orderTasks)
    .set({ dueAt: now })
    .where(and(eq(orderTasks.orderId, orderId), isNull(orderTasks.doneAt), gte(orderTasks.attempts, 1)));
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
