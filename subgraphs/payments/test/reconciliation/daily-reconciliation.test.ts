/** Daily reconciliation: differences are reported with exit code 1, and our record is never corrected silently. */
import { expect, test } from "vitest";
import { z } from "zod";
import { reconcileDays } from "../../src/service/reconciliation/daily-reconciliation.ts";
import { taken } from "../support/captured-payment.ts";
import { overrideProvider } from "../support/provider-overrides.ts";
import { payable, type Shop, shop, startedId } from "../support/shop.ts";

const reconcile = (s: Shop, days = 3) => reconcileDays(s.running.service.deps, days);
const alarms = async (s: Shop) =>
  (await s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%' ORDER BY seq")).map(kindOf);
const kindOf = (row: unknown) => z.object({ kind: z.string() }).parse(row).kind;
const entries = async (s: Shop) => (await s.rows("SELECT * FROM ledger_entries")).length;

test("equal ledgers have no mismatch, for every history of a payment", async () => {
  const s = await shop();
  const id = await taken(s, "tok_refund_fails");
  await s.refund(id);
  await s.refund(id, { refundId: "ref_2", amountMinor: 300 });
  await s.sandbox().dashboard.openDispute(id, 100, "fraudulent");
  for (const [number, token] of ["tok_declined", "tok_second_step", "tok_processing", "tok_ok"].entries()) {
    payable(s, `chk_x${number}`);
    await s.query("{ __typename }");
    await startedId(s, token, { checkoutId: `chk_x${number}`, key: `x${number}` }).catch(() => undefined);
  }
  await s.voidCheckout({ checkoutId: "chk_x3" });
  await s.runJobs();
  expect(await reconcile(s)).toMatchObject({ compared: 5, listed: 5, inFlight: 0, unanswered: 0, mismatches: [] });
  expect(await s.rows("SELECT compared, listed FROM reconciliation_runs")).toEqual([{ compared: 5, listed: 5 }]);
});

test("an unreported capture at the provider is a mismatch first, and then posted with alarms", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  await s.sandbox().dashboard.capture(id, 400);
  const { mismatches } = await reconcile(s);
  expect(mismatches.map(({ what, ours, theirs }) => [what, ours, theirs])).toEqual([
    ["captures", "none", expect.stringMatching(/^sbxcap_\w+ 400$/)],
    ["balance", "0", "400"],
  ]);
  expect(await alarms(s)).toEqual(["alarm_mismatch", "alarm_unrequested"]);
  expect(await entries(s)).toBe(2);
  expect((await reconcile(s)).mismatches).toEqual([]);
});

test("money that only our ledger has stays there, and is a mismatch each time", async () => {
  const s = await shop();
  const id = await taken(s);
  overrideProvider(s, (whole) => ({
    lookup: async (sought, signal) => {
      const payment = await whole.lookup(sought, signal);
      return payment && { ...payment, state: "AUTHORIZED", captures: [] };
    },
  }));
  for (let round = 0; round < 2; round += 1) {
    const { mismatches } = await reconcile(s);
    expect(mismatches.map(({ paymentId, what }) => [paymentId, what])).toEqual([
      [id, "state"],
      [id, "captures"],
      [id, "balance"],
    ]);
  }
  expect(await entries(s)).toBe(2);
  expect(await s.rows("SELECT state FROM payments")).toEqual([{ state: "CAPTURED" }]);
});

test("a payment that one side lacks is a mismatch", async () => {
  const s = await shop();
  const id = await taken(s);
  overrideProvider(s, (whole) => ({
    lookup: async () => null,
    list: async (since, after, signal) => {
      const page = await whole.list(since, after, signal);
      const strangers = page.payments.map((one) => ({ ...one, paymentId: "pay_nobody" }));
      return { ...page, payments: [...strangers, ...page.payments.map((one) => ({ ...one, paymentId: null }))] };
    },
  }));
  const { mismatches } = await reconcile(s);
  expect(mismatches.map(({ paymentId, what }) => [paymentId, what])).toEqual([
    ["pay_nobody", "missing here"],
    [id, "missing there"],
  ]);
});

test("a second payment of the provider for one of our ids is a mismatch each time, and changes nothing here", async () => {
  const s = await shop();
  const id = await taken(s);
  const mend = overrideProvider(s, (whole) => ({
    list: async (since, after, signal) => {
      const page = await whole.list(since, after, signal);
      const second = page.payments.map((one) => ({ ...one, ref: "sbx_second" }));
      return { ...page, payments: [...page.payments, ...second] };
    },
  }));
  const [ours] = z.array(z.object({ ref: z.string() })).parse(await s.rows("SELECT provider_ref AS ref FROM payments"));
  for (let round = 0; round < 2; round += 1) {
    const { compared, mismatches } = await reconcile(s);
    expect(compared).toBe(1);
    expect(mismatches).toEqual([
      {
        provider: "sandbox",
        paymentId: id,
        providerRef: "sbx_second",
        what: "missing here",
        ours: ours?.ref,
        theirs: "CAPTURED",
      },
    ]);
  }
  expect(await alarms(s)).toEqual(["alarm_mismatch", "alarm_mismatch"]);
  expect(await entries(s)).toBe(2);
  mend();
  expect((await reconcile(s)).mismatches).toEqual([]);
});

test("a provider that does not respond proves nothing, and a payment being polled is no mismatch", async () => {
  const s = await shop();
  await taken(s);
  payable(s, "chk_2");
  await s.query("{ __typename }");
  const mend = overrideProvider(s, () => ({ start: () => Promise.reject(new Error("lost")) }));
  await startedId(s, "tok_ok", { checkoutId: "chk_2", key: "two" }).catch(() => undefined);
  mend();
  expect(await reconcile(s)).toMatchObject({ compared: 1, inFlight: 1, unanswered: 0, mismatches: [] });
  const unavailable = () => Promise.reject(new Error("no answer"));
  overrideProvider(s, () => ({ lookup: unavailable, list: unavailable }));
  expect(await reconcile(s)).toMatchObject({ compared: 0, inFlight: 1, unanswered: 2, mismatches: [] });
});

test("payments without movement in these days, here or at the provider, are ignored", async () => {
  const s = await shop();
  const id = await taken(s);
  await s.runJobs();
  await s.runtime.advance(4 * 24 * 60 * 60 * 1_000);
  expect(await reconcile(s)).toMatchObject({ compared: 0, listed: 0 });
  expect(await reconcile(s, 5)).toMatchObject({ compared: 1, listed: 1, mismatches: [] });
  await s.sandbox().dashboard.refund(id, 400);
  const { compared, listed, mismatches } = await reconcile(s);
  expect([compared, listed, mismatches.map(({ what }) => what)]).toEqual([1, 0, ["refunds", "balance"]]);
});
