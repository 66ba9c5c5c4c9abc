/**
 * The saga that makes an order certain: stock is committed, then the money is captured, then the order is confirmed. Up to the
 * capture it can be undone; from there it only goes forward. Each step is written down before the next one begins, and may be
 * repeated: whoever answers a step knows it by its checkout or payment.
 */
import type { Deps } from "../../context.ts";
import { findDueSagas, findSaga, moveSaga } from "../../store/sagas.ts";
import type { SagaRow } from "../../store/tables.ts";
import { runStep } from "./steps.ts";

const shortestPauseMs = 200;
const longestPauseMs = 30_000;

const running = new WeakMap<Deps["store"], Map<string, Promise<void>>>();

/** Goes on with a saga until it is done or a step has no answer. Within one process there is one runner for each checkout. */
function advance(deps: Deps, checkoutId: string): Promise<void> {
  const here = running.get(deps.store) ?? new Map<string, Promise<void>>();
  running.set(deps.store, here);
  const known = here.get(checkoutId);
  if (known) return known;
  const run = runSteps(deps, checkoutId).finally(() => here.delete(checkoutId));
  here.set(checkoutId, run);
  return run;
}

/** Waits for the outcome, but no longer than `patienceMs`; the saga goes on all the same. */
export async function finishWithin(deps: Deps, checkoutId: string, patienceMs: number): Promise<void> {
  const enough = new AbortController();
  await Promise.race([advance(deps, checkoutId), deps.world.sleep(patienceMs, enough.signal)]);
  enough.abort();
}

/** Goes on with every saga whose time has come: after a crash, a pause, or a service that did not answer. */
export async function advanceDue(deps: Deps): Promise<void> {
  const due = await deps.store.read((db) => findDueSagas(db, deps.world.now(), 50));
  await Promise.all(due.map((checkoutId) => advance(deps, checkoutId)));
}

async function runSteps(deps: Deps, checkoutId: string): Promise<void> {
  for (;;) {
    const saga = await deps.store.read((db) => findSaga(db, checkoutId));
    if (!saga || saga.step === "DONE") return;
    try {
      const answered = await runStep(deps, saga);
      if (!answered) return await pause(deps, saga);
    } catch (error) {
      deps.log.warn(
        { err: error, checkoutId, step: saga.step },
        "a step of a saga has no answer and is repeated later",
      );
      return pause(deps, saga);
    }
  }
}

/** Comes back later, a little later each time. What is not known has not failed. */
async function pause({ store, world }: Deps, saga: SagaRow): Promise<void> {
  const attempt = saga.attempt + 1;
  const pauseMs = Math.min(shortestPauseMs * 2 ** saga.attempt, longestPauseMs) * (0.75 + world.random() / 2);
  await store.write("pause-saga", (tx) =>
    moveSaga(tx, saga, { attempt, nextRunAt: world.now() + Math.round(pauseMs) }),
  );
}
