/** Refund operation: each refund once, and never more than was captured. */
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { shownRefunds as shown, taken } from "../support/captured-payment.ts";
import { finance, order, payable, shop, startedId } from "../support/shop.ts";

const books = "SELECT kind, account, amount_minor FROM ledger_entries WHERE kind = 'refund' ORDER BY seq";

test("a refund returns its amount once, for any number of requests", async () => {
  const s = await shop();
  const id = await taken(s);
  expect(await s.refund(id)).toEqual({ outcome: "succeeded" });
  expect(await s.refund(id)).toEqual({ outcome: "succeeded" });
  expect(await Promise.all([s.refund(id), s.refund(id)])).toEqual([{ outcome: "succeeded" }, { outcome: "succeeded" }]);
  await s.runJobs();
  expect(await shown(s, id)).toEqual({
    state: "PARTIALLY_REFUNDED",
    refunded: { minor: 500 },
    refundPending: { minor: 0 },
    refunds: [{ id: "ref_1", state: "SUCCEEDED", amount: { minor: 500, currency: "EUR" }, reason: "A scratch." }],
  });
  expect(await s.rows(books)).toEqual([
    { kind: "refund", account: "provider", amount_minor: -500 },
    { kind: "refund", account: "customers", amount_minor: 500 },
  ]);
  expect((await s.publishedEvents()).slice(2)).toEqual(["refund.pending", "refund.succeeded"]);
  expect(await s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%'")).toEqual([]);
});

test("partial refunds add up; the last makes the payment refunded", async () => {
  const s = await shop();
  const id = await taken(s);
  await s.refund(id, { refundId: "ref_1", amountMinor: 500 });
  await s.refund(id, { refundId: "ref_2", amountMinor: 750 });
  expect(await shown(s, id)).toMatchObject({ state: "REFUNDED", refunded: { minor: 1_250 } });
  expect(await s.authorizedFor()).toMatchObject({ payment: { paymentId: id } });
});

test("a partial capture can be refunded, and the rest captured later", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  await s.capture(id, { captureId: "ship_1", amountMinor: 800 });
  expect(await s.refund(id, { amountMinor: 800 })).toEqual({ outcome: "succeeded" });
  expect(await shown(s, id)).toMatchObject({ state: "PARTIALLY_CAPTURED", refunded: { minor: 800 } });
  expect(await s.refund(id, { refundId: "ref_2", amountMinor: 1 })).toMatchObject({ maximumMinor: 0 });
  await s.capture(id, { captureId: "ship_2", amountMinor: 450, leftMinor: 450 });
  expect(await shown(s, id)).toMatchObject({ state: "PARTIALLY_REFUNDED", refunded: { minor: 800 } });
});

test("a refund of too much, of another currency, or of an unknown payment is refused, and nothing starts", async () => {
  const s = await shop();
  const id = await taken(s);
  await s.refund(id, { refundId: "ref_1", amountMinor: 1_000 });
  expect(await s.refund(id, { refundId: "ref_2", amountMinor: 251 })).toMatchObject({
    outcome: "refused",
    maximumMinor: 250,
  });
  expect(await s.refund(id, { refundId: "ref_3", currency: "JPY", amountMinor: 1 })).toMatchObject({
    outcome: "refused",
    maximumMinor: 250,
  });
  expect(await s.refund("pay_none", { refundId: "ref_4" })).toMatchObject({ outcome: "refused", maximumMinor: 0 });
  expect(await s.rows("SELECT id FROM refunds")).toEqual([{ id: "ref_1" }]);
  expect(await s.refundStatus("ref_1", "ref_2")).toEqual({
    refunds: [{ refundId: "ref_1", state: "SUCCEEDED", reason: null }],
  });
});

test("the same refund with another amount, payment or currency is refused, and pays nothing", async () => {
  const s = await shop();
  const id = await taken(s);
  await s.refund(id);
  payable(s, "chk_2");
  const other = await startedId(s, "tok_ok", { checkoutId: "chk_2", key: "other" });
  await s.capture(other, { order: { ...order, orderId: "ord_2" } });
  for (const input of [{ amountMinor: 501 }, { currency: "JPY" }])
    expect(await s.refund(id, input)).toMatchObject({ outcome: "refused", reason: "this refund is another one" });
  expect(await s.refund(other)).toMatchObject({ outcome: "refused", reason: "this refund is another one" });
  expect(await s.rows(books)).toHaveLength(2);
});

test("of two concurrent refunds that exceed the capture together, one succeeds", async () => {
  const s = await shop();
  const id = await taken(s);
  const both = () =>
    Promise.all([
      s.refund(id, { refundId: "ref_1", amountMinor: 1_000 }),
      s.refund(id, { refundId: "ref_2", amountMinor: 1_000 }),
    ]);
  await both();
  expect((await both()).map(({ outcome }) => outcome).sort()).toEqual(["refused", "succeeded"]);
  expect(await s.rows("SELECT refunded_minor, refund_pending_minor FROM payments")).toEqual([
    { refunded_minor: 1_000, refund_pending_minor: 0 },
  ]);
});

test.each(["OPEN", "LOST", "WON"] as const)(
  "the amount of a dispute that is %s cannot be refunded unless the dispute is won",
  async (state) => {
    const s = await shop();
    const id = await taken(s);
    const ref = await s.sandbox().dashboard.openDispute(id, 1_000, "fraudulent");
    if (state !== "OPEN") await s.sandbox().dashboard.closeDispute(id, ref, state);
    for (const message of await s.sandbox().dashboard.messages()) await s.sandbox().dashboard.send(message);
    await s.runtime.settle();
    const input = await s.refund(id, { amountMinor: 251 });
    if (state === "WON") return expect(input).toEqual({ outcome: "succeeded" });
    expect(input).toMatchObject({ outcome: "refused", maximumMinor: 250 });
    expect(await s.refund(id, { refundId: "ref_2", amountMinor: 250 })).toEqual({ outcome: "succeeded" });
  },
);

test("the store refuses impossible changes: excessive refunds, refunds that do not add up or become pending again", async () => {
  const s = await shop();
  await s.refund(await taken(s));
  await expect(s.corruptStore("UPDATE payments SET refund_pending_minor = 751")).rejects.toThrow(
    "payments_refunded_within_captured",
  );
  await expect(s.corruptStore("UPDATE payments SET refunded_minor = 400")).rejects.toThrow("never change");
  await expect(
    s.corruptStore(
      "INSERT INTO refunds SELECT 'ref_2', payment_id, state, amount_minor, currency, reason, NULL, FALSE, NULL, NULL, 0, 0 FROM refunds",
    ),
  ).rejects.toThrow("do not add up");
  await expect(s.corruptStore("UPDATE refunds SET state = 'PENDING'")).rejects.toThrow(
    "final state of a refund never change",
  );
  await expect(s.corruptStore("UPDATE refunds SET amount_minor = 1")).rejects.toThrow(
    "final state of a refund never change",
  );
  await expect(s.corruptStore("DELETE FROM refunds")).rejects.toThrow("never removed");
  await expect(s.corruptStore("UPDATE payments SET state = 'CAPTURED'")).rejects.toThrow(
    "never returns to an earlier state",
  );
});

test("a refund is visible to viewers of its payment, and its author to staff alone", async () => {
  const s = await shop();
  payable(s, "chk_1", { customerId: "user_1" });
  const customer = userWith("user_1");
  const id = await startedId(s, "tok_ok", { viewer: customer });
  await s.capture(id, { order: { ...order, customerId: "user_1" } });
  await s.refund(id, { requestedBy: "user_colleague" });
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Refund { id payment { id } createdBy { id } } } }`;
  const refs = [{ __typename: "Refund", id: "ref_1" }];
  const seen = async (viewer: typeof customer) => (await s.query(text, { refs }, { viewer })).data?._entities;
  expect(await seen(finance)).toEqual([{ id: "ref_1", payment: { id }, createdBy: { id: "user_colleague" } }]);
  expect(await seen(customer)).toEqual([{ id: "ref_1", payment: { id }, createdBy: null }]);
  expect(await seen(userWith("user_2"))).toEqual([null]);
});
