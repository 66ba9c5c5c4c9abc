/** Unreachable or refusing providers: an unknown outcome is never treated as failed, and is resolved in the end. */
import { refuseChange } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { extendCallLock, lockCall, rescheduleCall } from "../../src/store/provider-calls/queries.ts";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { confirm, payable, paymentsOf, type Shop, shop, start, startedId } from "../support/shop.ts";

async function wait(s: Shop, ms: number): Promise<void> {
  await s.runtime.advance(ms);
  await s.runJobs();
}

/** The number of alarms about calls without an outcome. */
async function countStalled({ running }: Shop): Promise<number> {
  const text = await running.service.deps.metrics.registry.metrics();
  return Number(/^hansa_alarms_total\{alarm="provider_call_stalled"\} (\d+)/m.exec(text)?.[1] ?? 0);
}

test("while the provider is down a payment stays pending, is retried with back-off, and is authorised afterwards", async () => {
  const s = await shop();
  payable(s);
  const mend = overrideProvider(s, () => ({ start: noResponse, lookup: noResponse }));
  expect(await start(s, "tok_ok")).toMatchObject({ __typename: "ProviderUnavailableError" });
  for (let minute = 0; minute < 20; minute += 1) await wait(s, 60_000);
  const attempts = "SELECT attempts, outcome FROM provider_calls";
  expect(await s.rows(attempts)).toEqual([{ attempts: 21, outcome: "open" }]);
  await wait(s, 22_000);
  expect(await s.rows(attempts)).toEqual([{ attempts: 21, outcome: "open" }]);
  await wait(s, 16_000);
  expect(await s.rows(attempts)).toEqual([{ attempts: 22, outcome: "open" }]);
  expect(await countStalled(s)).toBe(1);
  expect(await paymentsOf(s)).toMatchObject({ payments: [{ state: "CREATED" }] });
  expect(await s.publishedEvents()).toEqual([]);
  mend();
  await wait(s, 38_000);
  expect(await paymentsOf(s)).toMatchObject({ payments: [{ state: "AUTHORIZED" }] });
});

test("an unanswered start is found by looking the payment up", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_lost_answer");
  overrideProvider(s, () => ({ start: noResponse }));
  expect(await start(s, "tok_lost_answer")).toMatchObject({
    __typename: "PaymentStarted",
    payment: { state: "AUTHORIZED" },
  });
  expect(await s.rows("SELECT source FROM payment_events")).toEqual([{ source: "RECONCILIATION" }]);
});

test("an unanswered start is answered by the provider's webhook", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_lost_answer");
  overrideProvider(s, () => ({ start: noResponse, lookup: noResponse }));
  await s.runJobs();
  await s.runJobs();
  expect(await start(s, "tok_lost_answer")).toMatchObject({
    __typename: "PaymentStarted",
    payment: { state: "AUTHORIZED" },
  });
  expect(await s.rows("SELECT outcome FROM provider_calls")).toEqual([{ outcome: "open" }]);
});

test("an unanswered capture is found by looking the payment up, and only once it shows", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  const mend = overrideProvider(s, () => ({ capture: noResponse }));
  expect(await s.capture(id)).toEqual({ outcome: "unknown", retryAfterMs: 1_000 });
  expect(await s.capture(id)).toEqual({ outcome: "unknown", retryAfterMs: 1_000 });
  mend();
  overrideProvider(s, (whole) => ({
    capture: async (...args) => {
      await whole.capture(...args);
      return noResponse();
    },
  }));
  expect(await s.capture(id)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
  expect(await s.rows("SELECT count(*) AS n, sum(amount_minor) AS total FROM ledger_entries")).toEqual([
    { n: 2, total: 0 },
  ]);
});

test("while the result of a void is unknown, the payment cannot be continued", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_second_step");
  const mend = overrideProvider(s, () => ({ void: noResponse }));
  expect(await s.voidCheckout()).toMatchObject({ outcome: "unknown" });
  const args = { paymentToken: "tok_second_step_ok" };
  expect(await confirm(s, id, args)).toMatchObject({ __typename: "ProviderUnavailableError" });
  mend();
  expect(await confirm(s, id, args)).toMatchObject({ __typename: "CheckoutNotPayableError", reason: "EXPIRED" });
  expect(await s.voidCheckout()).toEqual({ outcome: "voided" });
});

test("a void that the provider refuses is unknown; its repetition has a new key", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_second_step");
  const mend = overrideProvider(s, (whole) => ({
    void: async ({ paymentId }, { signal }) => {
      const payment = await whole.lookup({ paymentId, ref: null, createdAt: 0 }, signal);
      return payment ? { payment, refused: "not now" } : noResponse();
    },
  }));
  expect(await s.voidCheckout()).toEqual({ outcome: "unknown", retryAfterMs: 1_000 });
  expect(await confirm(s, id, { paymentToken: "tok_second_step_ok" })).toMatchObject({ reason: "EXPIRED" });
  mend();
  expect(await s.voidCheckout()).toEqual({ outcome: "voided" });
  expect(await s.rows("SELECT key, outcome FROM provider_calls WHERE name = 'void' ORDER BY key")).toEqual([
    { key: `void:${id}`, outcome: "refused" },
    { key: `void:${id}:2`, outcome: "done" },
  ]);
});

test("repeated polls of a payment that waits for the customer write nothing", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_second_step");
  await s.runJobs();
  const received = await s.rows("SELECT seq FROM payment_events");
  for (let minute = 0; minute < 5; minute += 1) await wait(s, 61_000);
  expect(await s.rows("SELECT seq FROM payment_events")).toEqual(received);
});

test("one payment that cannot be written does not delay the others", async () => {
  const s = await shop();
  payable(s);
  payable(s, "chk_2");
  const stuck = await startedId(s, "tok_processing", { key: "one" });
  await start(s, "tok_processing", { checkoutId: "chk_2", key: "two" });
  s.servers.delete("payments");
  await refuseChange(s.place, { event: "UPDATE", table: "payments", when: `NEW.id = '${stuck}'` }, "broken");
  await wait(s, 5_000);
  await wait(s, 61_000);
  expect(await paymentsOf(s, "chk_1")).toMatchObject({ payments: [{ state: "PROCESSING" }] });
  expect(await paymentsOf(s, "chk_2")).toMatchObject({ payments: [{ state: "AUTHORIZED" }] });
});

test("the payment polled longest ago is polled first, regardless of its age", async () => {
  const s = await shop();
  const args: string[] = [];
  overrideProvider(s, (whole) => ({
    lookup: async (payment, signal) => {
      args.push(payment.paymentId);
      return whole.lookup(payment, signal);
    },
  }));
  payable(s);
  const first = await startedId(s, "tok_second_step", { key: "one" });
  await s.runtime.advance(15_000);
  payable(s, "chk_2");
  const second = await startedId(s, "tok_second_step", { checkoutId: "chk_2", key: "two" });
  await wait(s, 16_000);
  expect(args).toEqual([first]);
  await wait(s, 35_000);
  expect(args).toEqual([first, second, first]);
});

test("a process that was suspended during a call leaves the lock of the process that repeats it", async () => {
  const s = await shop();
  payable(s);
  overrideProvider(s, () => ({ start: noResponse, lookup: noResponse }));
  await start(s, "tok_ok");
  const { store } = s.running.service.deps;
  const key = String(Object((await s.rows("SELECT key FROM provider_calls"))[0]).key);
  const lock = (now: number) => store.write("lock-call", (tx) => lockCall(tx, key, now, now + 9_000));
  const suspended = await lock(store.now() + 60_000);
  const repeating = await lock(store.now() + 120_000);
  if (!suspended || !repeating) throw new Error("the call was not locked");
  await store.write("reschedule-call", (tx) => rescheduleCall(tx, suspended, 0, 0));
  await store.write("lock-call", (tx) => extendCallLock(tx, suspended, 0));
  const locked = 'SELECT locked_until AS "lockedUntil" FROM provider_calls';
  expect(await s.rows(locked)).toEqual([{ lockedUntil: repeating.lockedUntil }]);
  await store.write("reschedule-call", (tx) => rescheduleCall(tx, repeating, 0, 0));
  expect(await s.rows(locked)).toEqual([{ lockedUntil: 0 }]);
});
