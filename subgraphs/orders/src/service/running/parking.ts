/**
 * What has no answer: it is tried again, later each time. After twenty tries a person is told and the order is on hold, while it is tried on,
 * rarely; as soon as it goes on after all, the hold ends by itself.
 */
import { raiseAlarm } from "@hansa/kit/alarm";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { postponeErrand } from "../../store/errands.ts";
import { findOrdersByIds, moveOrder } from "../../store/orders.ts";
import { park, postponeSaga, unpark } from "../../store/sagas.ts";
import { theShop } from "../order/access.ts";
import { recordOrderEvent } from "../order/events.ts";
import type { OrderTurn, Tried, Work } from "./work.ts";

const shortestPauseMs = 200;
const longestPauseMs = 30_000;
/** So many tries, which take about seven minutes, before a person is told. */
const mostTries = 20;
/** Between the tries after that. */
const parkedPauseMs = 5 * 60_000;

/**
 * Writes down when it is tried again. What is not known has not failed; what only waits for something else is no try. Nor is what somebody
 * asked for before its time: a buyer who asks again each second must not use up the tries of minutes.
 */
export async function comeBackLater(
  deps: Deps,
  turn: OrderTurn,
  work: Work,
  tried: Exclude<Tried, "answered">,
): Promise<void> {
  const { store, world } = deps;
  if (store.now() < work.row.nextRunAt) return;
  const attempt = tried === "waits" ? work.row.attempt : work.row.attempt + 1;
  const pauseMs = tried === "waits" ? longestPauseMs : pauseAfter(attempt);
  const later = { attempt, nextRunAt: store.now() + Math.round(pauseMs * (0.75 + world.random() / 2)) };
  await turn.write("come-back-later", async (tx) => {
    if (work.kind === "saga") await postponeSaga(tx, work.row, later);
    else await postponeErrand(tx, work.row.seq, later);
    if (tried === "unanswered" && attempt >= mostTries) await tellSomebody(deps, tx, work, attempt);
  });
}

function pauseAfter(tries: number): number {
  return tries < mostTries ? Math.min(shortestPauseMs * 2 ** (tries - 1), longestPauseMs) : parkedPauseMs;
}

/** Raises the alarm, once until it goes on, and puts the order on hold, unless it is for another reason. */
async function tellSomebody(deps: Deps, tx: Tx, work: Work, attempt: number): Promise<void> {
  const { orderId } = work.row;
  const [order] = await findOrdersByIds(tx, [orderId]);
  const isHeldNow = order?.holdReason === null && (await park(tx, orderId, deps.world.now()));
  if (isHeldNow) {
    await moveOrder(tx, orderId, [order.state], { holdReason: "NEEDS_REVIEW", holdSince: deps.world.now() });
    const summary = "The shop is looking into this order.";
    await recordOrderEvent(deps, tx, order, { kind: "HELD", summary, ...theShop });
  }
  if (!isHeldNow && attempt > mostTries) return;
  const what = work.kind === "saga" ? work.row.step : work.row.kind;
  raiseAlarm(deps, "order_parked", { orderId, what, attempt }, "something to be done for an order has no answer");
}

/** Ends the hold that was ours, once nothing of the order is without an answer for too long. */
export async function resumeParked(deps: Deps, tx: Tx, orderId: string): Promise<void> {
  const saga = await unpark(tx, orderId, mostTries);
  if (!saga) return;
  const [order] = await findOrdersByIds(tx, [orderId]);
  if (order?.holdReason !== "NEEDS_REVIEW") return;
  await moveOrder(tx, orderId, [order.state], { holdReason: null, holdSince: null });
  const goesOn = order.state !== "CANCELLED" && saga.failure === null;
  const summary = goesOn ? "The order goes on." : "What the shop was looking into is done.";
  await recordOrderEvent(deps, tx, order, { kind: "RESUMED", summary, ...theShop });
}
