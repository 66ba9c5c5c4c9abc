/** Changes of old payments at the provider without a message are found by polling and reconciliation. */

import { faultPlan } from "@hansa/sandbox/faults/fault-plan";
import { expect, test } from "vitest";
import { reconcileDays } from "../../src/service/reconciliation/daily-reconciliation.ts";
import { taken } from "../support/captured-payment.ts";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { payable, type Shop, shop, startedId } from "../support/shop.ts";

const day = 86_400_000;
const reconcile = (s: Shop, days = 3) => reconcileDays(s.running.service.deps, days);

/** A payment from twenty days ago, in a shop that receives no messages any more. */
async function old(pay: (s: Shop) => Promise<string> = taken): Promise<{ s: Shop; id: string }> {
  const s = await shop();
  const id = await pay(s);
  await work(s);
  s.sandbox().faults.plan = faultPlan.parse({ dropped: 1 });
  await s.runtime.advance(20 * day);
  await work(s);
  return { s, id };
}

async function work(s: Shop): Promise<void> {
  for (let round = 0; round < 2; round += 1) await s.runJobs();
}

async function promised(s: Shop): Promise<string> {
  payable(s);
  return startedId(s, "tok_ok");
}

const moves = [
  ["a refund by a colleague", taken, ["refunds", "balance"], "alarm_unrequested"],
  ["a dispute", taken, ["disputes", "balance"], "alarm_disputed"],
  ["a capture by a colleague", promised, ["captures", "balance"], "alarm_unrequested"],
] as const;

function move(s: Shop, id: string, what: (typeof moves)[number][0]): Promise<unknown> {
  const { dashboard } = s.sandbox();
  if (what === "a refund by a colleague") return dashboard.refund(id, 400);
  return what === "a dispute" ? dashboard.openDispute(id, 400, "fraudulent") : dashboard.capture(id, 400);
}

test.each(moves)("%s is a mismatch at the reconciliation, and posted then", async (what, begin, differs) => {
  const { s, id } = await old(begin);
  await move(s, id, what);
  const { compared, mismatches } = await reconcile(s);
  expect(compared).toBe(1);
  expect(mismatches.map((one) => [one.paymentId, one.what])).toEqual(differs.map((one) => [id, one]));
  expect(await reconcile(s)).toMatchObject({ compared: 1, mismatches: [] });
});

test.each(moves)("%s is detected by itself within a day, with an alarm", async (what, begin, _differs, alarm) => {
  const { s, id } = await old(begin);
  await move(s, id, what);
  await s.runtime.advance(day + 1_000);
  await work(s);
  const received = await s.rows("SELECT kind, source FROM payment_events WHERE kind LIKE 'alarm%'");
  expect(received).toEqual([{ kind: alarm, source: "RECONCILIATION" }]);
  expect(await reconcile(s)).toMatchObject({ compared: 1, mismatches: [] });
});

test("payments without movement there are ignored, and those with movement are polled once a day", async () => {
  const { s, id } = await old();
  expect(await reconcile(s)).toMatchObject({ compared: 0, unanswered: 0 });
  await s.sandbox().dashboard.refund(id, 400);
  const requests: string[] = [];
  overrideProvider(s, (whole) => ({
    lookup: (sought, signal) => {
      requests.push(sought.paymentId);
      return whole.lookup(sought, signal);
    },
  }));
  for (let hours = 0; hours < 48; hours += 1) {
    await s.runtime.advance(day / 24);
    await s.runJobs();
  }
  expect(requests).toEqual([id, id]);
});

test("a provider that does not report its movements proves nothing, and is asked again", async () => {
  const { s, id } = await old();
  await s.sandbox().dashboard.refund(id, 400);
  const mend = overrideProvider(s, () => ({ listMoved: noResponse }));
  expect(await reconcile(s)).toMatchObject({ compared: 0, unanswered: 1 });
  await work(s);
  mend();
  await work(s);
  expect(await s.rows("SELECT refunded_minor FROM payments")).toEqual([{ refunded_minor: 400 }]);
});

test("a foreign payment that moves there is ignored", async () => {
  const { s } = await old();
  overrideProvider(s, () => ({ listMoved: async () => ({ payments: [{ ref: "sbx_other" }], next: null }) }));
  expect(await reconcile(s)).toMatchObject({ compared: 0, unanswered: 0, mismatches: [] });
});
