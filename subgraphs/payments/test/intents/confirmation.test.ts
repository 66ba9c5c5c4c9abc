/** Payment confirmation: continues after authentication, whether the customer or the provider reports first. */
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { confirm, payable, shop, start, startedId } from "../support/shop.ts";

test("authentication succeeded: the payment is authorised", async () => {
  const s = await shop();
  payable(s);
  const started = await start(s, "tok_second_step");
  expect(started).toMatchObject({
    payment: { state: "REQUIRES_ACTION", clientAction: { kind: "PROVIDER_SCRIPT", redirectUrl: null } },
  });
  expect(await confirm(s, started.payment?.id ?? "", { paymentToken: "tok_second_step_ok" })).toMatchObject({
    __typename: "PaymentConfirmed",
    payment: { state: "AUTHORIZED", clientAction: null },
  });
  expect(await s.publishedEvents()).toEqual(["payment.authorized"]);
});

test("authentication failed: declined, and another payment may follow", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_second_step");
  expect(await confirm(s, id, { paymentToken: "tok_second_step_failed" })).toMatchObject({
    __typename: "PaymentDeclinedError",
    declineCode: "authentication_failed",
    retryable: true,
  });
  expect(s.orders.notifications).toEqual(["chk_1"]);
  expect(await start(s, "tok_ok", { key: "again" })).toMatchObject({ __typename: "PaymentStarted" });
});

test("a payment that started without a token takes one at its confirmation", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, null);
  expect(await confirm(s, id, { paymentToken: "tok_second_step", key: "one" })).toMatchObject({
    __typename: "PaymentConfirmed",
    payment: { state: "REQUIRES_ACTION" },
  });
  expect(await confirm(s, id, { paymentToken: "tok_second_step_ok", key: "two" })).toMatchObject({
    payment: { state: "AUTHORIZED" },
  });
});

test("confirming an authorised payment changes nothing", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  const calls = await s.rows("SELECT key FROM provider_calls");
  expect(await confirm(s, id, { paymentToken: "tok_declined" })).toMatchObject({
    __typename: "PaymentConfirmed",
    payment: { state: "AUTHORIZED" },
  });
  expect(await s.rows("SELECT key FROM provider_calls")).toEqual(calls);
});

test("confirming twice with one key asks the provider once and returns the same response; other input is refused", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_second_step");
  const first = await confirm(s, id, { paymentToken: "tok_second_step_failed" });
  expect(await confirm(s, id, { paymentToken: "tok_second_step_failed" })).toEqual({ ...first, replayed: true });
  expect(await confirm(s, id, { paymentToken: "tok_second_step_ok" })).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
  expect(await s.rows("SELECT key FROM provider_calls WHERE name = 'confirm'")).toEqual([{ key: `confirm:${id}:1` }]);
});

test("a lost response to a confirmation: the same key finds its result", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, null);
  const input = { paymentToken: "tok_lost_answer" };
  expect(await confirm(s, id, input)).toMatchObject({ __typename: "ProviderUnavailableError" });
  expect(await confirm(s, id, input)).toMatchObject({
    __typename: "PaymentConfirmed",
    payment: { state: "AUTHORIZED" },
  });
  expect(await s.sandboxRows("SELECT count(*) AS n FROM sandbox_entries WHERE state = 'AUTHORIZED'")).toEqual([
    { n: 1 },
  ]);
});

test("confirming while the result of the start is unknown resolves the start first", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_lost_answer");
  const [row] = await s.rows("SELECT id FROM payments");
  expect(await confirm(s, String(Object(row).id))).toMatchObject({ payment: { state: "AUTHORIZED" } });
});

test("a voided payment cannot be continued", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_second_step");
  await s.voidCheckout();
  expect(await confirm(s, id, { paymentToken: "tok_second_step_ok" })).toMatchObject({
    __typename: "CheckoutNotPayableError",
    reason: "EXPIRED",
  });
  payable(s, "chk_1", { version: 2 });
  const next = await startedId(s, "tok_ok", { key: "next" });
  expect(await confirm(s, id, { key: "late", guest: ["chk_1"] })).toMatchObject({
    reason: "ALREADY_PAID",
    otherPayment: { id: next },
  });
});

test("only the holder of the payment may continue it", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_second_step");
  const nothing = { __typename: "NotFoundError", path: ["input", "paymentId"] };
  expect(await confirm(s, id, { checkoutId: null })).toMatchObject(nothing);
  expect(await confirm(s, id, { checkoutId: "chk_2" })).toMatchObject(nothing);
  expect(await confirm(s, id, { checkoutId: null, viewer: userWith("user_f", ["payments:read"]) })).toMatchObject(
    nothing,
  );
  expect(await confirm(s, "pay_none")).toMatchObject(nothing);
});
