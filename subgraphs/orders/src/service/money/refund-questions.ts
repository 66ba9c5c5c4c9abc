/** Refunds that are pending for long: payments is asked what became of them, in case its news of one never came to anything here. */
import type { Deps } from "../../context.ts";
import { askRefunds } from "../../peers/peers.ts";
import { findPendingRefunds } from "../../store/refunds.ts";
import { concludeRefund } from "./refund-outcomes.ts";

/** Banks take days; but news of payments comes within seconds, and a lost one would leave the books open for ever. */
const longMs = 60 * 60_000;
/** As many as payments answers for at once. */
const atOnce = 100;

/** Asks after all of them, and writes down what is decided; whatever is still pending there stays so here. */
export async function askAfterRefunds(deps: Deps, signal: AbortSignal): Promise<void> {
  const before = deps.world.now() - longMs;
  const findNext = (after: string) => deps.store.read((db) => findPendingRefunds(db, before, after, atOnce));
  for (let ids = await findNext(""); ids.length > 0 && !signal.aborted; ids = await findNext(ids.at(-1) ?? "")) {
    const { refunds } = await askRefunds(deps.peers, ids);
    for (const { refundId, state, reason } of refunds) {
      if (state === "PENDING") continue;
      const outcome = state === "FAILED" ? ({ state, failure: reason ?? "" } as const) : ({ state } as const);
      deps.log.warn({ refundId, state }, "a refund was decided without news of it");
      await deps.store.write("conclude-refund", (tx) => concludeRefund(deps, tx, refundId, outcome));
    }
  }
}
