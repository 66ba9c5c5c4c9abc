/** Faults of the provider: with lost, late, duplicate and reordered messages, money is captured once or not at all. */
import { isDeepStrictEqual } from "node:util";
import { type FaultPlan, faultPlan } from "@hansa/sandbox/faults/fault-plan";
import { expect, test } from "vitest";
import { z } from "zod";
import { reconcileDays } from "../../src/service/reconciliation/daily-reconciliation.ts";
import { overrideProvider } from "../support/provider-overrides.ts";
import { order, payable, type Shop, shop, start, startedId } from "../support/shop.ts";

const second = 1_000;
const day = 86_400 * second;
/** The deadline of a call to the provider. */
const callMs = 4 * second;
const states = z.array(z.object({ state: z.string() }));

/** Runs the service's jobs for a while, as in a running shop. */
async function live(s: Shop, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += second) await s.runtime.advance(second);
}

function setFaults(s: Shop, plan: Partial<FaultPlan>): void {
  s.sandbox().faults.plan = faultPlan.parse(plan);
}

test("a message lost for good is made up for within 90 seconds, however old the payment", async () => {
  const s = await shop();
  setFaults(s, { dropped: 1 });
  s.running.service.startWork();
  const decidedAt = new Map<string, number>();
  for (let number = 0; number < 8; number += 1) {
    const checkoutId = `chk_${number}`;
    payable(s, checkoutId);
    const id = await startedId(s, "tok_processing", { checkoutId, key: checkoutId });
    decidedAt.set(id, s.runtime.now() + 6 * second);
    await live(s, 11 * second);
  }
  const longest: number[] = [];
  for (const [id, at] of decidedAt) {
    const [row] = await s.rows(`SELECT changed_at, state FROM payments WHERE id = '${id}'`);
    await live(s, Math.max(0, at + 90 * second - s.runtime.now()));
    const settled = z
      .object({ state: z.string(), changed_at: z.number() })
      .parse((await s.rows(`SELECT changed_at, state FROM payments WHERE id = '${id}'`))[0] ?? row);
    expect(settled.state).toBe("AUTHORIZED");
    longest.push(settled.changed_at - at);
  }
  expect(s.sandbox().faults.counts.dropped).toBeGreaterThanOrEqual(8);
  expect(Math.max(...longest)).toBeLessThanOrEqual(90 * second);
  expect(await s.rows("SELECT 1 FROM webhook_inbox")).toEqual([]);
});

test("a refund whose message is lost is settled within 90 seconds", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_refund_pending");
  await s.capture(id);
  setFaults(s, { dropped: 1 });
  s.running.service.startWork();
  await s.refund(id);
  await live(s, 5 * second + 90 * second);
  expect(await s.rows("SELECT state FROM refunds")).toEqual([{ state: "SUCCEEDED" }]);
});

test.each(["WON", "LOST"] as const)(
  "a dispute that is %s ten days later is detected within a day although its message is lost, and the ledgers agree",
  async (outcome) => {
    const s = await shop();
    payable(s);
    const id = await startedId(s, "tok_ok");
    await s.capture(id);
    const ref = await s.sandbox().dashboard.openDispute(id, 400, "fraudulent");
    for (let round = 0; round < 2; round += 1) await s.runJobs();
    expect(await s.rows("SELECT state FROM disputes")).toEqual([{ state: "OPEN" }]);
    setFaults(s, { dropped: 1 });
    for (let passed = 0; passed < 10; passed += 1) {
      await s.runtime.advance(day);
      await s.runJobs();
    }
    await s.sandbox().dashboard.closeDispute(id, ref, outcome);
    await s.runtime.advance(day + second);
    await s.runJobs();
    expect(await s.rows("SELECT state, closed_at FROM disputes")).toEqual([
      { state: outcome, closed_at: s.runtime.now() },
    ]);
    expect(await s.rows("SELECT state, changed_at FROM payments")).toEqual([
      { state: "CAPTURED", changed_at: s.runtime.now() },
    ]);
    expect(
      await s.rows("SELECT account, sum(amount_minor) AS minor FROM ledger_entries GROUP BY account ORDER BY account"),
    ).toEqual([
      { account: "customers", minor: outcome === "WON" ? -1_250 : -850 },
      { account: "disputes", minor: 0 },
      { account: "provider", minor: outcome === "WON" ? 1_250 : 850 },
    ]);
    expect(await reconcileDays(s.running.service.deps, 3)).toMatchObject({ compared: 1, mismatches: [] });
  },
);

test("a payment with an open dispute is polled once a day, for any time, and no more after the dispute", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  await s.capture(id);
  const ref = await s.sandbox().dashboard.openDispute(id, 400, "fraudulent");
  for (let round = 0; round < 2; round += 1) await s.runJobs();
  let requests = 0;
  overrideProvider(s, (whole) => ({
    lookup: (...all) => {
      requests += 1;
      return whole.lookup(...all);
    },
  }));
  await s.runtime.advance(10 * day);
  for (let round = 0; round < 2; round += 1) await s.runJobs();
  expect(requests).toBe(1);
  await s.sandbox().dashboard.closeDispute(id, ref, "LOST");
  for (let round = 0; round < 2; round += 1) await s.runJobs();
  expect(await s.rows("SELECT state FROM disputes")).toEqual([{ state: "LOST" }]);
  await s.runtime.advance(4 * day);
  await s.runJobs();
  expect(requests).toBe(1);
});

test("an open dispute is reconciled, however old its payment, and one that was closed without a report is a mismatch", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  await s.capture(id);
  const ref = await s.sandbox().dashboard.openDispute(id, 400, "fraudulent");
  for (let round = 0; round < 2; round += 1) await s.runJobs();
  await s.runtime.advance(10 * day);
  await s.sandbox().dashboard.closeDispute(id, ref, "WON");
  const { compared, mismatches } = await reconcileDays(s.running.service.deps, 3);
  expect(compared).toBe(1);
  expect(mismatches.map(({ what }) => what)).toEqual(["disputes", "balance"]);
  expect(await s.rows("SELECT state FROM disputes")).toEqual([{ state: "WON" }]);
});

test("an unanswered poll does not count: it is repeated before the next round", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_refund_pending");
  await s.capture(id);
  setFaults(s, { dropped: 1 });
  s.running.service.startWork();
  await s.refund(id);
  await live(s, 5 * second);
  setFaults(s, { dropped: 1, lost: 1 });
  const requests = () => s.rows("SELECT looked_up_at FROM payments");
  const before = await requests();
  await live(s, 25 * second);
  while (isDeepStrictEqual(await requests(), before)) await live(s, second);
  expect(await s.rows("SELECT state FROM refunds")).toEqual([{ state: "PENDING" }]);
  setFaults(s, { dropped: 1 });
  await live(s, 20 * second);
  expect(await s.rows("SELECT state FROM refunds")).toEqual([{ state: "SUCCEEDED" }]);
});

test.each([
  ["forward", day],
  ["back", -day],
])(
  "a wall clock that jumps %s by a day meanwhile changes nothing: a lost call is found, captured once, and the ledgers agree",
  async (_way, jump) => {
    const s = await shop();
    payable(s);
    setFaults(s, { dropped: 1 });
    s.running.service.startWork();
    const id = await startedId(s, "tok_processing");
    await live(s, 6 * second);
    s.runtime.setNow(s.runtime.now() + jump);
    await live(s, 90 * second);
    expect(await s.rows("SELECT state FROM payments")).toEqual([{ state: "AUTHORIZED" }]);
    for (const _again of [1, 2]) expect(await s.capture(id)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
    expect(await s.rows("SELECT 1 FROM ledger_entries")).toHaveLength(2);
    expect(await reconcileDays(s.running.service.deps, 3)).toMatchObject({ compared: 1, listed: 1, mismatches: [] });
  },
);

test.each([1, 2, 3])(
  "with every fault at once (seed %i) each payment is captured once or not at all, and the ledgers agree",
  async (seed) => {
    const s = await shop();
    const calls = { lost: 0.3, error: 0.15 };
    const messages = { duplicated: 0.4, reordered: 0.4, delayed: 0.2, dropped: 0.2, forged: 0.2, stale: 0.2 };
    setFaults(s, { seed, ...calls, ...messages });
    s.running.service.startWork();
    const wanted: { id: string; checkoutId: string }[] = [];
    for (let number = 0; number < 12; number += 1) {
      const checkoutId = `chk_${number}`;
      payable(s, checkoutId);
      await start(s, number % 4 === 3 ? "tok_processing" : "tok_ok", { checkoutId, key: checkoutId });
      const [row] = await s.rows(`SELECT id FROM payments WHERE checkout_id = '${checkoutId}'`);
      wanted.push({ checkoutId, id: z.object({ id: z.string() }).parse(row).id });
      await live(s, 3 * second);
    }
    const ask = async () => {
      for (const [number, { id, checkoutId }] of wanted.entries()) {
        if (number % 3 === 0) await s.voidCheckout({ checkoutId });
        else await s.capture(id, { captureId: checkoutId, order: { ...order, orderId: `ord_${number}` } });
      }
    };
    for (let round = 0; round < 6; round += 1) {
      await ask();
      await live(s, 20 * second);
    }
    setFaults(s, {});
    for (let round = 0; round < 3; round += 1) {
      await live(s, 60 * second);
      await ask();
    }
    const ended = states.parse(await s.rows("SELECT state FROM payments ORDER BY checkout_id"));
    expect(ended.filter(({ state }) => state === "CAPTURED")).toHaveLength(8);
    expect(ended.filter(({ state }) => state === "VOIDED")).toHaveLength(4);
    expect(await s.rows("SELECT payment_id FROM ledger_entries GROUP BY payment_id HAVING count(*) <> 2")).toEqual([]);
    expect(await s.rows("SELECT 1 FROM ledger_entries")).toHaveLength(16);
    expect(await s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%'")).toEqual([]);
    expect(await s.rows("SELECT key FROM provider_calls WHERE outcome = 'open'")).toEqual([]);
    expect(await reconcileDays(s.running.service.deps, 1)).toMatchObject({ compared: 12, listed: 12, mismatches: [] });
    const { counts } = s.sandbox().faults;
    expect(
      Object.entries(counts).filter(([name, times]) => times === 0 && name !== "timeout" && name !== "slow"),
    ).toEqual([]);
  },
);

test("an unanswered call that took effect is found by its key, and captures once", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  setFaults(s, { timeout: 1 });
  const { deadline } = s.runtime;
  const passed = new AbortController();
  s.runtime.deadline = (ms) => (ms === callMs ? passed.signal : deadline(ms));
  const captured = s.capture(id);
  await expect.poll(() => capturesOf(s)).toHaveLength(1);
  passed.abort();
  expect(await captured).toMatchObject({ outcome: "unknown" });
  s.runtime.deadline = deadline;
  setFaults(s, {});
  await s.runtime.advance(10 * second);
  expect(await s.capture(id)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
  expect(await capturesOf(s)).toHaveLength(1);
});

/** The captures that the provider has made of its newest payment. */
async function capturesOf(s: Shop): Promise<unknown[]> {
  const [entry] = await s.sandboxRows("SELECT captures FROM sandbox_entries ORDER BY seq DESC LIMIT 1");
  return z.array(z.unknown()).parse(JSON.parse(Object(entry).captures ?? "[]"));
}
