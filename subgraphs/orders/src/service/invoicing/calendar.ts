/** Accounting calendar: the local day of a timestamp, and the start of a day or month. Pure functions. */

const dayMs = 24 * 60 * 60 * 1_000;

/** One per time zone in use: creating a format takes a hundred times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The day of a timestamp in a time zone, in days since 1970. */
export function localDay(at: number, timeZone: string): number {
  return Math.floor((at + offsetAt(at, timeZone)) / dayMs);
}

/** The first millisecond of a day in a time zone. If the clocks skip midnight, it is the millisecond of the skip. */
export function startOfDay(day: number, timeZone: string): number {
  const midnight = day * dayMs;
  const guess = midnight - offsetAt(midnight, timeZone);
  const start = midnight - offsetAt(guess, timeZone);
  return localDay(start, timeZone) < day ? guess : start;
}

/** The first day of a month such as `2026-01` and of the next one, and its number in the calendar; undefined if the text is not a month. */
export function monthOf(text: string): { fromDay: number; toDay: number; index: number } | undefined {
  const [, year = "", month = ""] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (year === "") return undefined;
  const first = (index: number) => Date.UTC(Number(year), index, 1) / dayMs;
  return { fromDay: first(Number(month) - 1), toDay: first(Number(month)), index: 12 * Number(year) + Number(month) };
}

/** A date such as `2026-01-15` as a day in days since 1970; undefined if it is none. */
export function readDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = Date.parse(`${text}T00:00:00Z`) / dayMs;
  return Number.isInteger(day) && dateOf(day) === text ? day : undefined;
}

/** A day as a date such as `2026-01-15`. */
export function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, "2026-01-15".length);
}

/** The offset of the zone from UTC at a timestamp, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year, month, day, hour, minute, second] = (["year", "month", "day", "hour", "minute", "second"] as const).map(
    (type) => parts.get(type) ?? 0,
  );
  const local = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  return local - Math.floor(at / 1_000) * 1_000;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, made);
  return made;
}
