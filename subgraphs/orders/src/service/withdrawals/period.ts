/** Period of withdrawal: a number of days after the last delivery, in the shop's time zone, to the end of a working day. Pure functions. */
import type { LastArrival } from "../../store/fulfilment/fulfilments.ts";
import type { LineCountersRow, OrderRow, OrderSummary, SettingsRow } from "../../store/tables.ts";
import { localDay, startOfDay } from "../invoicing/calendar.ts";
import { liveUnits } from "../order/progress.ts";
import { isPublicHoliday } from "./holidays.ts";

type Delivery = {
  order: Pick<OrderSummary, "deliveredAt">;
  lines: readonly LineCountersRow[];
  arrivals: readonly LastArrival[];
  /** The countries of the shop and of the buyer. */
  countries: readonly string[];
};

/** The countries whose holidays move the end of an order's period: of an erased buyer only the shop's is known. */
export function countriesOf(
  { country }: Pick<SettingsRow, "country">,
  { shippingAddress, billingAddress }: Pick<OrderRow, "shippingAddress" | "billingAddress">,
): string[] {
  const own = (shippingAddress ?? billingAddress)?.country;
  return own === undefined || own === country ? [country] : [country, own];
}

/**
 * The end of the period, the first millisecond after it. Undefined while it is open: a unit is neither cancelled nor delivered, also if it is
 * lost. A period whose last day is a Saturday, a Sunday or a public holiday of one of the countries ends with the next working day of all.
 */
export function withdrawalEnd(
  { timeZone, withdrawalDays }: Pick<SettingsRow, "timeZone" | "withdrawalDays">,
  delivery: Delivery,
): number | undefined {
  const deliveredAt = lastDelivery(delivery);
  if (deliveredAt === undefined) return undefined;
  const lastDay = localDay(deliveredAt, timeZone) + withdrawalDays;
  return startOfDay(nextWorkingDay(lastDay, delivery.countries) + 1, timeZone);
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

/** The day, or the first working day after it. */
function nextWorkingDay(day: number, countries: readonly string[]): number {
  let next = day;
  while (isWeekend(next) || countries.some((country) => isPublicHoliday(country, next))) next += 1;
  return next;
}

/** Day 0 was a Thursday, so Saturdays have the remainder 2 and Sundays 3. */
function isWeekend(day: number): boolean {
  return day % 7 === 2 || day % 7 === 3;
}
