/** Until when something can be sent back: a number of days after it arrived, which the shop decides. */
import type { Deps } from "../../context.ts";
import type { LastArrival } from "../../store/fulfilments.ts";
import type { LineCountersRow } from "../../store/tables.ts";

const day = 24 * 60 * 60 * 1_000;

/** Units that arrived by parcel and are in no return yet. */
export function returnableUnits({ isSent, delivered, returnAsked }: LineCountersRow): number {
  return isSent ? delivered - returnAsked : 0;
}

/** When the period of a line ends; undefined if nothing of it has arrived. The last parcel with it counts. */
export function periodEnd(
  { rules }: Pick<Deps, "rules">,
  lineId: string,
  arrivals: readonly LastArrival[],
): number | undefined {
  const last = arrivals.find((arrival) => arrival.lineId === lineId);
  return last && last.arrivedAt + rules.returnDays * day;
}

/** Whether something of the line can be sent back now. */
export function isReturnable(
  deps: Pick<Deps, "rules" | "world">,
  line: LineCountersRow,
  arrivals: readonly LastArrival[],
): boolean {
  const end = periodEnd(deps, line.lineId, arrivals);
  return returnableUnits(line) > 0 && end !== undefined && deps.world.now() <= end;
}
