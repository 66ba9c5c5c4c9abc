/** Disputes of the sandbox's banks: the shop records each, even if messages are lost or repeated. */

import { faultPlan } from "@hansa/sandbox/faults/fault-plan";
import { expect, test } from "vitest";
import { reconcileDays } from "../../../src/service/reconciliation/daily-reconciliation.ts";
import { taken } from "../../support/captured-payment.ts";
import { type Shop, shop } from "../../support/shop.ts";

const second = 1_000;
const disputes = "SELECT state, amount_minor, reason FROM disputes";

/** The bank decides after five seconds, and its messages arrive. */
async function bankDecides(s: Shop): Promise<void> {
  await s.runtime.advance(5 * second);
  await s.runJobs();
  await s.runJobs();
}

test.each([
  ["tok_dispute_won", "WON"],
  ["tok_dispute_lost", "LOST"],
])("%s: a dispute over the remaining amount opens after the capture, once, and ends as %s", async (token, state) => {
  const s = await shop();
  const id = await taken(s, token);
  await s.refund(id, { amountMinor: 250 });
  const dispute = { amount_minor: 1_000, reason: "fraudulent" };
  await bankDecides(s);
  expect(await s.rows(disputes)).toEqual([{ ...dispute, state: "OPEN" }]);
  await bankDecides(s);
  expect(await s.rows(disputes)).toEqual([{ ...dispute, state }]);
  await bankDecides(s);
  expect(await s.rows(disputes)).toEqual([{ ...dispute, state }]);
  expect((await s.publishedEvents()).filter((type) => type === "payment.disputed")).toHaveLength(2);
  expect(await reconcileDays(s.running.service.deps, 3)).toMatchObject({ compared: 1, mismatches: [] });
});

test("nothing is disputed after a full refund, nor of a payment with another token", async () => {
  const s = await shop();
  await s.refund(await taken(s, "tok_dispute_lost"), { amountMinor: 1_250 });
  for (let times = 0; times < 3; times += 1) await bankDecides(s);
  expect(await s.rows(disputes)).toEqual([]);
});

test("with lost messages, the one about a dispute's end is late and reports its opening too", async () => {
  const s = await shop();
  await taken(s, "tok_dispute_won");
  s.sandbox().faults.plan = faultPlan.parse({ dropped: 1 });
  await bankDecides(s);
  await bankDecides(s);
  expect(await s.rows(disputes)).toEqual([]);
  await s.runtime.advance(60 * second);
  await s.runJobs();
  await s.runJobs();
  expect(await s.rows(disputes)).toEqual([{ state: "WON", amount_minor: 1_250, reason: "fraudulent" }]);
});
