/** Prices for whole days in the shop's time zone. */
import { expect, test } from "vitest";
import { dateOf, day, history, hour, iso, problems, set, tea } from "../support/prices.ts";
import { change, noon } from "../support/shop.ts";

const [today, tomorrow, yesterday] = [dateOf(noon), dateOf(noon + day), dateOf(noon - day)];

test("whole days are those of the shop's time zone, and after the last one the price before applies again", async () => {
  const { s, id } = await tea();
  // The clocks of Berlin change within these days.
  const [first, last] = [Date.parse("2027-03-26T23:00:00Z"), Date.parse("2027-03-27T23:00:00Z")];
  const berlin = new Map([
    ["2027-03-27", { startsAt: first, endsAt: last }],
    ["2027-03-28", { startsAt: last, endsAt: last + 23 * hour }],
  ]);
  s.peers.orders.calendar.dayOf = (text) => berlin.get(text) ?? null;
  expect(await set(s, id, { startsOn: "2027-03-27", endsOn: "2027-03-28" })).toEqual({ __typename: "VariantSaved" });
  expect(await history(s, id)).toEqual([
    [450, iso(noon)],
    [390, "2027-03-26T23:00:00.000Z"],
    [450, "2027-03-28T22:00:00.000Z"],
  ]);
  // The same again changes nothing, and another price for the same days has the same end.
  await set(s, id, { startsOn: "2027-03-27", endsOn: "2027-03-28" });
  await set(s, id, { startsOn: "2027-03-27", endsOn: "2027-03-28", amountMinor: 380, compareAtMinor: 450 });
  expect((await history(s, id)).map(([minor]) => minor)).toEqual([450, 380, 450]);
});

test("a price of today starts now, one without a last day stays, and a last day alone ends the present price", async () => {
  const { s, id } = await tea();
  await s.runtime.advance(hour);
  await set(s, id, { endsOn: today });
  expect(await history(s, id)).toEqual([
    [450, iso(noon)],
    [390, iso(noon + hour)],
    [450, iso(noon + day / 2)],
  ]);
  await s.runtime.advance(day);
  expect(Object((await s.query("query ($id: ID!) { variant(id: $id) { price { minor } } }", { id })).data)).toEqual({
    variant: { price: { minor: 450 } },
  });
  await set(s, id, { startsOn: tomorrow });
  expect((await history(s, id)).at(-1)).toEqual([390, iso(noon + day + hour)]);
});

test("a variant that was not sold before is no longer sold after the last day", async () => {
  const { s, id } = await tea();
  await set(s, id, { amountMinor: null });
  await set(s, id, { startsOn: tomorrow, endsOn: tomorrow });
  expect(await history(s, id)).toEqual([
    [null, iso(noon)],
    [390, iso(noon + day / 2)],
    [null, iso(noon + (3 * day) / 2)],
  ]);
});

test.each([
  [{ startsOn: "2027-02-29" }, "startsOn", "FORMAT"],
  [{ endsOn: "27.11.2026" }, "endsOn", "FORMAT"],
  [{ startsOn: tomorrow, startsAt: iso(noon + hour) }, "startsOn", "NOT_BOTH"],
  [{ endsOn: tomorrow, startsAt: iso(noon + hour) }, "endsOn", "NOT_BOTH"],
  [{ startsOn: yesterday }, "startsOn", "IN_THE_PAST"],
  [{ endsOn: yesterday }, "endsOn", "BEFORE_START"],
  [{ startsOn: dateOf(noon + 2 * day), endsOn: tomorrow }, "endsOn", "BEFORE_START"],
])("the days %j are refused at %s with %s, alone and in bulk", async (input, field, code) => {
  const { s, id } = await tea();
  expect(await set(s, id, input)).toEqual({
    __typename: "ValidationError",
    problems: [{ path: ["input", field], code }],
  });
  const prices = [{ variantId: id, currency: "EUR", amountMinor: 390, ...input }];
  expect(await change(s, "variantPricesSet", { prices }, problems)).toEqual({
    __typename: "ValidationError",
    problems: [{ path: ["input", "prices", "0", field], code }],
  });
  expect(await history(s, id)).toEqual([[450, iso(noon)]]);
});

test("another price that starts within the days is named: nothing is set until it is cancelled", async () => {
  const { s, id } = await tea();
  const within = iso(noon + 2 * day);
  await set(s, id, { amountMinor: 400, startsAt: within });
  const days = { startsOn: tomorrow, endsOn: dateOf(noon + 4 * day) };
  expect(await set(s, id, days)).toMatchObject({ problems: [{ path: ["input", "endsOn"], code: "PLANNED_BETWEEN" }] });
  await change(s, "variantPriceCancel", { variantId: id, currency: "EUR", startsAt: within });
  expect(await set(s, id, days)).toEqual({ __typename: "VariantSaved" });
  expect((await history(s, id)).map(([minor]) => minor)).toEqual([450, 390, 450]);
});

test("after days that follow each other the price before all of them applies", async () => {
  const { s, id } = await tea();
  await set(s, id, { startsOn: tomorrow, endsOn: tomorrow });
  const next = dateOf(noon + 2 * day);
  await set(s, id, { startsOn: next, endsOn: next, amountMinor: 370 });
  expect((await history(s, id)).map(([minor]) => minor)).toEqual([450, 390, 370, 450]);
});

test("in bulk, days that follow each other end at the next ones, and those that overlap are refused", async () => {
  const { s, id } = await tea();
  const price = (from: number, to: number, amountMinor: number) => ({
    ...{ variantId: id, currency: "EUR", amountMinor },
    ...{ startsOn: dateOf(noon + from * day), endsOn: dateOf(noon + to * day) },
  });
  const bulk = (...prices: object[]) => change(s, "variantPricesSet", { prices }, problems);
  expect(await bulk(price(3, 6, 370), price(1, 3, 390))).toMatchObject({
    problems: [{ path: ["input", "prices", "1", "endsOn"], code: "PLANNED_BETWEEN" }],
  });
  expect(await bulk(price(3, 4, 370), price(1, 2, 390), price(8, 9, 360))).toEqual({
    __typename: "VariantPricesSaved",
  });
  expect((await history(s, id)).map(([minor]) => minor)).toEqual([450, 390, 370, 450, 360, 450]);
  const lasting = { variantId: id, currency: "EUR", amountMinor: 500, startsOn: dateOf(noon + 20 * day) };
  await bulk(price(21, 22, 480), lasting);
  expect((await history(s, id)).map(([minor]) => minor).slice(-3)).toEqual([500, 480, 500]);
});

test("orders tells the days: without it, prices with a moment are set, and those with days are not", async () => {
  const { s, id } = await tea();
  s.peers.orders.calendar.dayOf = undefined;
  await expect(set(s, id, { startsOn: tomorrow })).rejects.toThrow();
  expect(await set(s, id, { startsAt: iso(noon + hour) })).toEqual({ __typename: "VariantSaved" });
});
