/** Repeated requests: one payment and one response, whenever and however often they arrive. */
import { userWith } from "@hansa/kit/testing/subgraph-client";
import { expect, test } from "vitest";
import { confirm, payable, shop, start, waitForProviderCall } from "../support/shop.ts";

test("the same key and input start one payment and return the same response, also a refusal", async () => {
  const s = await shop();
  payable(s);
  for (const [token, checkoutId] of [
    ["tok_ok", "chk_1"],
    ["tok_declined", "chk_2"],
  ] as const) {
    payable(s, checkoutId);
    const first = await start(s, token, { checkoutId });
    const second = await start(s, token, { checkoutId });
    expect(first.replayed).toBe(false);
    expect(second).toEqual({ ...first, replayed: true });
  }
  expect(s.rows("SELECT attempt FROM payments")).toEqual([{ attempt: 1 }, { attempt: 1 }]);
});

test("the response of a key is final, even when the payment changes", async () => {
  const s = await shop();
  payable(s);
  const first = await start(s, "tok_second_step");
  await confirm(s, first.payment?.id ?? "", { paymentToken: "tok_second_step_failed" });
  expect(await start(s, "tok_second_step")).toMatchObject({
    __typename: "PaymentStarted",
    payment: { state: "FAILED" },
    replayed: true,
  });
});

test("the same key with another input is refused", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_ok");
  expect(await start(s, "tok_declined")).toMatchObject({ __typename: "IdempotencyKeyReusedError" });
});

test("a refusal before the start is not stored: the same key may try again", async () => {
  const s = await shop();
  s.orders.checkouts.set("chk_1", { outcome: "notPayable", reason: "INCOMPLETE" });
  await start(s, "tok_ok");
  payable(s);
  expect(await start(s, "tok_ok")).toMatchObject({ __typename: "PaymentStarted" });
});

test("the same key while the first request is running is told to wait", async () => {
  const s = await shop();
  payable(s);
  const first = start(s, "tok_slow");
  await waitForProviderCall(s);
  expect(await start(s, "tok_slow")).toMatchObject({ __typename: "IdempotencyInProgressError", retryAfterMs: 9_000 });
  await s.runtime.advance(3_000);
  await first;
});

test("two concurrent starts leave one live payment, with equal or different keys", async () => {
  const s = await shop();
  payable(s);
  payable(s, "chk_2");
  const differing = await Promise.all([start(s, "tok_ok", { key: "a" }), start(s, "tok_ok", { key: "b" })]);
  expect(differing.map((answer) => answer.__typename).sort()).toEqual(["CheckoutNotPayableError", "PaymentStarted"]);
  await Promise.all([start(s, "tok_ok", { checkoutId: "chk_2" }), start(s, "tok_ok", { checkoutId: "chk_2" })]);
  expect(s.rows("SELECT checkout_id FROM payments ORDER BY checkout_id")).toEqual([
    { checkout_id: "chk_1" },
    { checkout_id: "chk_2" },
  ]);
  expect(s.rows("SELECT DISTINCT payment_id FROM sandbox_entries", "sandbox-provider")).toHaveLength(2);
});

test("one user's key neither collides with another's nor reveals anything", async () => {
  const s = await shop();
  payable(s, "chk_1", { customerId: "user_1" });
  payable(s, "chk_2", { customerId: "user_2" });
  await start(s, "tok_ok", { viewer: userWith("user_1") });
  expect(await start(s, "tok_ok", { viewer: userWith("user_2"), checkoutId: "chk_2" })).toMatchObject({
    __typename: "PaymentStarted",
    replayed: false,
  });
});
