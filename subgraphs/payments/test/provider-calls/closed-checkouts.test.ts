/** Uncertain payments of closed checkouts: the provider's record counts, and nothing new starts. */
import type { FaultPoint } from "@hansa/kit/runtime";
import { expect, test } from "vitest";
import { hour } from "../support/key-expiry.ts";
import { noResponse, overrideProvider, waitForProviderCall } from "../support/provider-overrides.ts";
import { confirm, payable, type Shop, shop, start, startedId } from "../support/shop.ts";

const unknown = { outcome: "unknown", retryAfterMs: 1_000 };
const unlessAuthorized = { unlessAuthorized: true };
/** Time after which no call to the sandbox can still be under way. */
const whileMs = 60_000;

const atTheProvider = (s: Shop) => s.sandboxRows("SELECT state FROM sandbox_entries ORDER BY seq");
const payments = (s: Shop) => s.rows("SELECT state, failure_code AS code, failure_retryable AS again FROM payments");
const neverBegun = [{ state: "FAILED", code: "never_begun", again: 1 }];
const openCalls = (s: Shop) => s.rows("SELECT name FROM provider_calls WHERE outcome = 'open'");

async function work(s: Shop): Promise<void> {
  await s.runJobs();
}

/** A buyer pays during an outage of the provider and leaves; the checkout is closed. Returns a function that ends the outage. */
async function leftBehind(s: Shop): Promise<() => void> {
  payable(s);
  const mend = overrideProvider(s, () => ({ start: noResponse, lookup: noResponse }));
  await start(s, "tok_ok");
  expect(await s.voidCheckout(unlessAuthorized)).toEqual(unknown);
  return mend;
}

test.each([0, 25])(
  "a start that never reached the provider is not made %i hours after the checkout was closed",
  async (hours) => {
    const s = await shop();
    const mend = await leftBehind(s);
    await s.runtime.advance(hours * hour + whileMs);
    mend();
    expect(await s.voidCheckout(unlessAuthorized)).toEqual({ outcome: "voided" });
    expect(await atTheProvider(s)).toEqual([]);
    expect(await payments(s)).toEqual(neverBegun);
    expect(await openCalls(s)).toEqual([]);
    expect(await s.publishedEvents()).toEqual(["payment.failed"]);
    expect(s.orders.notifications).toEqual(["chk_1"]);
  },
);

test("nor do the timers make it: they find that it does not exist", async () => {
  const s = await shop();
  const mend = await leftBehind(s);
  await s.runtime.advance(whileMs);
  mend();
  await work(s);
  expect(await atTheProvider(s)).toEqual([]);
  expect(await payments(s)).toEqual(neverBegun);
});

test("the timers find that as soon as no call can be in flight, however often they asked before", async () => {
  const s = await shop();
  const mend = await leftBehind(s);
  mend();
  for (let requests = 0; requests < 4; requests += 1) {
    await s.runtime.advance(10_000);
    expect(await s.voidCheckout(unlessAuthorized)).toEqual(unknown);
  }
  await s.runtime.advance(5_000);
  await work(s);
  expect(await payments(s)).toEqual(neverBegun);
});

test("a buyer who repeats the request gets a declined payment, and may try once more", async () => {
  const s = await shop();
  const mend = await leftBehind(s);
  await s.runtime.advance(whileMs);
  mend();
  const declined = { __typename: "PaymentDeclinedError", declineCode: "never_begun", retryable: true };
  expect(await start(s, "tok_ok")).toMatchObject(declined);
  expect(await atTheProvider(s)).toEqual([]);
});

test("while the provider is down, nothing is certain, for any time", async () => {
  const s = await shop();
  await leftBehind(s);
  await s.runtime.advance(25 * hour);
  expect(await s.voidCheckout(unlessAuthorized)).toEqual(unknown);
  expect(await openCalls(s)).toEqual([{ name: "start" }]);
  expect(await s.publishedEvents()).toEqual([]);
});

test("a call that may be in flight is waited for, and counts once it has arrived", async () => {
  const s = await shop();
  payable(s);
  const mend = overrideProvider(s, (whole) => ({
    start: async (...requests) => {
      void s.runtime.sleep(30_000).then(() => whole.start(...requests));
      return noResponse();
    },
  }));
  await start(s, "tok_ok");
  expect(await s.voidCheckout(unlessAuthorized)).toEqual(unknown);
  mend();
  await s.runtime.advance(20_000);
  expect(await s.voidCheckout(unlessAuthorized)).toEqual(unknown);
  await s.runtime.advance(20_000);
  await waitForProviderCall(s);
  expect(await s.voidCheckout(unlessAuthorized)).toEqual({ outcome: "authorized" });
});

test("a webhook during the look-up counts, and raises no alarm", async () => {
  const s = await shop();
  const mend = await leftBehind(s);
  await s.runtime.advance(whileMs);
  mend();
  overrideProvider(s, (whole) => ({
    lookup: async ({ paymentId }, signal) => {
      const how = { token: "tok_double_webhook", savedMethod: null, keep: null, returnUrl: null };
      await whole.start({ paymentId, amountMinor: 1_250, currency: "EUR", ...how }, { key: "auth:chk_1:1", signal });
      // The message is applied after its response.
      await s.runtime.settle();
      return null;
    },
  }));
  expect(await s.voidCheckout(unlessAuthorized)).toEqual({ outcome: "authorized" });
  expect(await openCalls(s)).toEqual([]);
  expect(await s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%'")).toEqual([]);
});

test("a confirmation that never reached the provider is not made after the checkout was closed: the payment is voided", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_second_step");
  const mend = overrideProvider(s, () => ({ confirm: noResponse, lookup: noResponse }));
  await confirm(s, id, { paymentToken: "tok_second_step_ok" });
  expect(await s.voidCheckout(unlessAuthorized)).toEqual(unknown);
  mend();
  expect(await s.voidCheckout(unlessAuthorized)).toEqual({ outcome: "voided" });
  expect(await atTheProvider(s)).toEqual([{ state: "REQUIRES_ACTION" }, { state: "VOIDED" }]);
});

test("a confirmation that took effect counts, although the checkout was closed before it was reported", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_second_step");
  const mend = overrideProvider(s, (whole) => ({
    lookup: noResponse,
    confirm: async (...requests) => {
      await whole.confirm(...requests);
      return noResponse();
    },
  }));
  await confirm(s, id, { paymentToken: "tok_second_step_ok" });
  expect(await s.voidCheckout(unlessAuthorized)).toEqual(unknown);
  mend();
  expect(await s.voidCheckout(unlessAuthorized)).toEqual({ outcome: "authorized" });
});

test("a process suspended before a call does not make it: others may have found meanwhile that it was never made", async () => {
  const s = await shop();
  payable(s);
  const { passFaultPoint: reach } = s.runtime;
  s.runtime.passFaultPoint = async (point: FaultPoint) => {
    if (point === "before:call:sandbox.start") await s.runtime.advance(9_000);
  };
  expect(await start(s, "tok_ok")).toMatchObject({ __typename: "ProviderUnavailableError" });
  s.runtime.passFaultPoint = reach;
  expect(await atTheProvider(s)).toEqual([]);
});
