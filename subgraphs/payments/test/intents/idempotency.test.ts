/** Repeated requests: one payment and one response, whenever and however often they arrive. */
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { overrideProvider, waitForProviderCall } from "../support/provider-overrides.ts";
import { confirm, payable, type Shop, shop, start, startedId } from "../support/shop.ts";

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
  expect(await s.rows("SELECT attempt FROM payments")).toEqual([{ attempt: 1 }, { attempt: 1 }]);
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
  expect(differing.map((response) => response.__typename).sort()).toEqual([
    "CheckoutNotPayableError",
    "PaymentStarted",
  ]);
  await Promise.all([start(s, "tok_ok", { checkoutId: "chk_2" }), start(s, "tok_ok", { checkoutId: "chk_2" })]);
  expect(await s.rows("SELECT checkout_id FROM payments ORDER BY checkout_id")).toEqual([
    { checkout_id: "chk_1" },
    { checkout_id: "chk_2" },
  ]);
  expect(await s.sandboxRows("SELECT DISTINCT payment_id FROM sandbox_entries")).toHaveLength(2);
});

test("a start that orders refuses because the first one under its key has paid gets the first one's payment", async () => {
  const s = await shop();
  payable(s);
  let first: Awaited<ReturnType<typeof start>> | undefined;
  s.orders.beforePayable.push(async () => {
    first = await start(s, "tok_ok");
    s.orders.checkouts.set("chk_1", { outcome: "notPayable", reason: "ALREADY_PAID" });
  });
  const second = await start(s, "tok_ok");
  expect(first).toMatchObject({ __typename: "PaymentStarted", payment: { state: "AUTHORIZED" }, replayed: false });
  expect(second).toEqual({ ...first, replayed: true });
  expect(await s.rows("SELECT id FROM payments")).toHaveLength(1);
});

test("a start that a used-up promotion refuses, because the first one under its key used it, gets the first one's payment", async () => {
  const s = await shop();
  payable(s);
  s.orders.beforePayable.push(async () => {
    await start(s, "tok_ok");
    s.orders.checkouts.set("chk_1", { outcome: "promotionUsedUp", reason: "LIMIT_REACHED", cartId: "cart_1" });
  });
  expect(await start(s, "tok_ok")).toMatchObject({ __typename: "PaymentStarted", replayed: true });
});

test("a start whose last attempt the first one under its key has taken gets the first one's decline, not the limit", async () => {
  const s = await shop();
  payable(s);
  for (let attempt = 1; attempt < 5; attempt += 1) await start(s, "tok_declined", { key: `earlier-${attempt}` });
  // The key is read; the first one is counted before the second one reads the limit.
  beforeRead(s, 2, () => start(s, "tok_declined"));
  expect(await start(s, "tok_declined")).toMatchObject({ __typename: "PaymentDeclinedError", replayed: true });
  expect(await start(s, "tok_declined", { key: "later" })).toMatchObject({ __typename: "RateLimitedError" });
});

test("a confirmation that meets the call of the first one under its key is told that this one is running", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_second_step");
  const [called, response] = [gate(), gate()];
  overrideProvider(s, ({ confirm: ask }) => ({
    confirm: async (...request) => {
      called.open();
      await response.opened;
      return ask(...request);
    },
  }));
  const paymentToken = "tok_second_step_ok";
  let first: ReturnType<typeof confirm> | undefined;
  // The payment and the key are read; the first one's call begins before the second one looks for open calls.
  beforeRead(s, 3, () => {
    first = confirm(s, id, { paymentToken });
    return called.opened;
  });
  expect(await confirm(s, id, { paymentToken })).toMatchObject({ __typename: "IdempotencyInProgressError" });
  response.open();
  expect(await first).toMatchObject({ __typename: "PaymentConfirmed", payment: { state: "AUTHORIZED" } });
});

function gate(): { opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Runs `first` before the read of the store that is the `position`th from now, once. */
function beforeRead({ running }: Shop, position: number, first: () => Promise<unknown>): void {
  const { deps } = running.service;
  const { store } = deps;
  let reads = 0;
  deps.store = {
    ...store,
    read: async (ask) => {
      reads += 1;
      if (reads === position) {
        deps.store = store;
        await first();
      }
      return store.read(ask);
    },
  };
}

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
