/** Days and times as the person's region writes them, in the language of the office. */
import { formatDate, formatDateTime } from "@hansa/front/format";
import { region } from "./language.ts";

/** A day, such as `27 November 2026`. `timeZone` is that of the browser unless given. */
export function showDay(time: string, timeZone?: string): string {
  return formatDate(time, region, timeZone);
}

/** Day and time, such as `27 Nov 2026, 16:05`. */
export function showTime(time: string | number): string {
  return formatDateTime(time, region);
}

/** Day and time in the rows of a list: without the year where it is this one. */
export function showShortTime(time: string): string {
  const at = new Date(time);
  const isThisYear = at.getFullYear() === new Date().getFullYear();
  const usual = { day: "numeric", month: "short" } as const;
  const rest = isThisYear ? ({ hour: "numeric", minute: "2-digit" } as const) : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat(region, { ...usual, ...rest }).format(at);
}
