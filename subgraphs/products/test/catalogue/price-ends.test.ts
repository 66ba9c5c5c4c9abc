/** Ends of prices for whole days: other last days, cancellations, and the price afterwards. */
import { expect, test } from "vitest";
import { dateOf, day, history, hour, iso, problems, set, tea } from "../support/prices.ts";
import { change, noon, type Shop } from "../support/shop.ts";

const from = (first: number, last: number) => ({
  startsOn: dateOf(noon + first * day),
  endsOn: dateOf(noon + last * day),
});
const midnight = (days: number) => iso(noon + (days - 0.5) * day);
const planned = async (s: Shop, id: string) =>
  (await history(s, id)).map(([minor, at]) => [minor, (Date.parse(String(at)) - noon) / day + 0.5]);
const cancel = (s: Shop, variantId: string, startsAt: string) =>
  change(s, "variantPriceCancel", { variantId, currency: "EUR", startsAt }, problems);
const base = [450, 0.5];

test("the same first day again makes the days fewer, more, or without an end", async () => {
  const { s, id } = await tea();
  const plan = async (days: Record<string, unknown>) => {
    expect(await set(s, id, days)).toEqual({ __typename: "VariantSaved" });
    return planned(s, id);
  };
  expect(await plan(from(2, 6))).toEqual([base, [390, 2], [450, 7]]);
  expect(await plan(from(2, 3))).toEqual([base, [390, 2], [450, 4]]);
  expect(await plan(from(2, 8))).toEqual([base, [390, 2], [450, 9]]);
  expect(await plan({ startsOn: dateOf(noon + 2 * day) })).toEqual([base, [390, 2]]);
  expect(await plan(from(2, 4))).toEqual([base, [390, 2], [450, 5]]);
});

test("the cancellation of a price for some days cancels its end, which cannot be cancelled alone", async () => {
  const { s, id } = await tea();
  await set(s, id, from(2, 4));
  expect(await cancel(s, id, midnight(5))).toEqual({
    __typename: "ValidationError",
    problems: [{ path: ["input", "startsAt"], code: "ENDS_PERIOD" }],
  });
  expect(await planned(s, id)).toEqual([base, [390, 2], [450, 5]]);
  expect(await cancel(s, id, midnight(2))).toEqual({ __typename: "VariantSaved" });
  expect(await planned(s, id)).toEqual([base]);
  expect(await cancel(s, id, midnight(5))).toEqual({ __typename: "NotFoundError" });
});

test("days that end when others begin have their end again once those are cancelled", async () => {
  const { s, id } = await tea();
  await set(s, id, from(5, 6));
  await set(s, id, { ...from(2, 4), amountMinor: 370 });
  expect(await planned(s, id)).toEqual([base, [370, 2], [390, 5], [450, 7]]);
  await cancel(s, id, midnight(5));
  expect(await planned(s, id)).toEqual([base, [370, 2], [450, 5]]);
  await set(s, id, { startsOn: dateOf(noon + 5 * day), amountMinor: 420 });
  expect(await planned(s, id)).toEqual([base, [370, 2], [420, 5]]);
  await set(s, id, { startsOn: dateOf(noon + 3 * day), amountMinor: 420 });
  await cancel(s, id, midnight(5));
  expect(await planned(s, id)).toEqual([base, [370, 2], [450, 5]]);
});

test("after the days the latest price without a last day applies, as it is set, planned or cancelled later", async () => {
  const { s, id } = await tea();
  await set(s, id, from(4, 5));
  await s.runtime.advance(hour);
  await set(s, id, { amountMinor: 500 });
  expect((await planned(s, id)).slice(2)).toEqual([
    [390, 4],
    [500, 6],
  ]);
  await set(s, id, { amountMinor: 550, startsOn: dateOf(noon + 3 * day) });
  expect((await planned(s, id)).at(-1)).toEqual([550, 6]);
  await cancel(s, id, midnight(3));
  expect((await planned(s, id)).at(-1)).toEqual([500, 6]);
});

test("in bulk, after the days applies the price that the same call sets", async () => {
  const { s, id } = await tea();
  const price = { variantId: id, currency: "EUR" };
  const later = { startsOn: dateOf(noon + 20 * day) };
  await set(s, id, { amountMinor: 500, ...later });
  const prices = [
    { ...price, amountMinor: 550, ...later },
    { ...price, amountMinor: 480, ...from(21, 22) },
  ];
  for (const _again of [1, 2]) {
    await change(s, "variantPricesSet", { prices }, problems);
    expect(await planned(s, id)).toEqual([base, [550, 20], [480, 21], [550, 23]]);
  }
});

test("a planned price that starts within days is refused, alone and in bulk", async () => {
  const { s, id } = await tea();
  await set(s, id, from(2, 6));
  const fault = (...path: string[]) => ({
    __typename: "ValidationError",
    problems: [{ path: ["input", ...path], code: "PLANNED_BETWEEN" }],
  });
  expect(await set(s, id, { startsAt: midnight(3) })).toEqual(fault("startsAt"));
  expect(await set(s, id, from(4, 9))).toEqual(fault("startsOn"));
  const prices = [{ variantId: id, currency: "EUR", amountMinor: 300, startsOn: dateOf(noon + 3 * day) }];
  expect(await change(s, "variantPricesSet", { prices }, problems)).toEqual(fault("prices", "0", "startsOn"));
  expect(await planned(s, id)).toEqual([base, [390, 2], [450, 7]]);
});

test("a price that starts now ends the days that have begun", async () => {
  const { s, id } = await tea();
  await set(s, id, from(1, 6));
  await s.runtime.advance(2 * day);
  await set(s, id, { ...from(2, 3), amountMinor: 350 });
  expect(await planned(s, id)).toEqual([base, [390, 1], [350, 2.5], [450, 4]]);
  await s.runtime.advance(hour);
  await set(s, id, { amountMinor: 470 });
  expect((await planned(s, id)).map(([minor]) => minor)).toEqual([450, 390, 350, 470]);
  expect(await set(s, id, from(5, 5))).toEqual({ __typename: "VariantSaved" });
  expect((await planned(s, id)).slice(-2)).toEqual([
    [390, 5],
    [470, 6],
  ]);
});
