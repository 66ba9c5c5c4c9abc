/** How far an order is, from how far its lines are. Pure: it asks nobody. */
import type { LineCountersRow, OrderRow } from "../../store/tables.ts";

type Line = Pick<
  LineCountersRow,
  "isSent" | "ordered" | "cancelled" | "withdrawn" | "setAside" | "packed" | "shipped" | "delivered" | "undelivered"
>;
type State = Extract<OrderRow["state"], "CONFIRMED" | "PARTIALLY_SHIPPED" | "SHIPPED" | "DELIVERED" | "CANCELLED">;

/**
 * The state of an order that was confirmed. All of it has left when shipped = ordered − cancelled; it has arrived when of what left
 * nothing is under way any more, and something did arrive: what was lost for good does not hold the rest up.
 */
export function stateOf(lines: readonly Line[]): State {
  const live = total(lines, liveUnits);
  const shipped = total(lines, (line) => line.shipped);
  const delivered = total(lines, (line) => line.delivered);
  const ended = delivered + total(lines, (line) => line.undelivered);
  if (live === 0) return "CANCELLED";
  if (shipped === 0) return "CONFIRMED";
  if (shipped < live) return "PARTIALLY_SHIPPED";
  return ended === live && delivered > 0 ? "DELIVERED" : "SHIPPED";
}

/** Whether all that was to arrive was lost or came back: nothing will arrive of itself any more. */
export function isAllLost(lines: readonly Line[]): boolean {
  const live = total(lines, liveUnits);
  return live > 0 && total(lines, (line) => line.undelivered) === live;
}

/** Units that were not cancelled. */
export function liveUnits({ ordered, cancelled }: Pick<Line, "ordered" | "cancelled">): number {
  return ordered - cancelled;
}

/** Units that are neither cancelled, nor being refunded without having left, nor in a fulfilment. */
export function freeUnits(line: Pick<Line, "ordered" | "cancelled" | "withdrawn" | "setAside">): number {
  return liveUnits(line) - line.withdrawn - line.setAside;
}

/** Units that can still be cancelled: they are in no parcel and in no refund that cancels them. */
export function cancellableUnits(line: Pick<Line, "ordered" | "cancelled" | "withdrawn" | "packed">): number {
  return liveUnits(line) - line.withdrawn - line.packed;
}

/** Units that came back, or may have: they have left and are not on the shelf again. What is cancelled always is. */
export function restockableUnits(line: Pick<LineCountersRow, "cancelled" | "shipped" | "restocked">): number {
  return line.cancelled + line.shipped - line.restocked;
}

/** Whether what goes without a parcel is handed over now: with the first parcel, or once none is to leave any more. */
export function isHandedOver(lines: readonly Line[]): boolean {
  const sent = lines.filter((line) => line.isSent);
  if (sent.length === 0) return false;
  return sent.some((line) => line.shipped > 0) || sent.every((line) => liveUnits(line) === 0);
}

function total(lines: readonly Line[], unitsOf: (line: Line) => number): number {
  return lines.reduce((units, line) => units + unitsOf(line), 0);
}
