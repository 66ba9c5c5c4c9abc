/**
 * Retries of order processing with back-off and jitter. After 20 attempts an alarm is raised and the order is put on hold, while attempts
 * continue every five minutes; the hold ends by itself with the first response.
 */
import { raiseAlarm } from "@hansa/kit/runtime/alarm";
import type { Tx } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import { changeOrder, findOrdersByIds } from "../../store/order/orders.ts";
import { rescheduleTask } from "../../store/processing/order-tasks.ts";
import { endProcessingHold, rescheduleSaga, startProcessingHold } from "../../store/processing/sagas.ts";
import { shopActor } from "../order/access.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import type { OrderLease, StepResult, Work } from "./work.ts";

const minDelayMs = 200;
const maxDelayMs = 30_000;
/** Attempts before the alarm; together they take about seven minutes. */
const maxAttempts = 20;
/** The delay between later attempts. */
const stalledDelayMs = 5 * 60_000;

/**
 * Schedules the next attempt. An unknown outcome is not a failure; waiting for other work is no attempt. Nor is a run that a request caused
 * before the scheduled time: a buyer who repeats a request each second must not use up the attempts of minutes.
 */
export async function reschedule(
  deps: Deps,
  lease: OrderLease,
  work: Work,
  result: Exclude<StepResult, "answered">,
): Promise<void> {
  const { store, runtime } = deps;
  if (store.now() < work.row.nextRunAt) return;
  const attempt = result === "waits" ? work.row.attempt : work.row.attempt + 1;
  const delayMs = result === "waits" ? maxDelayMs : computeDelay(attempt);
  const later = { attempt, nextRunAt: store.now() + Math.round(delayMs * (0.75 + runtime.random() / 2)) };
  await lease.write("come-back-later", async (tx) => {
    if (work.kind === "saga") await rescheduleSaga(tx, work.row, later);
    else await rescheduleTask(tx, work.row.seq, later);
    if (result === "unanswered" && attempt >= maxAttempts) await holdStalledOrder(deps, tx, work, attempt);
  });
}

function computeDelay(attempts: number): number {
  return attempts < maxAttempts ? Math.min(minDelayMs * 2 ** (attempts - 1), maxDelayMs) : stalledDelayMs;
}

/** Raises the alarm once per stall, and puts the order on hold unless it is on hold already. */
async function holdStalledOrder(deps: Deps, tx: Tx, work: Work, attempt: number): Promise<void> {
  const { orderId } = work.row;
  const [order] = await findOrdersByIds(tx, [orderId]);
  const isHeldNow = order?.holdReason === null && (await startProcessingHold(tx, orderId, deps.runtime.now()));
  if (isHeldNow) {
    await changeOrder(tx, orderId, [order.state], { holdReason: "NEEDS_REVIEW", holdSince: deps.runtime.now() });
    const summary = "The shop is looking into this order.";
    await recordOrderEvent(deps, tx, order, { kind: "HELD", summary, ...shopActor });
  }
  if (!isHeldNow && attempt > maxAttempts) return;
  const what = work.kind === "saga" ? work.row.step : work.row.kind;
  raiseAlarm(deps, "order_parked", { orderId, what, attempt }, "order processing: attempts failed, order put on hold");
}

/** Ends the hold of a stalled order once none of its work is stalled any more. */
export async function resumeStalledOrder(deps: Deps, tx: Tx, orderId: string): Promise<void> {
  const saga = await endProcessingHold(tx, orderId, maxAttempts);
  if (!saga) return;
  const [order] = await findOrdersByIds(tx, [orderId]);
  if (order?.holdReason !== "NEEDS_REVIEW") return;
  await changeOrder(tx, orderId, [order.state], { holdReason: null, holdSince: null });
  const isContinued = order.state !== "CANCELLED" && saga.failure === null;
  const summary = isContinued ? "The order goes on." : "What the shop was looking into is done.";
  await recordOrderEvent(deps, tx, order, { kind: "RESUMED", summary, ...shopActor });
}
