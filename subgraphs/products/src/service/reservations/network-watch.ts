/** Watch of reservations: the largest share of a variant that the guests of one network hold, and an alarm while it is more than half. */
import { openGauge, raiseAlarm } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findReservationLimits } from "../../store/projections/settings.ts";
import { findLargestShare } from "../../store/reservations/network-shares.ts";

const minute = 60 * 1_000;
const hour = 60 * minute;
const maxPercent = 50;
/** A process that no longer watches, since another one became the leader, shows no value after this time. */
const shownForMs = 3 * minute;

/** Creates the job that watches once a minute. An alarm about a variant is repeated every hour while its cause lasts. */
export function createNetworkWatch(deps: Deps): () => Promise<void> {
  const { store, runtime } = deps;
  const show = openShareGauge(deps);
  let raised = { variantId: "", at: Number.NEGATIVE_INFINITY };
  return async () => {
    const share = await store.read(largestShareOf);
    show(share?.percent);
    if (!share || share.percent <= maxPercent) return;
    const { variantId, percent } = share;
    if (raised.variantId === variantId && runtime.now() - raised.at < hour) return;
    raised = { variantId, at: runtime.now() };
    raiseAlarm(
      deps,
      { name: "stock_held_by_network", subject: variantId },
      { id: variantId, percent },
      "reservations: most of a variant held by one network",
    );
  };
}

/** The largest share of a variant that one network holds, beyond the units that it may always hold; undefined if none does. */
async function largestShareOf(db: Reader): Promise<{ variantId: string; percent: number } | undefined> {
  const { guestMinimum } = await findReservationLimits(db);
  return findLargestShare(db, guestMinimum);
}

/** Whether the guests of one network hold most of this variant, and of no other one more. */
export async function isHeldByNetwork(db: Reader, variantId: string): Promise<boolean> {
  const share = await largestShareOf(db);
  return share?.variantId === variantId && share.percent > maxPercent;
}

/** Opens the gauge of the share; the returned function sets what was read last. */
function openShareGauge({ metrics, runtime }: Deps): (percent: number | undefined) => void {
  let last: { percent: number | undefined; at: number } = { percent: undefined, at: 0 };
  const name = "hansa_reservations_largest_network_share_percent";
  const help =
    "The largest share of a variant's stock that the guests of one network have reserved; absent if none has more than the minimum.";
  openGauge(metrics, { name, help }, () => [
    { labels: {}, value: runtime.monotonic() - last.at > shownForMs ? undefined : last.percent },
  ]);
  return (percent) => {
    last = { percent, at: runtime.monotonic() };
  };
}
