/** Irregular disputes: changed or repeated outcomes settle the posted amount, and each raises an alarm. */
import { expect, test } from "vitest";
import type { ProviderDispute } from "../../src/providers/port.ts";
import { taken } from "../support/captured-payment.ts";
import { applyMessageWith } from "../support/provider-reports.ts";
import { type Shop, shop } from "../support/shop.ts";

const opened: ProviderDispute = { ref: "dp_1", amountMinor: 400, currency: "EUR", state: "OPEN", reason: "fraudulent" };
const other: ProviderDispute = { ...opened, ref: "dp_2", amountMinor: 300 };

async function alarms(s: Shop): Promise<string[]> {
  const rows = await s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%' ORDER BY seq");
  return rows.map((row) => String(Object(row).kind));
}

const open = (s: Shop) =>
  s.rows(
    "SELECT account, sum(amount_minor) AS minor FROM ledger_entries WHERE kind = 'dispute' GROUP BY account HAVING sum(amount_minor) <> 0 ORDER BY account",
  );

test.each([
  ["WON", []],
  [
    "LOST",
    [
      { account: "customers", minor: 400 },
      { account: "provider", minor: -400 },
    ],
  ],
] as const)(
  "a dispute whose amount changed is %s at the amount that was set aside, and the difference is an alarm",
  async (state, moved) => {
    const s = await shop();
    const id = await taken(s);
    await applyMessageWith(s, id, { disputes: [opened] });
    for (let times = 0; times < 2; times += 1)
      await applyMessageWith(s, id, { disputes: [{ ...opened, amountMinor: 350 }] });
    expect(await s.rows("SELECT state FROM disputes")).toEqual([{ state: "OPEN" }]);
    for (let times = 0; times < 2; times += 1)
      await applyMessageWith(s, id, { disputes: [{ ...opened, amountMinor: 350, state }] });
    expect(await s.rows("SELECT state, amount_minor FROM disputes")).toEqual([{ state, amount_minor: 400 }]);
    expect(await open(s)).toEqual(moved);
    expect((await s.publishedEvents()).slice(2)).toEqual(["payment.disputed", "payment.disputed"]);
    expect(await alarms(s)).toEqual(["alarm_disputed", "alarm_other_amount:dp_1:350:EUR"]);
  },
);

test("a dispute that ends again differently raises an alarm, for each dispute and each outcome, once", async () => {
  const s = await shop();
  const id = await taken(s);
  await applyMessageWith(s, id, { disputes: [opened, other] });
  await applyMessageWith(s, id, {
    disputes: [
      { ...opened, state: "WON" },
      { ...other, state: "LOST" },
    ],
  });
  for (let times = 0; times < 2; times += 1)
    await applyMessageWith(s, id, {
      disputes: [
        { ...opened, state: "LOST" },
        { ...other, state: "WON" },
      ],
    });
  expect(await s.rows("SELECT provider_ref, state FROM disputes ORDER BY provider_ref")).toEqual([
    { provider_ref: "dp_1", state: "WON" },
    { provider_ref: "dp_2", state: "LOST" },
  ]);
  expect((await alarms(s)).slice(2)).toEqual(["alarm_contradiction:dp_1:lost", "alarm_contradiction:dp_2:won"]);
});

test("a dispute in another currency is not posted, and raises an alarm, once", async () => {
  const s = await shop();
  const id = await taken(s);
  const foreign = { ...opened, currency: "USD" };
  for (const state of ["OPEN", "OPEN", "LOST"] as const)
    await applyMessageWith(s, id, { disputes: [{ ...foreign, state }, other] });
  expect(await s.rows("SELECT provider_ref FROM disputes")).toEqual([{ provider_ref: "dp_2" }]);
  expect(await open(s)).toEqual([
    { account: "disputes", minor: 300 },
    { account: "provider", minor: -300 },
  ]);
  expect(await alarms(s)).toEqual(["alarm_other_amount:dp_1:400:USD", "alarm_disputed"]);
});
