/** Public holidays of countries: a period of withdrawal does not end on one. */
import Holidays from "date-holidays";

const dayMs = 24 * 60 * 60 * 1_000;

/** The days of each country and year that was asked for: computing them takes a hundred times as long as finding one. */
const known = new Map<string, ReadonlySet<number>>();

/** Whether a day, in days since 1970, is a public holiday in all of the country. False for a country without data. */
export function isPublicHoliday(country: string, day: number): boolean {
  const year = new Date(day * dayMs).getUTCFullYear();
  const key = `${country} ${year}`;
  const days = known.get(key) ?? holidaysOf(country, year);
  known.set(key, days);
  return days.has(day);
}

function holidaysOf(country: string, year: number): ReadonlySet<number> {
  const holidays = new Holidays(country).getHolidays(year) || [];
  return new Set(
    holidays
      .filter(({ type }) => type === "public")
      .flatMap(({ date, start, end }) => {
        const first = Date.parse(date.slice(0, "2026-01-15".length)) / dayMs;
        const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / dayMs));
        return Array.from({ length: days }, (_, index) => first + index);
      }),
  );
}
