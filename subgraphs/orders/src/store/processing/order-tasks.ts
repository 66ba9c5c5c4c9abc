/** Queries of order tasks, of cancellations, and of the units that were unsent at an upgrade. */
import { workQueue } from "@hansa/kit/messaging";
import { firstRow, hasRow, type Reader, rowBy, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { sampledTraceparent } from "@hansa/kit/tracing";
import { and, asc, count, eq, getTableColumns, gt, gte, inArray, isNull, lte, or } from "drizzle-orm";
import { cancellations, type OrderTaskRow, orderTasks, unsentAtUpgrade } from "../tables.ts";
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
  await addTask(tx, { lines: null, ...task, dueAt: at, traceparent: sampledTraceparent() });
}

const { orderId, kind, subjectId, lines, dueAt, traceparent } = orderTasks;
const addTask = statement([{ orderId, kind, subjectId, lines, dueAt, traceparent }], (tx: Tx, task) =>
  tx
    .insert(orderTasks)
    .values({ ...task, attempts: 0, doneAt: null })
    .onConflictDoNothing(),
);

/** The oldest due task of an order, except tasks that were already attempted since `since`. */
export const findDueTask = firstRow(
  statement([orderTasks.orderId, orderTasks.dueAt, orderTasks.dueAt], (db: Reader, orderId, now, since) =>
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
  ),
);

/** The units of a cancellation, by its task; an older version restocked them. Undefined if there is none. */
export const findCancelledUnits = firstRow(
  statement([orderTasks.subjectId], (db: Reader, subjectId) =>
    db
      .select({ orderId: orderTasks.orderId, lines: orderTasks.lines })
      .from(orderTasks)
      .where(and(inArray(orderTasks.kind, ["UNCOMMIT", "RESTOCK"]), eq(orderTasks.subjectId, subjectId))),
  ),
);

/** The number of tasks that are not done. */
export const countOpenTasks = firstRow(
  statement([], (db: Reader) => db.select({ open: count() }).from(orderTasks).where(isNull(orderTasks.doneAt))),
);

/** Whether a task of the order is at its attempt limit. */
export const hasStalledTask = hasRow(
  statement([orderTasks.orderId], (db: Reader, orderId) =>
    db
      .select({ seq: orderTasks.seq })
      .from(orderTasks)
      .where(
        and(
          eq(orderTasks.orderId, orderId),
          isNull(orderTasks.doneAt),
          gte(orderTasks.attempts, processingRetries.maxAttempts),
        ),
      )
      .limit(1),
  ),
);

/** Marks a task as done; false if it was done before. */
export const endTask = hasRow(
  statement([orderTasks.seq, orderTasks.doneAt], (tx: Tx, seq, doneAt) =>
    tx
      .update(orderTasks)
      .set({ doneAt })
      .where(and(eq(orderTasks.seq, seq), isNull(orderTasks.doneAt)))
      .returning({ seq: orderTasks.seq }),
  ),
);

/** Marks the task of a kind and subject as done; false if it was done before. */
export const endTaskOf = hasRow(
  statement([orderTasks.kind, orderTasks.subjectId, orderTasks.doneAt], (tx: Tx, kind, subjectId, doneAt) =>
    tx
      .update(orderTasks)
      .set({ doneAt })
      .where(and(eq(orderTasks.kind, kind), eq(orderTasks.subjectId, subjectId), isNull(orderTasks.doneAt)))
      .returning({ seq: orderTasks.seq }),
  ),
);

/** Makes the failed tasks of an order due now. */
export const retryTasksNow = statement([orderTasks.orderId, orderTasks.dueAt], (tx: Tx, orderId, dueAt) =>
  tx
    .update(orderTasks)
    .set({ dueAt })
    .where(and(eq(orderTasks.orderId, orderId), isNull(orderTasks.doneAt), gte(orderTasks.attempts, 1))),
);

/** Records the cancellation of an order; false if it is recorded already. */
export const insertCancellation = hasRow(
  statement([getTableColumns(cancellations)], (tx: Tx, cancellation) =>
    tx.insert(cancellations).values(cancellation).onConflictDoNothing().returning(),
  ),
);

export const findCancellations = rowsBy(cancellations, cancellations.orderId);

export const findCancellation = rowBy(cancellations, cancellations.orderId);

/** The next units that were unsent when the store was upgraded, at most `limit`. */
export const findUnsentAtUpgrade = statement([unsentAtUpgrade.seq, "number"], (db: Reader, after, limit) =>
  db
    .select()
    .from(unsentAtUpgrade)
    .where(gt(unsentAtUpgrade.seq, after))
    .orderBy(asc(unsentAtUpgrade.seq))
    .limit(limit),
);
