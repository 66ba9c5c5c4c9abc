/**
 * Order processing: the saga of an order and then its order tasks are processed by one process at a time, under a lease. Unanswered work is
 * retried with back-off.
 */
import { isLeaseLost } from "@hansa/kit/coordination";
import type { Reader, Tx } from "@hansa/kit/store";
import { inStoredTrace, storedTrace } from "@hansa/kit/tracing";
import type { Deps, OrderProcessor } from "../../context.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { findDueTask, orderTaskQueue } from "../../store/processing/order-tasks.ts";
import { findOpenSaga, findSaga, sagaQueue } from "../../store/processing/sagas.ts";
import { acquireOrderLease, isProcessedElsewhere, reschedule } from "./lease.ts";
import { runOrderTask } from "./order-tasks.ts";
import { runSagaStep } from "./saga-steps.ts";
import type { OrderLease, StepResult, Work } from "./work.ts";

/** `elsewhere`: another process holds the lease of the order. */
type RunResult = "done" | "elsewhere";
/** The last run of an order in this process. */
type Run = { hasStarted: boolean; result: Promise<RunResult> };

/** The poll interval while a request waits for an order that another process is processing. */
const pollMs = 50;

/** The order processor of this process, on the leases of the store. */
export function createOrderProcessor(deps: Deps): OrderProcessor {
  const { store, runtime, log } = deps;
  const owner = runtime.newId("run");
  const here = new Map<string, Run>();

  /** Runs of one order in this process are serialised. A run that has not started serves all who ask for one: it finds their work too. */
  function run(orderId: string, isAwaited: boolean): Promise<RunResult> {
    const last = here.get(orderId);
    if (last && !last.hasStarted) return last.result;
    const own: Run = {
      hasStarted: false,
      result: Promise.resolve(last?.result)
        .catch(() => undefined)
        .then(() => {
          own.hasStarted = true;
          return processOrder(deps, owner, orderId, isAwaited && !last);
        })
        .finally(() => {
          if (here.get(orderId) === own) here.delete(orderId);
        }),
    };
    here.set(orderId, own);
    return own.result;
  }

  async function runUntilDone(orderId: string, enough: AbortSignal): Promise<void> {
    let ended = await run(orderId, true);
    while (ended === "elsewhere" && !enough.aborted) {
      await runtime.sleep(pollMs, enough);
      ended = await run(orderId, false);
    }
  }

  return {
    process: async (orderId, timeoutMs) => {
      const enough = new AbortController();
      const work = runUntilDone(orderId, enough.signal).catch((error) =>
        log.warn({ err: error, orderId }, "order processing: run failed, retry by the next job run"),
      );
      await Promise.race([work, runtime.sleep(Math.max(0, timeoutMs), enough.signal)]);
      enough.abort();
    },
    processCheckout: async (checkoutId) => {
      const saga = await store.read((db) => findSaga(db, checkoutId));
      if (saga) await run(saga.orderId, false);
    },
    processDue: async () => {
      const now = store.now();
      const due = await store.read(async (db) => [
        ...(await sagaQueue.findDue(db, now)),
        ...(await orderTaskQueue.findDue(db, now)),
      ]);
      await Promise.all([...new Set(due.map(({ orderId }) => orderId))].map((orderId) => run(orderId, false)));
    },
    settled: async () => {
      while (here.size > 0) await Promise.allSettled([...here.values()].map(({ result }) => result));
    },
  };
}

/**
 * Processes an order until nothing is due. Each piece of work is attempted at most once per run, so that an order whose calls all time out
 * delays others no longer than one attempt of each. If a request waits for the order, its saga is attempted before its scheduled time.
 */
async function processOrder(deps: Deps, owner: string, orderId: string, isAwaited: boolean): Promise<RunResult> {
  const { store } = deps;
  const startedAt = store.now();
  const findWork = (mayBeEarly: boolean) =>
    store.read((db) => findDueWork(deps, db, orderId, { startedAt, mayBeEarly }));
  const hasDueWork = async (tx: Tx) =>
    (await findDueWork(deps, tx, orderId, { startedAt, mayBeEarly: false })) !== undefined;
  if (!(await findWork(isAwaited))) return "done";
  // An attempt to acquire the lease is a write: those who wait, and the jobs, would take the turns of other buyers.
  if (!isAwaited && (await isProcessedElsewhere(deps, orderId, owner))) return "elsewhere";
  const lease = await acquireOrderLease(deps, orderId, { owner, hasDueWork });
  if (!lease) return "elsewhere";
  try {
    let work = await findWork(isAwaited);
    while (work) {
      await lease.renew();
      const result = await attemptWork(deps, lease, work);
      if (result !== "answered") await reschedule(deps, lease, work, result);
      work = lease.isReleased() ? undefined : await findWork(false);
    }
    await lease.release();
    return "done";
  } catch (error) {
    if (!isLeaseLost(error)) throw error;
    deps.log.debug({ err: error, orderId }, "order processing: lease lost to another process, run ended");
    return "elsewhere";
  }
}

/** The next work of a run that started at `startedAt`; `mayBeEarly`: its saga may be attempted before its scheduled time. */
async function findDueWork(
  deps: Deps,
  db: Reader,
  orderId: string,
  { startedAt, mayBeEarly }: { startedAt: number; mayBeEarly: boolean },
): Promise<Work | undefined> {
  const now = deps.store.now();
  const saga = await findOpenSaga(db, orderId);
  if (saga && (mayBeEarly || saga.dueAt <= now))
    return {
      ...saga,
      name: saga.step,
      attempt: (lease, order) => runSagaStep(deps, lease, saga, order),
      reschedule: (tx, later) => sagaQueue.reschedule(tx, saga, later),
    };
  const task = await findDueTask(db, orderId, now, startedAt);
  return (
    task && {
      ...task,
      name: task.kind,
      attempt: (lease, order) => runOrderTask(deps, lease, task, order),
      reschedule: (tx, later) => orderTaskQueue.reschedule(tx, task, later),
    }
  );
}

/** Attempts one piece of work. A failure counts as unanswered and does not stop the other work. */
async function attemptWork(deps: Deps, lease: OrderLease, work: Work): Promise<StepResult> {
  const { orderId, name, traceparent, attempt } = work;
  try {
    const [order] = await deps.store.read((db) => findOrdersByIds(db, [orderId]));
    if (!order) throw new Error(`the order ${orderId} does not exist, but has work to process`);
    return await inStoredTrace(traceparent, { kind: "consumer", name }, async () => {
      const outcome = await attempt(lease, order);
      deps.log.info({ orderId, work: name, outcome }, "order processing: work attempted");
      return outcome;
    });
  } catch (error) {
    if (isLeaseLost(error)) throw error;
    const facts = { orderId, work: name, ...storedTrace(traceparent) };
    deps.log.warn({ err: error, ...facts }, "order processing: attempt failed, retry scheduled");
    return "unanswered";
  }
}
