/** Accounting calendar: timestamps belong to the local day of the shop, also around changes of the clocks. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { dateOf, localDay, monthOf, startOfDay } from "../../src/service/invoicing/calendar.ts";

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "Africa/Cairo",
  "Asia/Beirut",
];
const at = (text: string) => Date.parse(text);

test.each([
  ["Europe/Berlin", "2026-01-31T22:59:59.999Z", "2026-01-31"],
  ["Europe/Berlin", "2026-01-31T23:00:00Z", "2026-02-01"],
  ["Europe/Berlin", "2026-07-31T22:00:00Z", "2026-08-01"],
  ["America/New_York", "2026-01-01T04:59:59Z", "2025-12-31"],
  ["Asia/Kathmandu", "2026-01-31T18:15:00Z", "2026-02-01"],
  ["UTC", "2026-01-31T23:59:59.999Z", "2026-01-31"],
])("in %s, %s is on %s", (zone, moment, date) => {
  expect(dateOf(localDay(at(moment), zone))).toBe(date);
});

test("a day begins with its first moment, also at a change of the clocks", () => {
  const moments = fc.integer({ min: at("2010-01-01T00:00:00Z"), max: at("2035-01-01T00:00:00Z") });
  fc.assert(
    fc.property(fc.constantFrom(...zones), moments, (zone, moment) => {
      const day = localDay(moment, zone);
      const start = startOfDay(day, zone);
      expect(start).toBeLessThanOrEqual(moment);
      expect(localDay(start, zone)).toBe(day);
      expect(localDay(start - 1, zone)).toBeLessThan(day);
    }),
    { numRuns: 2_000 },
  );
});

test("a month lasts from its first day to that of the next", () => {
  const days = monthOf("2025-12");
  expect([days?.fromDay, days?.toDay].map((day) => dateOf(day ?? 0))).toEqual(["2025-12-01", "2026-01-01"]);
  expect(["2025-13", "2025-00", "2025-1", "x"].map(monthOf)).toEqual([undefined, undefined, undefined, undefined]);
});
