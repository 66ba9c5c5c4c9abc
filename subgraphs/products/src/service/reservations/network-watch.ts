/** Watch of reservations: an alarm while the guests of one network hold more than half of a variant. */
import { raiseAlarm } from "@hansa/kit/runtime/alarm";
import type { Reader } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import { findReservationLimits } from "../../store/projections/settings.ts";
import { findLargestShare } from "../../store/reservations/network-shares.ts";

const hour = 60 * 60 * 1_000;
const maxPercent = 50;

/** The largest share of a variant that one network holds, beyond the units that it may always hold; undefined if none does. */
export async function largestShareOf(db: Reader): Promise<{ variantId: string; percent: number } | undefined> {
  const { guestMinimum } = await findReservationLimits(db);
  return findLargestShare(db, guestMinimum);
}

/** Creates the job that watches. An alarm about a variant is repeated every hour while its cause lasts. */
export function createNetworkWatch(deps: Deps): () => Promise<void> {
  const { store, runtime } = deps;
  let raised = { variantId: "", at: Number.NEGATIVE_INFINITY };
  return async () => {
    const share = await store.read(largestShareOf);
    if (!share || share.percent <= maxPercent) return;
    const { variantId, percent } = share;
    if (raised.variantId === variantId && runtime.now() - raised.at < hour) return;
    raised = { variantId, at: runtime.now() };
    raiseAlarm(
      deps,
      "stock_held_by_network",
      { id: variantId, percent },
      "reservations: most of a variant held by one network",
    );
  };
}
