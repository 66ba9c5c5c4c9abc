/** Return period: the configured number of days after delivery. */
import type { Deps } from "../../context.ts";
import type { LastArrival } from "../../store/fulfilment/fulfilments.ts";
import type { LineCountersRow } from "../../store/tables.ts";
import type { Actor } from "./access.ts";

const dayMs = 24 * 60 * 60 * 1_000;

/** Units that were delivered by parcel and are in no return yet. Units of a rejected return can be requested again by staff only. */
export function returnableUnits(
  { isSent, delivered, returnRequested, returnRejected }: LineCountersRow,
  actor: Actor["actor"],
): number {
  if (!isSent) return 0;
  return delivered - returnRequested - (actor === "STAFF" ? 0 : returnRejected);
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

/** Whether the actor can request the return of units of the line now. */
export function isReturnable(
  deps: Pick<Deps, "rules" | "runtime">,
  line: LineCountersRow,
  arrivals: readonly LastArrival[],
  actor: Actor["actor"],
): boolean {
  const end = returnPeriodEnd(deps, line.lineId, arrivals);
  return returnableUnits(line, actor) > 0 && end !== undefined && deps.runtime.now() <= end;
}
