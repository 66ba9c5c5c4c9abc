/** Payment start through GraphQL: every token of the sandbox, and every refusal. */
import { expect, test } from "vitest";
import { waitForProviderCall } from "../support/provider-overrides.ts";
import { payable, paymentsOf, shop, start, startedId } from "../support/shop.ts";

const authorized = { payments: [{ state: "AUTHORIZED", authorized: { minor: 1_250 }, captured: { minor: 0 } }] };

test("tok_ok is authorised at once, for exactly the amount due of orders", async () => {
  const s = await shop();
  payable(s);
  expect(await start(s, "tok_ok")).toMatchObject({
    __typename: "PaymentStarted",
    payment: { state: "AUTHORIZED", failureCode: null, clientAction: null },
  });
  expect(await paymentsOf(s)).toEqual(authorized);
  expect(await s.publishedEvents()).toEqual(["payment.authorized"]);
  expect(s.orders.notifications).toEqual(["chk_1"]);
});

test.each([
  ["tok_declined", "card_declined", false],
  ["tok_insufficient_funds", "insufficient_funds", true],
  ["tok_made_up", "invalid_token", false],
])(
  "%s is declined, and orders is notified before the customer gets the response",
  async (token, declineCode, retryable) => {
    const s = await shop();
    payable(s);
    expect(await start(s, token)).toMatchObject({
      __typename: "PaymentDeclinedError",
      code: "PAYMENT_DECLINED",
      declineCode,
      retryable,
      payment: { state: "FAILED", failureCode: declineCode },
    });
    expect(await s.publishedEvents()).toEqual(["payment.failed"]);
    expect(s.orders.notifications).toEqual(["chk_1"]);
  },
);

test("a declined card, then another: the second payment is authorised", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_declined", { key: "first" });
  expect(await start(s, "tok_ok", { key: "second" })).toMatchObject({
    payment: { state: "AUTHORIZED" },
  });
  expect(await s.rows("SELECT attempt, state FROM payments ORDER BY attempt")).toEqual([
    { attempt: 1, state: "FAILED" },
    { attempt: 2, state: "AUTHORIZED" },
  ]);
});

test("without a token the payment waits for the provider's script", async () => {
  const s = await shop();
  payable(s);
  expect(await start(s, null)).toMatchObject({
    __typename: "PaymentStarted",
    payment: { state: "REQUIRES_ACTION", clientAction: { kind: "PROVIDER_SCRIPT", redirectUrl: null } },
  });
});

test("tok_slow is answered after the bank's delay", async () => {
  const s = await shop();
  payable(s);
  const response = start(s, "tok_slow");
  await waitForProviderCall(s);
  await s.runtime.advance(3_000);
  expect(await response).toMatchObject({ payment: { state: "AUTHORIZED" } });
});

test("tok_processing is authorised later, by the provider's webhook", async () => {
  const s = await shop();
  payable(s);
  expect(await start(s, "tok_processing")).toMatchObject({ payment: { state: "PROCESSING" } });
  expect(await s.authorizedFor()).toEqual({ payment: null, inProgress: true });
  await s.runtime.advance(5_000);
  await s.runJobs();
  expect(await paymentsOf(s)).toEqual(authorized);
});

test("tok_double_webhook: the webhook comes before the response, and twice, and the money is authorised once", async () => {
  const s = await shop();
  payable(s);
  expect(await start(s, "tok_double_webhook")).toMatchObject({ payment: { state: "AUTHORIZED" } });
  expect(await s.publishedEvents()).toEqual(["payment.authorized"]);
  expect(await s.rows("SELECT kind, source FROM payment_events ORDER BY source DESC")).toEqual([
    { kind: "authorized", source: "WEBHOOK" },
    { kind: "authorized", source: "API" },
  ]);
});

test("tok_lost_answer: the outcome is not known yet, and the same key finds the one payment that was authorised", async () => {
  const s = await shop();
  payable(s);
  expect(await start(s, "tok_lost_answer")).toMatchObject({
    __typename: "ProviderUnavailableError",
    message: expect.stringContaining("it is not known yet whether you have paid"),
    retryAfterMs: 1_000,
  });
  expect(await s.authorizedFor()).toEqual({ payment: null, inProgress: true });
  expect(await start(s, "tok_lost_answer")).toMatchObject({ __typename: "PaymentStarted", replayed: false });
  expect(await paymentsOf(s)).toEqual(authorized);
  expect(await s.sandboxRows("SELECT state FROM sandbox_entries")).toEqual([{ state: "AUTHORIZED" }]);
  expect(await s.publishedEvents()).toEqual(["payment.authorized"]);
});

test("a lost response is resolved by itself, after a restart too, and never given up", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_lost_answer");
  await s.restart();
  expect(await s.authorizedFor()).toEqual({ payment: null, inProgress: true });
  await s.runtime.advance(5_000);
  await s.runJobs();
  expect(await paymentsOf(s)).toEqual(authorized);
  expect(await s.sandboxRows("SELECT state FROM sandbox_entries")).toEqual([{ state: "AUTHORIZED" }]);
});

test("the intent and its call are stored before the provider is called", async () => {
  const s = await shop();
  payable(s);
  const response = start(s, "tok_slow");
  await waitForProviderCall(s);
  expect(await s.rows("SELECT state, provider_ref FROM payments")).toEqual([{ state: "CREATED", provider_ref: null }]);
  expect(await s.rows("SELECT key, name, outcome FROM provider_calls")).toEqual([
    { key: "auth:chk_1:1", name: "start", outcome: "open" },
  ]);
  await s.runtime.advance(3_000);
  await response;
  expect(await s.rows("SELECT outcome, request FROM provider_calls")).toEqual([{ outcome: "done", request: null }]);
});

test("a second payment while one is in progress, or after one succeeded, is refused with the existing one", async () => {
  const s = await shop();
  payable(s);
  const first = await startedId(s, "tok_second_step", { key: "first" });
  expect(await start(s, "tok_ok", { key: "second", guest: ["chk_1"] })).toMatchObject({
    __typename: "CheckoutNotPayableError",
    reason: "PAYMENT_IN_PROGRESS",
    otherPayment: { id: first },
    checkout: { id: "chk_1" },
  });
  payable(s, "chk_2");
  const paid = await startedId(s, "tok_ok", { checkoutId: "chk_2", key: "third" });
  expect(await start(s, "tok_ok", { checkoutId: "chk_2", key: "fourth", guest: ["chk_2"] })).toMatchObject({
    reason: "ALREADY_PAID",
    otherPayment: { id: paid },
  });
});

test("the reasons of orders are passed on, and ALREADY_PAID with the payment", async () => {
  const s = await shop();
  payable(s);
  const paid = await startedId(s, "tok_ok");
  for (const reason of ["INCOMPLETE", "EXPIRED", "NOTHING_TO_PAY", "ALREADY_PAID"] as const) {
    s.orders.checkouts.set("chk_1", { outcome: "notPayable", reason });
    expect(await start(s, "tok_ok", { key: reason, guest: ["chk_1"] })).toMatchObject({
      __typename: "CheckoutNotPayableError",
      code: `CHECKOUT_${reason}`,
      reason,
      otherPayment: reason === "ALREADY_PAID" ? { id: paid } : null,
    });
  }
});

test.each(["LIMIT_REACHED", "TOO_MANY_UNPAID"] as const)(
  "a promotion that orders refuses with %s is returned with the cart, nothing is charged, and the key stays free",
  async (reason) => {
    const s = await shop();
    s.orders.checkouts.set("chk_1", { outcome: "promotionUsedUp", reason, cartId: "cart_1" });
    expect(await start(s, "tok_ok", { key: "one" })).toMatchObject({
      __typename: "PromotionUsedUpError",
      code: "PROMOTION_USED_UP",
      usedUp: reason,
      cart: { id: "cart_1" },
    });
    expect(await s.rows("SELECT id FROM payments")).toEqual([]);
    expect(await s.rows("SELECT key FROM provider_calls")).toEqual([]);
    payable(s);
    expect(await start(s, "tok_ok", { key: "one" })).toMatchObject({ __typename: "PaymentStarted" });
  },
);

test("an unknown checkout and another person's are equally not found", async () => {
  const s = await shop();
  payable(s, "chk_theirs", { customerId: "user_2" });
  const nothing = { __typename: "NotFoundError", path: ["input", "checkoutId"] };
  expect(await start(s, "tok_ok", { checkoutId: "chk_none" })).toMatchObject(nothing);
  expect(await start(s, "tok_ok", { checkoutId: "chk_theirs" })).toMatchObject(nothing);
  expect(await s.rows("SELECT id FROM payments")).toEqual([]);
});

test.each([
  ["https://evil.example/phish", false],
  ["https://shop.example@evil.example/", false],
  ["https://shop.example/checkout?id=1", true],
  ["https://www.example/checkout", true],
  ["https://app.example/back", true],
  ["http://localhost:5173/back", true],
])("a payment with the return address %s: it is one of the shop: %s", async (returnUrl, isTaken) => {
  const s = await shop({
    HANSA_PUBLIC_URL: "https://shop.example/",
    HANSA_STOREFRONT_URL: "https://www.example",
    HANSA_CORS_ORIGINS: "https://app.example",
  });
  payable(s);
  const problems = [{ path: ["input", "returnUrl"], code: "NOT_ALLOWED" }];
  const wanted = isTaken ? { __typename: "PaymentStarted" } : { __typename: "ValidationError", problems };
  expect(await start(s, "tok_redirect", { returnUrl })).toMatchObject(wanted);
});

test("all faults of the input are reported at once", async () => {
  const s = await shop();
  payable(s);
  const input = { methodCode: "cash", returnUrl: "http://shop.example/back", key: "" };
  expect(await start(s, "x".repeat(256), input)).toMatchObject({
    __typename: "ValidationError",
    problems: [
      { path: ["input", "methodCode"], code: "NOT_OFFERED" },
      { path: ["input", "returnUrl"], code: "NOT_ALLOWED" },
      { path: ["input", "paymentToken"], code: "WRONG_LENGTH" },
      { path: ["input", "idempotencyKey"], code: "WRONG_LENGTH" },
    ],
  });
  expect(await s.rows("SELECT key FROM idempotency")).toEqual([]);
});

test.each(["4242 4242 4242 4242", "4242.4242.4242.4242", "tok_4242424242424242", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢"])(
  "the card number %s is stored and sent nowhere",
  async (token) => {
    const s = await shop();
    payable(s);
    expect(await start(s, token)).toMatchObject({
      __typename: "ValidationError",
      problems: [{ path: ["input", "paymentToken"], code: "CARD_NUMBER" }],
    });
    expect(await s.rows("SELECT key FROM idempotency")).toEqual([]);
  },
);

test("while orders is down nothing starts, and the key stays free", async () => {
  const s = await shop();
  payable(s);
  s.servers.delete("orders");
  await expect(start(s, "tok_ok")).rejects.toThrow("SUBGRAPH_UNAVAILABLE");
  expect(await s.rows("SELECT id FROM payments")).toEqual([]);
  s.servers.set("orders", s.orders.internal);
  expect(await start(s, "tok_ok")).toMatchObject({ __typename: "PaymentStarted" });
});
