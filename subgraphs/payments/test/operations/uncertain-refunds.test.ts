/** Unknown, pending and failed refunds: nothing is refunded twice, and the amount of a failed refund is free again. */
import { expect, test } from "vitest";
import { shownRefunds as shown, taken } from "../support/captured-payment.ts";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { shop } from "../support/shop.ts";

const books = "SELECT kind, account, amount_minor FROM ledger_entries WHERE kind = 'refund' ORDER BY seq";

test("the intent is stored before the provider is called, and reserves its amount", async () => {
  const s = await shop();
  const id = await taken(s);
  const mend = overrideProvider(s, () => ({ refund: noResponse }));
  expect(await s.refund(id)).toEqual({ outcome: "unknown", retryAfterMs: 1_000 });
  expect(await s.rows("SELECT id, state FROM refunds")).toEqual([{ id: "ref_1", state: "PENDING" }]);
  expect(await s.rows("SELECT key, outcome FROM provider_calls WHERE name = 'refund'")).toEqual([
    { key: "refund:ref_1", outcome: "open" },
  ]);
  expect(await shown(s, id)).toMatchObject({ state: "CAPTURED", refundPending: { minor: 500 } });
  mend();
  expect(await s.refund(id)).toEqual({ outcome: "succeeded" });
});

test("a refund whose response is lost is unknown, not failed, and is found after a restart by itself", async () => {
  const s = await shop();
  const id = await taken(s, "tok_refund_lost_answer");
  expect(await s.refund(id)).toEqual({ outcome: "unknown", retryAfterMs: 1_000 });
  await s.restart();
  await s.runtime.advance(5_000);
  await s.runJobs();
  expect(await s.refundStatus("ref_1")).toMatchObject({ refunds: [{ state: "SUCCEEDED" }] });
  expect(await s.refund(id)).toEqual({ outcome: "succeeded" });
  expect(await s.rows(books)).toHaveLength(2);
});

test("an unanswered refund is found by looking the payment up, and only once it shows", async () => {
  const s = await shop();
  const id = await taken(s);
  s.servers.delete("payments");
  overrideProvider(s, (whole) => ({
    refund: async (...args) => {
      await whole.refund(...args);
      return noResponse();
    },
  }));
  const payments = s.running.service.internal;
  s.servers.set("payments", payments);
  expect(await s.refund(id)).toMatchObject({ outcome: "unknown" });
  expect(await s.refund(id)).toEqual({ outcome: "succeeded" });
  expect(await s.rows("SELECT kind FROM payment_events WHERE source = 'RECONCILIATION' ORDER BY seq")).toEqual([
    { kind: "refund_succeeded" },
  ]);
});

test("while the result of one refund is unknown, no other starts", async () => {
  const s = await shop();
  const id = await taken(s);
  const mend = overrideProvider(s, () => ({ refund: noResponse }));
  await s.refund(id);
  expect(await s.refund(id, { refundId: "ref_2" })).toMatchObject({ outcome: "unknown" });
  expect(await s.rows("SELECT id FROM refunds")).toEqual([{ id: "ref_1" }]);
  mend();
  expect(await s.refund(id, { refundId: "ref_2" })).toEqual({ outcome: "succeeded" });
  expect(await shown(s, id)).toMatchObject({ refunded: { minor: 1_000 } });
});

test("a refund that fails stays failed and frees its amount; another refund succeeds", async () => {
  const s = await shop();
  const id = await taken(s, "tok_refund_fails");
  const failed = { outcome: "failed", reason: "card_closed" };
  expect(await s.refund(id, { amountMinor: 1_250 })).toEqual(failed);
  expect(await s.refund(id, { amountMinor: 1_250 })).toEqual(failed);
  expect(await shown(s, id)).toMatchObject({ state: "CAPTURED", refunded: { minor: 0 }, refundPending: { minor: 0 } });
  expect(await s.refund(id, { refundId: "ref_2", amountMinor: 1_250 })).toEqual({ outcome: "succeeded" });
  const { refunds } = await s.refundStatus("ref_1", "ref_2");
  expect(refunds).toHaveLength(2);
  expect(refunds).toContainEqual({ refundId: "ref_1", state: "FAILED", reason: "card_closed" });
  expect(refunds).toContainEqual({ refundId: "ref_2", state: "SUCCEEDED", reason: null });
  expect((await s.publishedEvents()).slice(2)).toEqual([
    "refund.pending",
    "refund.failed",
    "refund.pending",
    "refund.succeeded",
  ]);
  expect(await s.rows(books)).toHaveLength(2);
});

test("a refund refused by the provider has failed", async () => {
  const s = await shop();
  const id = await taken(s, "tok_refund_refused");
  expect(await s.refund(id)).toEqual({ outcome: "failed", reason: "refund_refused" });
  expect(await shown(s, id)).toMatchObject({ state: "CAPTURED", refundPending: { minor: 0 } });
});

test.each([
  ["tok_refund_pending", "SUCCEEDED", "PARTIALLY_REFUNDED", 500],
  ["tok_refund_fails_later", "FAILED", "CAPTURED", 0],
])(
  "with %s a refund is pending, and a webhook reports later that it has %s",
  async (token, state, paymentState, minor) => {
    const s = await shop();
    const id = await taken(s, token);
    expect(await s.refund(id)).toEqual({ outcome: "pending" });
    expect(await s.refund(id)).toEqual({ outcome: "pending" });
    expect(await shown(s, id)).toMatchObject({ state: "CAPTURED", refundPending: { minor: 500 } });
    expect(await s.rows(books)).toEqual([]);
    await s.runtime.advance(5_000);
    await s.runJobs();
    expect(await s.refundStatus("ref_1")).toMatchObject({ refunds: [{ state }] });
    expect(await shown(s, id)).toMatchObject({ state: paymentState, refunded: { minor }, refundPending: { minor: 0 } });
  },
);

test("a pending refund whose webhook is lost is resolved by polling, within 90 seconds", async () => {
  const s = await shop();
  const id = await taken(s, "tok_refund_pending");
  await s.refund(id);
  s.servers.delete("payments");
  for (const ms of [5_000, 61_000]) {
    await s.runtime.advance(ms);
    await s.runJobs();
  }
  expect(await shown(s, id)).toMatchObject({ refunded: { minor: 500 }, refundPending: { minor: 0 } });
});
