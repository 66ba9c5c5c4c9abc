/** Progress of an order, computed from the counters of its lines, and the period of returns after it. Pure functions. */
import type { LastArrival } from "../../store/fulfilment/fulfilments.ts";
import type { LineCountersRow, OrderRow, SettingsRow } from "../../store/tables.ts";
import type { Actor } from "../access.ts";

type Line = Pick<
  LineCountersRow,
  "isSent" | "ordered" | "cancelled" | "withdrawn" | "allocated" | "packed" | "shipped" | "delivered" | "undelivered"
>;
type State = Extract<OrderRow["state"], "CONFIRMED" | "PARTIALLY_SHIPPED" | "SHIPPED" | "DELIVERED" | "CANCELLED">;

/**
 * The state of a confirmed order. It is SHIPPED when shipped = ordered − cancelled, and DELIVERED when no shipped unit is in transit any more
 * and at least one was delivered: lost units do not delay the others.
 */
export function deriveState(lines: readonly Line[]): State {
  const live = total(lines, liveUnits);
  const shipped = total(lines, (line) => line.shipped);
  const delivered = total(lines, (line) => line.delivered);
  const ended = delivered + total(lines, (line) => line.undelivered);
  if (live === 0) return "CANCELLED";
  if (shipped === 0) return "CONFIRMED";
  if (shipped < live) return "PARTIALLY_SHIPPED";
  return ended === live && delivered > 0 ? "DELIVERED" : "SHIPPED";
}

/** Whether all units that are not cancelled were lost or returned: nothing more will be delivered. */
export function isAllLost(lines: readonly Line[]): boolean {
  const live = total(lines, liveUnits);
  return live > 0 && total(lines, (line) => line.undelivered) === live;
}

/** Units that were not cancelled. */
export function liveUnits({ ordered, cancelled }: Pick<Line, "ordered" | "cancelled">): number {
  return ordered - cancelled;
}

/** Units that are neither cancelled, nor being refunded without having left, nor in a fulfilment. */
export function freeUnits(line: Pick<Line, "ordered" | "cancelled" | "withdrawn" | "allocated">): number {
  return liveUnits(line) - line.withdrawn - line.allocated;
}

/** Units of a line with parcels that are not set aside for the first time. */
export function unitsToPrepare(
  line: Pick<Line, "isSent" | "ordered" | "cancelled" | "withdrawn" | "allocated">,
): number {
  return line.isSent ? freeUnits(line) : 0;
}

/** Units that came back undelivered or are replaced, are not refunded, and are in no fulfilment to be sent once more. */
export function freeResendableUnits(line: Pick<LineCountersRow, "resendable" | "resendAllocated">): number {
  return line.resendable - line.resendAllocated;
}

/**
 * Whether shipping is charged no more: all units are cancelled, or all that need a parcel, so that none of these was sent and none will be.
 */
export function isShippingWaived(lines: readonly Pick<Line, "isSent" | "ordered" | "cancelled">[]): boolean {
  const sent = lines.filter(({ isSent }) => isSent);
  return (sent.length > 0 ? sent : lines).every((line) => liveUnits(line) === 0);
}

/** Units that can still be cancelled: they are in no parcel and not withdrawn by a refund. */
export function cancellableUnits(line: Pick<Line, "ordered" | "cancelled" | "withdrawn" | "packed">): number {
  return liveUnits(line) - line.withdrawn - line.packed;
}

/** Units that can be restocked: sent units and replacements that were not restocked yet. Cancelled units are always restocked. */
export function restockableUnits(
  line: Pick<LineCountersRow, "cancelled" | "shipped" | "replaced" | "replacing" | "restocked">,
): number {
  return line.cancelled + line.shipped + line.replaced - line.replacing - line.restocked;
}

/** Whether lines that need no parcel are handed over now: with the first parcel, or once no parcel will be sent any more. */
export function isHandedOver(lines: readonly Line[]): boolean {
  const sent = lines.filter((line) => line.isSent);
  if (sent.length === 0) return false;
  return sent.some((line) => line.shipped > 0) || sent.every((line) => liveUnits(line) === 0);
}

function total(lines: readonly Line[], unitsOf: (line: Line) => number): number {
  return lines.reduce((units, line) => units + unitsOf(line), 0);
}

const dayMs = 24 * 60 * 60 * 1_000;

/** Units that were delivered by parcel, are not being replaced, and are in no return yet. Units of a rejected return can be requested again by staff only. */
export function returnableUnits(
  { isSent, delivered, replacing, returnRequested, returnRejected }: LineCountersRow,
  actor: Actor["actor"],
): number {
  if (!isSent) return 0;
  return delivered - replacing - returnRequested - (actor === "STAFF" ? 0 : returnRejected);
}

/** The end of a line's return period, counted from its last delivery; undefined if nothing of it was delivered. */
export function returnPeriodEnd(
  { returnDays }: Pick<SettingsRow, "returnDays">,
  lineId: string,
  arrivals: readonly LastArrival[],
): number | undefined {
  const last = arrivals.find((arrival) => arrival.lineId === lineId);
  return last && last.arrivedAt + returnDays * dayMs;
}

/** Whether the actor can request the return of units of the line now. */
export function isReturnable(
  line: LineCountersRow,
  actor: Actor["actor"],
  {
    settings,
    arrivals,
    now,
  }: { settings: Pick<SettingsRow, "returnDays">; arrivals: readonly LastArrival[]; now: number },
): boolean {
  const end = returnPeriodEnd(settings, line.lineId, arrivals);
  return returnableUnits(line, actor) > 0 && end !== undefined && now <= end;
}
