/** Return period: the configured number of days after delivery. */
import type { Deps } from "../../context.ts";
import type { LastArrival } from "../../store/fulfilment/fulfilments.ts";
import type { LineCountersRow } from "../../store/tables.ts";

const dayMs = 24 * 60 * 60 * 1_000;

/** Units that were delivered by parcel and are in no return yet. */
export function returnableUnits({ isSent, delivered, returnRequested }: LineCountersRow): number {
  return isSent ? delivered - returnRequested : 0;
}

/** The end of a line's return period, counted from its last delivery; undefined if nothing of it was delivered. */
export function returnPeriodEnd(
  { rules }: Pick<Deps, "rules">,
  lineId: string,
  arrivals: readonly LastArrival[],
): number | undefined {
  const last = arrivals.find((arrival) => arrival.lineId === lineId);
  return last && last.arrivedAt + rules.returnDays * dayMs;
}

/** Whether units of the line can be returned now. */
export function isReturnable(
  deps: Pick<Deps, "rules" | "runtime">,
  line: LineCountersRow,
  arrivals: readonly LastArrival[],
): boolean {
  const end = returnPeriodEnd(deps, line.lineId, arrivals);
  return returnableUnits(line) > 0 && end !== undefined && deps.runtime.now() <= end;
}
