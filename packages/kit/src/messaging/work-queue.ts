/**
 * Work queues: tasks that are attempted until they are completed, with claims, back-off, jitter and an attempt limit. A table is a work queue
 * by its `workColumns`, so that a change of state and its next attempt are one statement.
 */
import { and, asc, eq, type InferSelectModel, lte, type SQL } from "drizzle-orm";
import { type AlarmName, raiseAlarm } from "../runtime/alarms.ts";
import { codeOf } from "../runtime/errors.ts";
import type { Log } from "../runtime/log.ts";
import type { LogFields } from "../runtime/log-line.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { integer, primaryKeyOf, type StoreColumn, type StoreTable, text, time } from "../store/engine/columns.ts";
import { hasRow, statement } from "../store/statement.ts";
import type { Reader, Store, Tx } from "../store/store.ts";
import { inStoredTrace, storedTrace } from "../tracing/spans.ts";

/** The columns of a schedule. */
export const scheduleColumns = {
  /** The time of the next attempt, by the store's clock. During an attempt, the end of its claim. */
  dueAt: time("due_at").notNull(),
  /** Failed attempts. */
  attempts: integer("attempts").notNull(),
};

/** The columns of every work queue. */
export const workColumns = {
  ...scheduleColumns,
  /** The place of the task's cause in a sampled trace; null without one. */
  traceparent: text("traceparent"),
};

export type Schedule = { dueAt: number; attempts: number };
type QueuedTask = Schedule & { traceparent: string | null };

/** The pause after each failed attempt: `minPauseMs`, doubled each time up to `maxPauseMs`. */
export type BackOff = { minPauseMs: number; maxPauseMs: number };

export type RetryPolicy = BackOff & {
  /**
   * The failed attempts after which a person must act: an alarm is raised once, and the task becomes a dead letter or attempts continue.
   * Infinity for tasks that end in another way.
   */
  maxAttempts: number;
  /** The pause between further attempts; `maxPauseMs` if absent. */
  stalledPauseMs?: number;
};

const batchSize = 50;

/** The pause after the failed attempt number `attempts`, in milliseconds. Jitter of a quarter keeps tasks that failed together apart. */
export function pauseAfter(runtime: Runtime, { minPauseMs, maxPauseMs }: BackOff, attempts: number): number {
  const pauseMs = Math.min(minPauseMs * 2 ** Math.max(0, attempts - 1), maxPauseMs);
  return Math.round(pauseMs * (0.75 + runtime.random() / 2));
}

/** The time of the attempt that follows `attempts` failed ones. */
export function nextAttemptAt(
  { store, runtime }: { store: Pick<Store, "now">; runtime: Runtime },
  policy: RetryPolicy,
  attempts: number,
): number {
  const { maxAttempts, maxPauseMs, stalledPauseMs = maxPauseMs } = policy;
  const stalled = { minPauseMs: stalledPauseMs, maxPauseMs: stalledPauseMs };
  return store.now() + pauseAfter(runtime, attempts < maxAttempts ? policy : stalled, attempts);
}

type QueueOptions = {
  /** The task in the names of writes, such as `claim-mail`. */
  name: string;
  policy: RetryPolicy;
  /** The condition of open tasks, as in the partial index on `due_at`; absent if completed tasks are deleted. */
  isOpen?: SQL;
};

export type WorkQueue<Task> = Omit<QueueOptions, "isOpen"> & {
  /** Due tasks without a claim, the longest due first; a batch of them. */
  findDue(db: Reader, now: number): Promise<Task[]>;
  /** Sets the time of the next attempt, and counts the failed ones. False if the task has another time, is completed or is deleted. */
  reschedule(tx: Tx, task: Task, later: Schedule): Promise<boolean>;
};

type WorkTable = StoreTable & Record<keyof Schedule, StoreColumn>;
type Values = Record<string, unknown>;

/** Creates the statements of a work queue. Tasks are identified by the primary key of the table. */
export function workQueue<Table extends WorkTable>(
  table: Table,
  options: QueueOptions,
): WorkQueue<InferSelectModel<Table>>;
export function workQueue(table: WorkTable, { isOpen, ...options }: QueueOptions): WorkQueue<Values> {
  const key = primaryKeyOf(table);
  const due = statement([table.dueAt], (db: Reader, now) =>
    db
      .select()
      .from(table)
      .where(and(isOpen, lte(table.dueAt, now)))
      .orderBy(asc(table.dueAt), ...key.map(([, column]) => asc(column)))
      .limit(batchSize),
  );
  const move = hasRow(
    statement(
      [Object.fromEntries(key), table.dueAt, { dueAt: table.dueAt, attempts: table.attempts }],
      (tx: Tx, id, from, later) =>
        tx
          .update(table)
          .set(later)
          .where(and(...key.map(([name, column]) => eq(column, id[name])), eq(table.dueAt, from), isOpen))
          .returning({ dueAt: table.dueAt }),
    ),
  );
  return {
    ...options,
    findDue: due,
    reschedule: (tx, task, later) => move(tx, task, task.dueAt, later),
  };
}

export type QueueDeps = { store: Store; runtime: Runtime; log: Log; metrics: Pick<Metrics, "countAlarm"> };

export type TaskHandler<Task> = {
  /** The component in log lines. */
  component: string;
  /** The time within which an attempt ends. Another process may attempt the task afterwards. */
  claimMs: number;
  /** The most concurrent attempts of a run, whose writes share commits; 1 if absent. */
  atOnce?: number;
  /** Facts that identify the task in log lines; nothing personal. */
  describe(task: Task): LogFields;
  /** Attempts the task and stores its completion. If it throws, the attempt has failed. A task that is not completed is due again after its claim. */
  attempt(task: Task): Promise<void>;
  /** The alarm at the attempt limit, and its subject. */
  alarm?: { name: AlarmName; subjectOf(task: Task): string };
  /** Ends the task as a dead letter at the attempt limit, in the transaction that counts its last attempt. */
  giveUp?(tx: Tx, task: Task): Promise<unknown>;
};

/** Attempts all tasks that are due now, each once, until `signal` aborts. */
export async function processDueTasks<Task extends QueuedTask>(
  deps: QueueDeps,
  queue: WorkQueue<Task>,
  handler: TaskHandler<Task>,
  signal?: AbortSignal,
): Promise<void> {
  const { store } = deps;
  const startedAt = store.now();
  let due: Task[];
  do {
    due = await store.read((db) => queue.findDue(db, startedAt));
    const { atOnce = 1 } = handler;
    for (let first = 0; first < due.length; first += atOnce) {
      if (signal?.aborted) return;
      const some = due.slice(first, first + atOnce);
      const ends = await Promise.allSettled(some.map((task) => claimAndAttempt(deps, queue, handler, task)));
      for (const end of ends) if (end.status === "rejected") throw end.reason;
    }
  } while (due.length === batchSize);
}

async function claimAndAttempt<Task extends QueuedTask>(
  deps: QueueDeps,
  queue: WorkQueue<Task>,
  handler: TaskHandler<Task>,
  task: Task,
): Promise<void> {
  const claimed = await claimTask(deps, queue, task, handler.claimMs);
  if (claimed) await attemptTask(deps, queue, handler, claimed);
}

/** Claims a task for this process; undefined if another process was faster. */
async function claimTask<Task extends QueuedTask>(
  { store }: Pick<QueueDeps, "store">,
  queue: WorkQueue<Task>,
  task: Task,
  claimMs: number,
): Promise<Task | undefined> {
  return store.write(
    `claim-${queue.name}`,
    async (tx) => {
      const claimed = { ...task, dueAt: store.now() + claimMs };
      return (await queue.reschedule(tx, task, claimed)) ? claimed : undefined;
    },
    (claimed) => claimed === undefined,
  );
}

/** Attempts a claimed task and reschedules it if that fails. A store that cannot be written is no failure of the task. */
export async function attemptTask<Task extends QueuedTask>(
  deps: QueueDeps,
  queue: WorkQueue<Task>,
  handler: TaskHandler<Task>,
  task: Task,
): Promise<void> {
  try {
    await inStoredTrace(task.traceparent, { kind: "consumer", name: queue.name }, () => handler.attempt(task));
  } catch (error) {
    if (codeOf(error) === "STORE_UNAVAILABLE") throw error;
    const attempts = task.attempts + 1;
    const facts = { ...handler.describe(task), attempts, ...storedTrace(task.traceparent) };
    deps.log.warn({ err: error, ...facts }, `${handler.component}: attempt failed, retry scheduled`);
    const later = { attempts, dueAt: nextAttemptAt(deps, queue.policy, attempts) };
    await deps.store.write(`reschedule-${queue.name}`, async (tx) => {
      if (!(await queue.reschedule(tx, task, later)) || attempts !== queue.policy.maxAttempts) return;
      await handler.giveUp?.(tx, task);
      const outcome = handler.giveUp ? "dead letter stored" : "attempts continue";
      if (!handler.alarm) return;
      const { name, subjectOf } = handler.alarm;
      const alarm = { name, subject: subjectOf(task) };
      raiseAlarm(deps, alarm, facts, `${handler.component}: ${attempts} attempts failed, ${outcome}`);
    });
  }
}
