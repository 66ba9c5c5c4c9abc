/** Lease of an order: its acquisition and renewal, writes that are rejected after its loss, and the next attempt of its work. */

import { acquireLease, assertLease, isHeldElsewhere, renewLease } from "@hansa/kit/coordination";
import { nextAttemptAt } from "@hansa/kit/messaging";
import { raiseAlarm, withTrace } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { storedTrace } from "@hansa/kit/tracing";
import type { Deps } from "../../context.ts";
import { changeOrder, findOrdersByIds } from "../../store/order/orders.ts";
import { endProcessingHold, processingRetries, startProcessingHold } from "../../store/processing/sagas.ts";
import { shopActor } from "../access.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import type { OrderLease, StepResult, Work } from "./work.ts";

/** Longer than the timeout of a peer call (5 s), so that every call ends within the lease under which it began. */
const leaseMs = 6_000;
const renewAfterMs = 500;

/** The holder of a lease: this process, and whether work of the order is left for it. */
type Holder = { owner: string; hasDueWork(tx: Tx): Promise<boolean> };

const requestOf = (orderId: string, owner: string) => ({ name: `order:${orderId}`, owner, forMs: leaseMs });

/** Whether another process holds the lease of the order. */
export function isProcessedElsewhere({ store }: Deps, orderId: string, owner: string): Promise<boolean> {
  return store.read((db) => isHeldElsewhere(db, requestOf(orderId, owner), store.now()));
}

/** Acquires the lease; undefined if another process holds it. */
export async function acquireOrderLease(
  deps: Deps,
  orderId: string,
  { owner, hasDueWork }: Holder,
): Promise<OrderLease | undefined> {
  const { store } = deps;
  let renewedAt = 0;
  let isReleased = false;
  const lease = await store.write(
    "acquire-order-lease",
    (tx) => {
      // Read inside the write: a time read before waiting for the store's lock would make another process's lease look expired.
      renewedAt = store.now();
      return acquireLease(tx, requestOf(orderId, owner), renewedAt);
    },
    (acquired) => acquired === undefined,
  );
  if (!lease) return undefined;

  const write: OrderLease["write"] = (name, change) =>
    store.write(name, async (tx) => {
      await assertLease(tx, lease);
      return change(tx);
    });

  return {
    fencingToken: { lease: lease.lease, token: lease.token },
    write,
    advance: async (name, change) => {
      const advanced = await write(name, async (tx) => {
        const result = await change(tx);
        await resumeStalledOrder(deps, tx, orderId);
        const isLast = !(await hasDueWork(tx));
        if (isLast) await renewLease(tx, lease, 0);
        return { result, isLast };
      });
      isReleased = advanced.isLast;
      return advanced.result;
    },
    renew: async () => {
      if (store.now() - renewedAt < renewAfterMs) return;
      // Renewals are traced as a job: a slow machine needs more of them than the budget of a request allows.
      await withTrace({ requestId: deps.runtime.newId("req"), entry: "job" }, () =>
        store.write("renew-order-lease", (tx) => {
          renewedAt = store.now();
          return renewLease(tx, lease, renewedAt + leaseMs);
        }),
      );
    },
    isReleased: () => isReleased,
    release: async () => {
      if (!isReleased) await store.write("release-order-lease", (tx) => renewLease(tx, lease, 0));
    },
  };
}

/** Work that waits for other work of its order is due again after the longest pause. */
const waiting = { ...processingRetries, minPauseMs: processingRetries.maxPauseMs };

/**
 * Schedules the next attempt, with back-off and jitter. After 20 an alarm is raised and the order is put on hold, while attempts continue
 * every five minutes; the hold ends by itself with the first response. An unknown outcome is not a failure; waiting for other work is no
 * attempt. Nor is a run that a request caused before the scheduled time: a buyer who repeats a request each second must not use up the
 * attempts of minutes.
 */
export async function reschedule(
  deps: Deps,
  lease: OrderLease,
  work: Work,
  result: Exclude<StepResult, "answered">,
): Promise<void> {
  if (deps.store.now() < work.dueAt) return;
  const attempts = result === "waits" ? work.attempts : work.attempts + 1;
  const dueAt = result === "waits" ? nextAttemptAt(deps, waiting, 0) : nextAttemptAt(deps, processingRetries, attempts);
  await lease.write("reschedule-order-work", async (tx) => {
    if (!(await work.reschedule(tx, { attempts, dueAt }))) return;
    if (result === "unanswered" && attempts >= processingRetries.maxAttempts)
      await holdStalledOrder(deps, tx, work, attempts);
  });
}

/** Raises the alarm once per stall, and puts the order on hold unless it is on hold already. */
async function holdStalledOrder(
  deps: Deps,
  tx: Tx,
  { orderId, name, traceparent }: Work,
  attempts: number,
): Promise<void> {
  const [order] = await findOrdersByIds(tx, [orderId]);
  const isHeldNow = order?.holdReason === null && (await startProcessingHold(tx, orderId, deps.runtime.now()));
  if (isHeldNow) {
    await changeOrder(tx, orderId, [order.state], { holdReason: "NEEDS_REVIEW", holdSince: deps.runtime.now() });
    const summary = "The shop is looking into this order.";
    await recordOrderEvent(deps, tx, order, { kind: "HELD", summary, ...shopActor });
  }
  if (!isHeldNow && attempts > processingRetries.maxAttempts) return;
  const facts = { orderId, work: name, attempts, ...storedTrace(traceparent) };
  raiseAlarm(
    deps,
    { name: "order_stalled", subject: orderId },
    facts,
    "order processing: 20 attempts failed, order put on hold",
  );
}

/** Ends the hold of a stalled order once none of its work is stalled any more. */
async function resumeStalledOrder(deps: Deps, tx: Tx, orderId: string): Promise<void> {
  const saga = await endProcessingHold(tx, orderId);
  if (!saga) return;
  const [order] = await findOrdersByIds(tx, [orderId]);
  if (order?.holdReason !== "NEEDS_REVIEW") return;
  await changeOrder(tx, orderId, [order.state], { holdReason: null, holdSince: null });
  const isContinued = order.state !== "CANCELLED" && saga.failure === null;
  const summary = isContinued ? "The order continues." : "The reason of the hold is resolved.";
  await recordOrderEvent(deps, tx, order, { kind: "RESUMED", summary, ...shopActor });
}
