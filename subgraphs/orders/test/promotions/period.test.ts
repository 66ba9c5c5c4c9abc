/** The period of a promotion, entered as whole days. */
import { expect, test } from "vitest";
import { marketing } from "../support/back-office/promotions.ts";
import { save as settings } from "../support/back-office/settings.ts";
import { change, present } from "../support/mutations.ts";
import { minute, noon, type Shop, shop } from "../support/shop.ts";

const at = (ms: number) => new Date(noon + ms).toISOString();
const save = (s: Shop, terms: Record<string, unknown>) =>
  change(s, "promotionSave", { label: "Offer", rateOff: "0.1", ...terms }, marketing);

test("whole days are those of the shop's time zone, and the last one is part of the promotion", async () => {
  const s = await shop();
  await settings(s, "shopSettingsUpdate", { timeZone: "Europe/Berlin" });
  const days = { startsOn: "2027-03-27", endsOn: "2027-03-28" };
  const { promotion } = await save(s, days);
  // The clocks of Berlin change within these days.
  expect(promotion).toMatchObject({ startsAt: "2027-03-26T23:00:00.000Z", endsAt: "2027-03-28T22:00:00.000Z" });
  const { id } = present(promotion);
  expect((await save(s, { id, endsOn: null })).promotion).toMatchObject({ endsAt: null });
  expect((await save(s, { id })).promotion).toMatchObject({ startsAt: "2027-03-26T23:00:00.000Z", endsAt: null });
  expect((await save(s, { startsOn: "2027-03-28", endsOn: "2027-03-28" })).promotion).toMatchObject({
    startsAt: "2027-03-27T23:00:00.000Z",
    endsAt: "2027-03-28T22:00:00.000Z",
  });
});

test.each([
  [{ startsOn: "2027-02-29" }, "startsOn", "FORMAT"],
  [{ endsOn: "27.11.2026" }, "endsOn", "FORMAT"],
  [{ startsOn: "2027-01-01", startsAt: at(minute) }, "startsOn", "NOT_BOTH"],
  [{ endsOn: "2027-01-01", endsAt: at(minute) }, "endsOn", "NOT_BOTH"],
  [{ startsOn: "2027-01-02", endsOn: "2027-01-01" }, "endsAt", "BEFORE_START"],
])("the days %j are refused at %s with %s", async (terms, field, code) => {
  const s = await shop();
  const refused = { __typename: "ValidationError", problems: [{ path: ["input", field], code }] };
  expect(await save(s, terms)).toMatchObject(refused);
});
