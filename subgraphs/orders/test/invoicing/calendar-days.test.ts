/** Days of the shop's calendar, as products asks for them. */
import { expect, test } from "vitest";
import { save } from "../support/back-office/settings.ts";
import { shop } from "../support/shop.ts";

const period = (startsAt: string, endsAt: string) => ({ startsAt: Date.parse(startsAt), endsAt: Date.parse(endsAt) });

test("a day begins and ends at midnight in the shop's present time zone, also when the clocks change", async () => {
  const s = await shop();
  expect(await s.calendarDays("2027-03-28")).toEqual({
    days: [period("2027-03-28T00:00:00Z", "2027-03-29T00:00:00Z")],
  });
  await save(s, "shopSettingsUpdate", { timeZone: "Europe/Berlin" });
  expect(await s.calendarDays("2027-03-28", "2027-02-29", "28.3.2027", "2027-10-31")).toEqual({
    days: [
      period("2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z"),
      null,
      null,
      period("2027-10-30T22:00:00Z", "2027-10-31T23:00:00Z"),
    ],
  });
  await save(s, "shopSettingsUpdate", { timeZone: "America/New_York" });
  expect(await s.calendarDays("2027-01-01")).toEqual({
    days: [period("2027-01-01T05:00:00Z", "2027-01-02T05:00:00Z")],
  });
});
