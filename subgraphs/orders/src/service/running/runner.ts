/**
 * The runner: whatever is still to be done for an order, its saga first and then its errands, is gone on with by one process at a time, under
 * a lease. What has no answer is repeated, later each time.
 */
import { isLostTurn } from "@hansa/kit/lease";
import type { Deps, SagaRunner } from "../../context.ts";
import { findDueErrand, findOrdersWithErrands } from "../../store/errands.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import { findDueSagas, findOpenSaga } from "../../store/sagas.ts";
import { runErrand } from "../errands/steps.ts";
import { runStep } from "../saga/steps.ts";
import { comeBackLater } from "./parking.ts";
import { takeTurn } from "./turn.ts";
import type { OrderTurn, Tried, Work } from "./work.ts";

/** `elsewhere`: another process goes on with the order. */
type Ended = "done" | "elsewhere";

/** How often to look whether another process is done with an order that somebody waits for. */
const lookAgainMs = 50;
const most = 50;

/** A runner for this process, on the leases of the store. */
export function leasedRunner(deps: Deps): SagaRunner {
  const { store, world, log } = deps;
  const owner = world.newId("run");
  const here = new Map<string, Promise<Ended>>();

  /** Within this process one run of an order comes after the other: there may be more to do by then. */
  function run(orderId: string, isAwaited: boolean): Promise<Ended> {
    const before = here.get(orderId);
    const isFirst = before === undefined;
    const mine = Promise.resolve(before)
      .catch(() => undefined)
      .then(() => goOn(deps, owner, orderId, isAwaited && isFirst))
      .finally(() => {
        if (here.get(orderId) === mine) here.delete(orderId);
      });
    here.set(orderId, mine);
    return mine;
  }

  async function runUntilDone(orderId: string, enough: AbortSignal): Promise<void> {
    let ended = await run(orderId, true);
    while (ended === "elsewhere" && !enough.aborted) {
      await world.sleep(lookAgainMs, enough);
      ended = await run(orderId, false);
    }
  }

  return {
    finish: async (orderId, patienceMs) => {
      const enough = new AbortController();
      const work = runUntilDone(orderId, enough.signal).catch((error) =>
        log.warn({ err: error, orderId }, "what is to be done for an order is done later"),
      );
      await Promise.race([work, world.sleep(Math.max(0, patienceMs), enough.signal)]);
      enough.abort();
    },
    runDue: async () => {
      const now = store.now();
      const due = await store.read(async (db) => [
        ...(await findDueSagas(db, now, most)),
        ...(await findOrdersWithErrands(db, now, most)),
      ]);
      await Promise.all([...new Set(due)].map((orderId) => run(orderId, false)));
    },
  };
}

/**
 * Goes on with an order until nothing is due. What has no answer is tried once, so that an order whose questions all hang keeps nobody waiting
 * for longer than it takes to ask each. Somebody who waits for it is reason enough to try its saga before
 * its time.
 */
async function goOn(deps: Deps, owner: string, orderId: string, isAwaited: boolean): Promise<Ended> {
  const begun = deps.store.now();
  if (!(await findWork(deps, orderId, begun, isAwaited))) return "done";
  const turn = await takeTurn(deps, owner, orderId);
  if (!turn) return "elsewhere";
  try {
    let work = await findWork(deps, orderId, begun, isAwaited);
    while (work) {
      await turn.keep();
      const tried = await tryOnce(deps, turn, work);
      if (tried !== "answered") await comeBackLater(deps, turn, work, tried);
      work = await findWork(deps, orderId, begun, false);
    }
    await turn.end();
    return "done";
  } catch (error) {
    if (!isLostTurn(error)) throw error;
    deps.log.debug({ err: error, orderId }, "another process has taken an order over");
    return "elsewhere";
  }
}

async function findWork(
  { store }: Deps,
  orderId: string,
  begun: number,
  isAwaited: boolean,
): Promise<Work | undefined> {
  const now = store.now();
  return store.read(async (db) => {
    const saga = await findOpenSaga(db, orderId);
    if (saga && (isAwaited || saga.nextRunAt <= now)) return { kind: "saga", row: saga };
    const errand = await findDueErrand(db, orderId, now, begun);
    return errand && { kind: "errand", row: errand };
  });
}

/** One that has no answer does not stand in the way of the others. */
async function tryOnce(deps: Deps, turn: OrderTurn, work: Work): Promise<Tried> {
  const { orderId } = work.row;
  try {
    const [order] = await deps.store.read((db) => findOrdersByIds(db, [orderId]));
    if (!order) throw new Error(`the order ${orderId} is gone, and something is to be done for it`);
    if (work.kind === "saga") return await runStep(deps, turn, work.row, order);
    return await runErrand(deps, turn, work.row, order);
  } catch (error) {
    if (isLostTurn(error)) throw error;
    const what = work.kind === "saga" ? work.row.step : work.row.kind;
    deps.log.warn({ err: error, orderId, what }, "something to be done for an order has no answer and is repeated");
    return "unanswered";
  }
}
