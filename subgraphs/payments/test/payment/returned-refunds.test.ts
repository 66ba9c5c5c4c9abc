/** Returned refunds: the money of a refund that a bank returns is available again, and can be refunded again. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { reconcileDays } from "../../src/service/reconciliation/daily-reconciliation.ts";
import { shownRefunds as shown, taken } from "../support/captured-payment.ts";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { applyMessageWith, providerPaymentOf } from "../support/provider-reports.ts";
import { order, payable, type Shop, shop, startedId } from "../support/shop.ts";

const day = 24 * 60 * 60 * 1_000;
const alarms = "SELECT kind FROM payment_events WHERE kind LIKE 'alarm%'";
const atProvider =
  "SELECT provider_event, amount_minor FROM ledger_entries WHERE kind = 'refund' AND account = 'provider'";

/** The bank returns the refund, and its message arrives. */
async function comesBack(s: Shop): Promise<void> {
  await s.runtime.advance(5_000);
  await s.runJobs();
}

test("a refund returned by a bank is posted, published with its reason, and can be made again", async () => {
  const s = await shop();
  const id = await taken(s, "tok_refund_comes_back");
  expect(await s.refund(id, { amountMinor: 1_250 })).toEqual({ outcome: "succeeded" });
  expect(await shown(s, id)).toMatchObject({ state: "REFUNDED", refunded: { minor: 1_250 } });
  await comesBack(s);
  expect(await s.refundStatus("ref_1")).toEqual({
    refunds: [{ refundId: "ref_1", state: "FAILED", reason: "card_closed" }],
  });
  expect(await shown(s, id)).toMatchObject({ state: "CAPTURED", refunded: { minor: 0 }, refundPending: { minor: 0 } });
  const ref = expect.stringMatching(/^sbxref_\w+$/);
  expect(await s.rows(`${atProvider} ORDER BY seq`)).toEqual([
    { provider_event: ref, amount_minor: -1_250 },
    { provider_event: expect.stringMatching(/^sbxref_\w+:failed$/), amount_minor: 1_250 },
  ]);
  expect(await s.refund(id, { amountMinor: 1_250 })).toEqual({ outcome: "failed", reason: "card_closed" });
  expect(await s.refund(id, { refundId: "ref_2", amountMinor: 1_250 })).toEqual({ outcome: "succeeded" });
  await comesBack(s);
  expect(await shown(s, id)).toMatchObject({ state: "REFUNDED", refunded: { minor: 1_250 } });
  const refunds = ["refund.pending", "refund.succeeded", "refund.failed", "refund.pending", "refund.succeeded"];
  expect((await s.publishedEvents()).slice(2)).toEqual(refunds);
  expect(await s.rows(alarms)).toEqual([]);
  expect(await reconcileDays(s.running.service.deps, 3)).toMatchObject({ compared: 1, mismatches: [] });
});

test("each returned refund counts, also the second of a payment, and also one made at the provider", async () => {
  const s = await shop();
  const id = await taken(s);
  await s.refund(id, { amountMinor: 300 });
  await s.refund(id, { refundId: "ref_2", amountMinor: 400 });
  await s.sandbox().dashboard.refund(id, 550);
  await s.runJobs();
  const { refunds: given } = await providerPaymentOf(s, id);
  expect(await shown(s, id)).toMatchObject({ state: "REFUNDED" });
  const expected = [
    ["PARTIALLY_REFUNDED", 950],
    ["PARTIALLY_REFUNDED", 550],
    ["CAPTURED", 0],
  ] as const;
  for (const [back, [state, minor]] of expected.entries()) {
    const failed = { state: "FAILED", failure: "lost_or_stolen_card" } as const;
    await applyMessageWith(s, id, {
      refunds: given.map((refund, index) => (index <= back ? { ...refund, ...failed } : refund)),
    });
    expect(await shown(s, id)).toMatchObject({ state, refunded: { minor } });
  }
  expect((await s.publishedEvents()).filter((type) => type === "refund.failed")).toHaveLength(3);
  expect(
    await s.rows("SELECT account, sum(amount_minor) AS net FROM ledger_entries GROUP BY account ORDER BY account"),
  ).toEqual([
    { account: "customers", net: -1_250 },
    { account: "provider", net: 1_250 },
  ]);
});

test("a refund returned without a report is a mismatch first, and corrected then", async () => {
  const s = await shop();
  const id = await taken(s, "tok_refund_comes_back");
  await s.refund(id);
  await s.runJobs();
  s.servers.delete("payments");
  await comesBack(s);
  const { mismatches } = await reconcileDays(s.running.service.deps, 3);
  expect(mismatches.map(({ what }) => what)).toEqual(["refunds", "balance"]);
  expect(await shown(s, id)).toMatchObject({ state: "CAPTURED", refunds: [{ state: "FAILED" }] });
  expect(await reconcileDays(s.running.service.deps, 3)).toMatchObject({ compared: 1, mismatches: [] });
});

test("it is polled for three days after its return, however old it is", async () => {
  const s = await shop();
  const id = await taken(s);
  await s.refund(id);
  await s.runtime.advance(10 * day);
  const [row] = await s.rows("SELECT provider_ref AS ref FROM refunds");
  const failed = { key: "refund:ref_1", amountMinor: 500, state: "FAILED", failure: null } as const;
  await applyMessageWith(s, id, { refunds: [{ ref: String(Object(row).ref), ...failed }] });
  expect(await s.rows("SELECT changed_at FROM payments")).toEqual([{ changed_at: s.runtime.now() }]);
  expect(await s.rows("SELECT settled_at, failure FROM refunds")).toEqual([
    { settled_at: s.runtime.now(), failure: "the provider did not say why" },
  ]);
});

test("one consistent history of a refund, reported in any order and with repetitions, ends the same", async () => {
  const s = await shop();
  const story = ["PENDING", "SUCCEEDED", "FAILED"] as const;
  const telling = fc
    .array(fc.constantFrom(...story), { maxLength: 3 })
    .chain((repeated) => fc.shuffledSubarray([...story, ...repeated], { minLength: story.length + repeated.length }));
  let run = 0;
  await fc.assert(
    fc.asyncProperty(telling, async (reports) => {
      run += 1;
      payable(s, `chk_${run}`);
      const id = await startedId(s, "tok_ok", { checkoutId: `chk_${run}`, key: `${run}` });
      await s.capture(id, { order: { ...order, orderId: `ord_${run}` } });
      const mend = overrideProvider(s, () => ({ refund: noResponse }));
      await s.refund(id, { refundId: `ref_${run}` });
      mend();
      const refund = { ref: `re_${run}`, key: `refund:ref_${run}`, amountMinor: 500 };
      for (const state of reports)
        await applyMessageWith(s, id, {
          refunds: [{ ...refund, state, failure: state === "FAILED" ? "card_closed" : null }],
        });
      expect(await shown(s, id)).toMatchObject({
        state: "CAPTURED",
        refunded: { minor: 0 },
        refunds: [{ state: "FAILED" }],
      });
      const types = await s.rows(
        `SELECT type FROM outbox WHERE aggregate_id = '${id}' AND type LIKE 'refund%' ORDER BY seq`,
      );
      const wasGiven = reports.indexOf("SUCCEEDED") < reports.indexOf("FAILED");
      const expected = ["refund.pending", ...(wasGiven ? ["refund.succeeded"] : []), "refund.failed"];
      expect(types.map((row) => Object(row).type)).toEqual(expected);
      const entries = await s.rows(`${atProvider} AND payment_id = '${id}' ORDER BY seq`);
      expect(entries.map((row) => Object(row).amount_minor)).toEqual(wasGiven ? [-500, 500] : []);
      expect(await s.rows(alarms)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test("a refund that the provider refused and then made after all is another refund, which was not requested", async () => {
  const s = await shop();
  const id = await taken(s, "tok_refund_refused");
  expect(await s.refund(id)).toMatchObject({ outcome: "failed" });
  for (const state of ["PENDING", "SUCCEEDED"] as const)
    await applyMessageWith(s, id, {
      refunds: [{ ref: "re_1", key: "refund:ref_1", amountMinor: 500, state, failure: null }],
    });
  expect(await shown(s, id)).toMatchObject({ state: "PARTIALLY_REFUNDED", refunded: { minor: 500 } });
  expect(await s.rows("SELECT state, from_provider FROM refunds ORDER BY from_provider")).toEqual([
    { state: "FAILED", from_provider: 0 },
    { state: "SUCCEEDED", from_provider: 1 },
  ]);
  expect(await s.rows(alarms)).toEqual([{ kind: "alarm_unrequested" }]);
});

test("the store refuses that a failed refund becomes pending again, and any other change that lowers the refunded amount", async () => {
  const s = await shop();
  const id = await taken(s, "tok_refund_comes_back");
  await s.refund(id);
  await expect(s.corruptStore("UPDATE payments SET refunded_minor = 400")).rejects.toThrow("never change");
  await comesBack(s);
  await expect(s.corruptStore("UPDATE refunds SET state = 'SUCCEEDED'")).rejects.toThrow(
    "final state of a refund never change",
  );
  await expect(s.corruptStore("UPDATE refunds SET state = 'PENDING'")).rejects.toThrow(
    "final state of a refund never change",
  );
  await s.refund(id, { refundId: "ref_2", amountMinor: 1_250 });
  await expect(
    s.corruptStore("UPDATE payments SET state = 'PARTIALLY_REFUNDED', refunded_minor = 1249"),
  ).rejects.toThrow(/never change|never returns to an earlier state/);
});
