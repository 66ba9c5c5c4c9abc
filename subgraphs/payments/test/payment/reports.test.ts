/** Provider reports in any order and number: a payment never moves back, and no cent is posted twice. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProviderPayment } from "../../src/providers/port.ts";
import type { ProviderReport } from "../../src/service/payment/alarms.ts";
import { applyReport } from "../../src/service/payment/reports.ts";
import { payable, type Shop, shop, startedId } from "../support/shop.ts";

const ends = ["CAPTURED", "VOIDED", "FAILED"];
/** The rank of a state; final states have the same rank. */
const ranks = ["CREATED", "REQUIRES_ACTION", "PROCESSING", "AUTHORIZED", "end"];
const rankOf = (state: string) => ranks.indexOf(ends.includes(state) ? "end" : state);

type Row = {
  state: string;
  amount_minor: number;
  authorized_minor: number;
  captured_minor: number;
};

async function rowOf(s: Shop, id: string): Promise<Row> {
  const [row] = await s.rows(`SELECT * FROM payments WHERE id = '${id}'`);
  return Object(row);
}

/** A payment that waits for the customer, and the provider's id of it. */
async function waiting(s: Shop, run: number): Promise<{ id: string; ref: string }> {
  const checkoutId = `chk_${run}`;
  payable(s, checkoutId);
  const id = await startedId(s, "tok_second_step", { checkoutId });
  const [row] = await s.rows(`SELECT provider_ref AS ref FROM payments WHERE id = '${id}'`);
  return { id, ref: String(Object(row).ref) };
}

function reported(ref: string, state: ProviderPayment["state"], amountMinor = 1_250): ProviderPayment {
  const captures = state === "CAPTURED" ? [{ ref: `${ref}_capture`, key: null, amountMinor }] : [];
  const none = { clientAction: null, card: null, failure: null, refunds: [], disputes: [], savedMethod: null };
  return { ref, state, amountMinor, currency: "EUR", captures, ...none };
}

const states = ["REQUIRES_ACTION", "PROCESSING", "AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"] as const;
const source = fc.constantFrom("API", "WEBHOOK", "RECONCILIATION");
const anyFact = fc.record({
  state: fc.constantFrom(...states),
  source,
  amountMinor: fc.constantFrom(1_250, 1_250, 1_250, 1_249),
  isOurs: fc.constantFrom(true, true, true, false),
});

test("no order of reports moves a payment back, authorises or captures more than requested, or posts twice", async () => {
  const s = await shop();
  const { deps } = s.running.service;
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyFact, { minLength: 1, maxLength: 10 }), async (facts) => {
      run += 1;
      const { id, ref } = await waiting(s, run);
      let before = await rowOf(s, id);
      for (const { state, source, amountMinor, isOurs } of facts) {
        const fact: ProviderReport = {
          source,
          providerEventId: null,
          reported: reported(isOurs ? ref : "sbx_foreign", state, amountMinor),
        };
        await applyReport(deps, id, fact, { name: "test-fact" });
        const after = await rowOf(s, id);
        expect(rankOf(after.state)).toBeGreaterThanOrEqual(rankOf(before.state));
        if (ends.includes(before.state)) expect(after.state).toBe(before.state);
        expect(after.authorized_minor).toBeGreaterThanOrEqual(before.authorized_minor);
        expect(after.captured_minor).toBeGreaterThanOrEqual(before.captured_minor);
        expect(after.captured_minor).toBeLessThanOrEqual(after.authorized_minor);
        expect(after.authorized_minor).toBeLessThanOrEqual(after.amount_minor);
        before = after;
      }
      const isCaptured = before.captured_minor > 0;
      if (before.state === "CAPTURED") expect(before.captured_minor).toBe(before.amount_minor);
      expect(
        await s.rows(
          `SELECT count(*) AS n, coalesce(sum(amount_minor), 0) AS total FROM ledger_entries WHERE payment_id = '${id}'`,
        ),
      ).toEqual([{ n: isCaptured ? 2 : 0, total: 0 }]);
      const published = (await s.rows(`SELECT type FROM outbox WHERE aggregate_id = '${id}'`)).map((row) =>
        String(Object(row).type),
      );
      expect(new Set(published).size).toBe(published.length);
      expect(published.includes("payment.captured")).toBe(isCaptured);
      if (published.includes("payment.authorized")) expect(before.authorized_minor).toBe(before.amount_minor);
      expect(before.authorized_minor > 0).toBe(published.includes("payment.authorized") || isCaptured);
      expect(published.includes("payment.voided")).toBe(before.state === "VOIDED");
      expect(published.includes("payment.failed")).toBe(before.state === "FAILED");
    }),
    { numRuns: 150 },
  );
});

test("money captured after a payment was voided or failed is posted with an alarm, and its state stays", async () => {
  const s = await shop();
  const { deps } = s.running.service;
  for (const [run, end] of (["VOIDED", "FAILED"] as const).entries()) {
    const { id, ref } = await waiting(s, run);
    for (const state of [end, "CAPTURED", "CAPTURED"] as const) {
      const fact: ProviderReport = { source: "WEBHOOK", providerEventId: null, reported: reported(ref, state) };
      await applyReport(deps, id, fact, { name: "test-fact" });
    }
    expect(await rowOf(s, id)).toMatchObject({ state: end, captured_minor: 1_250 });
    expect(
      await s.rows(`SELECT account, amount_minor FROM ledger_entries WHERE payment_id = '${id}' ORDER BY seq`),
    ).toEqual([
      { account: "customers", amount_minor: -1_250 },
      { account: "provider", amount_minor: 1_250 },
    ]);
    expect(
      await s.rows(`SELECT kind FROM payment_events WHERE payment_id = '${id}' AND kind LIKE 'alarm%' ORDER BY seq`),
    ).toEqual([{ kind: "alarm_contradiction" }, { kind: "alarm_contradiction" }, { kind: "alarm_unrequested" }]);
  }
});

test("an authorisation after a failure is a contradiction: it raises an alarm and authorises nothing", async () => {
  const s = await shop();
  const { deps } = s.running.service;
  const { id, ref } = await waiting(s, 1);
  for (const state of ["FAILED", "AUTHORIZED"] as const) {
    const fact: ProviderReport = { source: "WEBHOOK", providerEventId: null, reported: reported(ref, state) };
    await applyReport(deps, id, fact, { name: "test-fact" });
  }
  expect(await rowOf(s, id)).toMatchObject({ state: "FAILED", authorized_minor: 0 });
  expect(await s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%'")).toEqual([
    { kind: "alarm_contradiction" },
  ]);
});

test("a repeated report with another amount or capture id raises an alarm and posts nothing", async () => {
  const s = await shop();
  const { deps } = s.running.service;
  const { id, ref } = await waiting(s, 1);
  const captured = reported(ref, "CAPTURED");
  const [capture] = captured.captures;
  if (!capture) throw new Error("nothing was captured");
  const published = [
    captured,
    { ...captured, amountMinor: 1_251 },
    { ...captured, captures: [{ ...capture, amountMinor: 1_249 }] },
    { ...captured, captures: [{ ...capture, ref: "another" }] },
  ];
  for (const fact of published) {
    await applyReport(deps, id, { source: "WEBHOOK", providerEventId: null, reported: fact }, { name: "test-fact" });
  }
  expect(await s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%' ORDER BY seq")).toEqual([
    { kind: "alarm_unrequested" },
    { kind: "alarm_other_amount" },
    { kind: "alarm_amount_exceeded" },
  ]);
  expect(await s.rows("SELECT count(*) AS n, sum(amount_minor) AS total FROM ledger_entries")).toEqual([
    { n: 2, total: 0 },
  ]);
});

test("one consistent history, reported in any order and with repetitions, ends the same", async () => {
  const s = await shop();
  const { deps } = s.running.service;
  const story = ["REQUIRES_ACTION", "PROCESSING", "AUTHORIZED", "CAPTURED"] as const;
  const telling = fc
    .array(fc.constantFrom(...story), { maxLength: 4 })
    .chain((repeated) => fc.shuffledSubarray([...story, ...repeated], { minLength: story.length + repeated.length }));
  let run = 0;
  await fc.assert(
    fc.asyncProperty(telling, async (published) => {
      run += 1;
      const { id, ref } = await waiting(s, run);
      for (const state of published) {
        const fact = { source: "WEBHOOK", providerEventId: null, reported: reported(ref, state) } as const;
        await applyReport(deps, id, fact, { name: "test-fact" });
      }
      expect(await rowOf(s, id)).toMatchObject({ state: "CAPTURED", authorized_minor: 1_250, captured_minor: 1_250 });
      expect(await s.rows(`SELECT type FROM outbox WHERE aggregate_id = '${id}' ORDER BY seq`)).toEqual([
        { type: "payment.authorized" },
        { type: "payment.captured" },
      ]);
    }),
    { numRuns: 50 },
  );
});
