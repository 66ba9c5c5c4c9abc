/** Doing what is still to be done for orders: at once where somebody waits for it, else by a job, but always. */
import type { Deps } from "../../context.ts";
import { findDueErrands, findOrdersWithErrands, postponeErrand } from "../../store/errands.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import type { ErrandRow } from "../../store/tables.ts";
import { runErrand } from "./steps.ts";

const shortestPauseMs = 200;
const longestPauseMs = 30_000;

const running = new WeakMap<Deps["store"], Map<string, Promise<void>>>();

/** Does what is due for an order, and waits for it no longer than `patienceMs`; it goes on all the same. */
export async function finishErrands(deps: Deps, orderId: string, patienceMs: number): Promise<void> {
  const enough = new AbortController();
  const work = advance(deps, orderId).catch((error) =>
    deps.log.warn({ err: error, orderId }, "what is to be done for an order is done later"),
  );
  await Promise.race([work, deps.world.sleep(Math.max(0, patienceMs), enough.signal)]);
  enough.abort();
}

/** Does everything whose time has come: after a crash, a pause, or a service that did not answer. */
export async function runDueErrands(deps: Deps): Promise<void> {
  const due = await deps.store.read((db) => findOrdersWithErrands(db, deps.world.now(), 50));
  await Promise.all(due.map((orderId) => advance(deps, orderId)));
}

/** Within one process there is one runner for each order. Who comes while it runs, comes after it: there may be more to do by then. */
function advance(deps: Deps, orderId: string): Promise<void> {
  const here = running.get(deps.store) ?? new Map<string, Promise<void>>();
  running.set(deps.store, here);
  const before = here.get(orderId) ?? Promise.resolve();
  const run = before
    .catch(() => undefined)
    .then(() => runDue(deps, orderId))
    .finally(() => {
      if (here.get(orderId) === run) here.delete(orderId);
    });
  here.set(orderId, run);
  return run;
}

async function runDue(deps: Deps, orderId: string): Promise<void> {
  const { store, world } = deps;
  for (;;) {
    const [errand] = await store.read((db) => findDueErrands(db, orderId, world.now()));
    if (!errand) return;
    if (!(await tryErrand(deps, errand))) await postpone(deps, errand);
  }
}

/** One that has no answer is postponed, so that it does not stand in the way of the others. */
async function tryErrand(deps: Deps, errand: ErrandRow): Promise<boolean> {
  try {
    const [order] = await deps.store.read((db) => findOrdersByIds(db, [errand.orderId]));
    if (!order) throw new Error(`the order ${errand.orderId} of an errand is gone`);
    return await runErrand(deps, errand, order);
  } catch (error) {
    const { orderId, kind } = errand;
    deps.log.warn({ err: error, orderId, kind }, "something to be done for an order has no answer and is repeated");
    return false;
  }
}

/** Comes back later, a little later each time. What is not known has not failed. */
async function postpone({ store, world }: Deps, errand: ErrandRow): Promise<void> {
  const pauseMs = Math.min(shortestPauseMs * 2 ** errand.attempt, longestPauseMs) * (0.75 + world.random() / 2);
  await store.write("postpone-errand", (tx) => postponeErrand(tx, errand.seq, world.now() + Math.round(pauseMs)));
}
