/** Period of withdrawal: until midnight in the shop's zone, 14 days after the last delivery, and over weekends. */
import { expect, test } from "vitest";
import { noUnits } from "../../src/service/order/units.ts";
import { withdrawalEnd } from "../../src/service/withdrawals/period.ts";
import { save } from "../support/back-office/settings.ts";
import { type Bought, buy, deliver, ship, staff, updateShipment } from "../support/order-changes.ts";
import { ada, type Shop, shop } from "../support/shop.ts";
import { partsOf, withdraw } from "../support/withdrawals.ts";

const at = Date.parse;

/** A line of which everything was delivered. */
const delivered = {
  lineId: "line_1",
  orderId: "ord_1",
  isSent: true,
  ordered: 1,
  chargedMinor: 1_000,
  cancelled: 0,
  allocated: 1,
  packed: 1,
  shipped: 1,
  delivered: 1,
  undelivered: 0,
  resendAllocated: 0,
  resendPacked: 0,
  replaced: 0,
  replacing: 0,
  returnRequested: 0,
  stepMinor: 1,
  returnRejected: 0,
  resendable: 0,
  returned: 0,
  restocked: 0,
  credited: 0,
  creditedMinor: 0,
  withdrawn: 0,
  units: noUnits,
};

function endOf(arrivedAt: string, timeZone: string, withdrawalDays = 14, countries: string[] = []): string | undefined {
  const arrivals = [{ orderId: "ord_1", lineId: "line_1", arrivedAt: at(arrivedAt) }];
  const end = withdrawalEnd(
    { timeZone, withdrawalDays },
    { order: { deliveredAt: null }, lines: [delivered], arrivals, countries },
  );
  return end === undefined ? undefined : new Date(end).toISOString();
}

test.each([
  // A Thursday and two weeks: until the Thursday's midnight.
  ["2026-01-15T12:00:00Z", "UTC", 14, "2026-01-30T00:00:00.000Z"],
  ["2026-01-15T12:00:00Z", "Europe/Berlin", 14, "2026-01-29T23:00:00.000Z"],
  ["2026-01-15T12:00:00Z", "America/Los_Angeles", 14, "2026-01-30T08:00:00.000Z"],
  // Delivered on a Saturday there, which is a Friday in UTC.
  ["2026-01-16T23:30:00Z", "Europe/Berlin", 14, "2026-02-02T23:00:00.000Z"],
  ["2026-01-16T12:00:00Z", "Pacific/Auckland", 14, "2026-02-02T11:00:00.000Z"],
  // The last day is a Saturday, or a Sunday: until the Monday's midnight.
  ["2026-01-17T12:00:00Z", "UTC", 14, "2026-02-03T00:00:00.000Z"],
  ["2026-01-18T12:00:00Z", "UTC", 14, "2026-02-03T00:00:00.000Z"],
  ["2026-01-19T12:00:00Z", "UTC", 14, "2026-02-03T00:00:00.000Z"],
  // Over the change of the clocks in March.
  ["2026-03-24T12:00:00Z", "Europe/Berlin", 14, "2026-04-07T22:00:00.000Z"],
  ["2026-01-15T12:00:00Z", "UTC", 30, "2026-02-17T00:00:00.000Z"],
])("delivered at %s in %s with %i days, it ends at %s", (arrivedAt, timeZone, days, end) => {
  expect(endOf(arrivedAt, timeZone, days)).toBe(end);
});

test.each([
  // Christmas on a Friday, a weekend: until the Monday's midnight, or the Tuesday's where the Monday is a holiday too.
  ["2026-12-11T12:00:00Z", ["DE"], "2026-12-28T23:00:00.000Z"],
  ["2026-12-11T12:00:00Z", ["DE", "FR"], "2026-12-28T23:00:00.000Z"],
  ["2026-12-11T12:00:00Z", ["DE", "GB"], "2026-12-29T23:00:00.000Z"],
  // Good Friday to Easter Monday. In Austria Good Friday is none.
  ["2026-03-20T12:00:00Z", ["DE"], "2026-04-07T22:00:00.000Z"],
  ["2026-03-20T12:00:00Z", ["AT"], "2026-04-03T22:00:00.000Z"],
  ["2026-03-20T12:00:00Z", ["AT", "DE"], "2026-04-07T22:00:00.000Z"],
  // 26 October is a holiday in Austria only, and 9 October no public one in all of Germany.
  ["2026-10-12T12:00:00Z", ["DE"], "2026-10-26T23:00:00.000Z"],
  ["2026-10-12T12:00:00Z", ["DE", "AT"], "2026-10-27T23:00:00.000Z"],
  // A country without data.
  ["2026-12-11T12:00:00Z", ["AQ"], "2026-12-25T23:00:00.000Z"],
])(
  "delivered at %s, between shop and buyer in %j it ends at %s: the next working day of both",
  (at, countries, end) => {
    expect(endOf(at, "Europe/Berlin", 14, countries)).toBe(end);
  },
);

test("public holidays of the shop's and of the buyer's country move the end", async () => {
  const s = await shop();
  await save(s, "shopSettingsUpdate", { timeZone: "Europe/Berlin" });
  s.runtime.setNow(at("2026-12-11T12:00:00Z"));
  const bought = await buy(s, [{ quantity: 1 }], { viewer: ada });
  await deliver(s, bought, 1);
  s.runtime.setNow(at("2026-12-28T22:59:00Z"));
  expect(await withdraw(s, bought)).toMatchObject({ own: { withdrawalClosesAt: "2026-12-28T23:00:00.000Z" } });
});

/** An order that was delivered on Thursday, 15 January, in a shop in this zone. */
async function deliveredIn(timeZone: string): Promise<{ s: Shop; bought: Bought }> {
  const s = await shop();
  await save(s, "shopSettingsUpdate", { timeZone });
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  await deliver(s, bought, 2);
  return { s, bought };
}

test.each([
  ["Europe/Berlin", "2026-01-29T23:00:00Z"],
  ["America/Los_Angeles", "2026-01-30T08:00:00Z"],
])("in %s a withdrawal is possible at 23:59 of day 14, and refused at 00:00 of day 15", async (timeZone, midnight) => {
  const { s, bought } = await deliveredIn(timeZone);
  s.runtime.setNow(at(midnight) - 60_000);
  const { own } = await withdraw(s, bought, partsOf(bought, 1));
  expect(own).toMatchObject({ withdrawalClosesAt: new Date(at(midnight)).toISOString() });
  s.runtime.setNow(at(midnight));
  expect(await withdraw(s, bought)).toMatchObject({
    __typename: "WithdrawalClosedError",
    closedBecause: "PERIOD_OVER",
    closedAt: new Date(at(midnight)).toISOString(),
  });
});

test("the period is open until the last unit of the order was delivered, and while a parcel is lost", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await deliver(s, bought, 1);
  const lost = await ship(s, bought, 1);
  await s.runtime.advance(60 * 24 * 60 * 60_000);
  expect(await withdraw(s, bought, partsOf(bought, 1))).toMatchObject({ own: { withdrawalClosesAt: null } });
  await updateShipment(s, lost, { status: "LOST" });
  expect(await withdraw(s, bought, partsOf(bought, 1))).toMatchObject({ own: { withdrawalClosesAt: null } });
  await updateShipment(s, lost, { status: "DELIVERED" });
  const { data } = await s.query(
    "query ($id: ID!) { order(id: $id) { withdrawalClosesAt } }",
    { id: bought.orderId },
    staff,
  );
  expect(data?.order).toMatchObject({ withdrawalClosesAt: "2026-03-31T00:00:00.000Z" });
});

test("goods without a parcel are delivered when they are handed over", async () => {
  const s = await shop();
  const bought = await buy(s, [{ weightGrams: null }], { viewer: ada });
  await s.runtime.advance(60 * 60_000);
  await s.work();
  s.runtime.setNow(at("2026-01-30T00:00:00Z"));
  expect(await withdraw(s, bought)).toMatchObject({ closedBecause: "PERIOD_OVER" });
  s.runtime.setNow(at("2026-01-29T23:59:59Z"));
  expect(await withdraw(s, bought)).toMatchObject({ withdrawal: { parts: [{ returned: 1 }] } });
});

test("the owner may give more days than the law, and not fewer", async () => {
  const s = await shop();
  for (const withdrawalDays of [13, 366])
    expect(await save(s, "shopSettingsUpdate", { withdrawalDays })).toMatchObject({
      __typename: "ValidationError",
      problems: [{ path: ["input", "withdrawalDays"], code: "OUT_OF_RANGE" }],
    });
  expect(await save(s, "shopSettingsUpdate", { withdrawalDays: 30 })).toMatchObject({
    settings: { withdrawalDays: 30 },
  });
});
