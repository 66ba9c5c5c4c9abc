/** Period of withdrawal: a number of days after the last delivery, in the shop's time zone. Pure functions. */
import type { LastArrival } from "../../store/fulfilment/fulfilments.ts";
import type { LineCountersRow, OrderSummary, SettingsRow } from "../../store/tables.ts";
import { localDay, startOfDay } from "../invoicing/calendar.ts";
import { liveUnits } from "../order/progress.ts";

type Delivery = {
  order: Pick<OrderSummary, "deliveredAt">;
  lines: readonly LineCountersRow[];
  arrivals: readonly LastArrival[];
};

/**
 * The end of the period, the first millisecond after it. Undefined while it is open: a unit is neither cancelled nor delivered, also if it is
 * lost. A period whose last day is a Saturday or a Sunday ends with the Monday after it.
 */
export function withdrawalEnd(
  { timeZone, withdrawalDays }: Pick<SettingsRow, "timeZone" | "withdrawalDays">,
  delivery: Delivery,
): number | undefined {
  const deliveredAt = lastDelivery(delivery);
  if (deliveredAt === undefined) return undefined;
  const lastDay = localDay(deliveredAt, timeZone) + withdrawalDays;
  return startOfDay(skipWeekend(lastDay) + 1, timeZone);
}

/** The time of the last delivery; undefined while a unit is not delivered, and if the order has no units any more. */
function lastDelivery({ order, lines, arrivals }: Delivery): number | undefined {
  const live = lines.filter((line) => liveUnits(line) > 0);
  if (live.length === 0 || live.some((line) => line.delivered < liveUnits(line))) return undefined;
  // Units without a parcel have no delivery of their own; the order records the last one.
  const handedOverAt = live.some(({ isSent }) => !isSent) ? (order.deliveredAt ?? undefined) : undefined;
  const times = [...arrivals.map(({ arrivedAt }) => arrivedAt), ...(handedOverAt === undefined ? [] : [handedOverAt])];
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Day 0 was a Thursday, so Saturdays have the remainder 2 and Sundays 3. */
function skipWeekend(day: number): number {
  const weekday = day % 7;
  if (weekday === 2) return day + 2;
  return weekday === 3 ? day + 1 : day;
}
