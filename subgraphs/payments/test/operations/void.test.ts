/** Void operation: nothing new starts, and no payment is given up before its outcome is certain. */
import { expect, test } from "vitest";
import { waitForProviderCall } from "../support/provider-overrides.ts";
import { order, payable, shop, start, startedId } from "../support/shop.ts";

test("an authorised payment is voided once, at the provider too", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  expect(await s.voidCheckout({ order })).toEqual({ outcome: "voided" });
  expect(await s.voidCheckout({ order })).toEqual({ outcome: "voided" });
  expect(await s.authorizedFor()).toEqual({ payment: null, inProgress: false });
  expect(await s.rows("SELECT key FROM provider_calls WHERE name = 'void'")).toEqual([{ key: `void:${id}` }]);
  expect(await s.sandboxRows("SELECT state FROM sandbox_entries ORDER BY seq")).toEqual([
    { state: "AUTHORIZED" },
    { state: "VOIDED" },
  ]);
  expect(await s.rows("SELECT order_id FROM payments")).toEqual([{ order_id: order.orderId }]);
  expect(await s.publishedEvents()).toEqual(["payment.authorized", "payment.voided"]);
});

test.each(["tok_second_step", "tok_processing", null])(
  "a payment started with %s is voided, and stays so",
  async (token) => {
    const s = await shop();
    payable(s);
    await start(s, token);
    expect(await s.voidCheckout({ unlessAuthorized: true })).toEqual({ outcome: "voided" });
    await s.runtime.advance(10_000);
    await s.runJobs();
    await s.runJobs();
    expect(await s.rows("SELECT state FROM payments")).toEqual([{ state: "VOIDED" }]);
  },
);

test("with unlessAuthorized, a certain authorisation stays, and the response says so", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  expect(await s.voidCheckout({ unlessAuthorized: true })).toEqual({ outcome: "authorized" });
  await s.capture(id);
  expect(await s.voidCheckout({ unlessAuthorized: true })).toEqual({ outcome: "captured", capturedMinor: 1_250 });
  expect(await s.voidCheckout({ unlessAuthorized: false })).toEqual({ outcome: "captured", capturedMinor: 1_250 });
});

test("a start whose response was lost is resolved before its void: first authorised, then voided", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_lost_answer");
  expect(await s.voidCheckout()).toEqual({ outcome: "voided" });
  expect(await s.sandboxRows("SELECT state FROM sandbox_entries ORDER BY seq")).toEqual([
    { state: "AUTHORIZED" },
    { state: "VOIDED" },
  ]);
});

test("with unlessAuthorized, a lost start turns out to be authorised, and stays", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_lost_answer");
  expect(await s.voidCheckout({ unlessAuthorized: true })).toEqual({ outcome: "authorized" });
});

test("while a start is under way the answer is unknown, and nothing is voided meanwhile", async () => {
  const s = await shop();
  payable(s);
  const response = start(s, "tok_slow");
  await waitForProviderCall(s);
  expect(await s.voidCheckout()).toEqual({ outcome: "unknown", retryAfterMs: 1_000 });
  await s.runtime.advance(3_000);
  await response;
  expect(await s.voidCheckout()).toEqual({ outcome: "voided" });
});

test("a voided version can never start again, even by a late start; the next one can", async () => {
  const s = await shop();
  payable(s, "chk_1", { version: 3 });
  expect(await s.voidCheckout({ version: 3 })).toEqual({ outcome: "voided" });
  expect(await s.voidCheckout({ version: 2 })).toEqual({ outcome: "voided" });
  expect(await start(s, "tok_ok")).toMatchObject({ __typename: "CheckoutNotPayableError", reason: "EXPIRED" });
  expect(await s.rows("SELECT id FROM payments")).toEqual([]);
  payable(s, "chk_1", { version: 4 });
  expect(await start(s, "tok_ok")).toMatchObject({ __typename: "PaymentStarted" });
});

test("voiding an old version does not affect the payment of a newer one", async () => {
  const s = await shop();
  payable(s, "chk_1", { version: 2 });
  const id = await startedId(s, "tok_ok");
  expect(await s.voidCheckout({ version: 1 })).toEqual({ outcome: "voided" });
  const amount = { minor: 1_250, currency: "EUR" };
  expect(await s.authorizedFor()).toEqual({
    payment: { paymentId: id, checkoutId: "chk_1", version: 2, amount, authorizedAfterMs: 0 },
    inProgress: false,
  });
});

test("a checkout without a payment is voided at once, and so is one whose payment failed", async () => {
  const s = await shop();
  payable(s);
  expect(await s.voidCheckout({ checkoutId: "chk_none" })).toEqual({ outcome: "voided" });
  await start(s, "tok_declined");
  expect(await s.voidCheckout()).toEqual({ outcome: "voided" });
});
