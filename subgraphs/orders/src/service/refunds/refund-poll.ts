/** Poll of refunds that stay pending: payments is asked for their state, in case an event had no effect here. */
import type { Deps } from "../../context.ts";
import { findRefundStatuses } from "../../peers/peers.ts";
import { findPendingRefunds } from "../../store/payment/refunds.ts";
import { applyRefundOutcome } from "./refund-outcome.ts";

/** Banks take days, but events of payments arrive within seconds; without the poll a lost event would leave a refund pending for ever. */
const pollAfterMs = 60 * 60_000;
/** The maximum number of refunds in one request to payments. */
const batchSize = 100;

/** Polls all of them and applies the decided outcomes; refunds that are pending at payments stay pending here. */
export async function pollPendingRefunds(deps: Deps, signal: AbortSignal): Promise<void> {
  const before = deps.runtime.now() - pollAfterMs;
  const findNext = (after: string) => deps.store.read((db) => findPendingRefunds(db, before, after, batchSize));
  for (let ids = await findNext(""); ids.length > 0 && !signal.aborted; ids = await findNext(ids.at(-1) ?? "")) {
    const { refunds } = await findRefundStatuses(deps.peers, ids);
    for (const { refundId, state, reason } of refunds) {
      if (state === "PENDING") continue;
      const outcome = state === "FAILED" ? ({ state, failure: reason ?? "" } as const) : ({ state } as const);
      deps.log.warn({ refundId, state }, "refunds: outcome found by poll, its event had no effect");
      await deps.store.write("apply-refund-outcome", (tx) => applyRefundOutcome(deps, tx, refundId, outcome));
    }
  }
}
