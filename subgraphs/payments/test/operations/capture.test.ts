/** Capture operation: money is captured once, with its ledger entries. */
import { expect, test } from "vitest";
import { order, payable, paymentsOf, shop, start, startedId } from "../support/shop.ts";

const entries = "SELECT account, amount_minor, currency FROM ledger_entries ORDER BY seq";
const taken = { outcome: "captured", capturedMinor: 1_250 };
const posted = [
  { account: "customers", amount_minor: -1_250, currency: "EUR" },
  { account: "provider", amount_minor: 1_250, currency: "EUR" },
];

test("any number of captures takes the money once and posts it once", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  expect(await s.capture(id)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
  expect(await s.capture(id)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
  expect(await Promise.all([s.capture(id), s.capture(id)])).toEqual([taken, taken]);
  await s.runJobs();
  expect(await paymentsOf(s)).toEqual({
    payments: [{ state: "CAPTURED", authorized: { minor: 1_250 }, captured: { minor: 1_250 } }],
  });
  expect(await s.rows(entries)).toEqual(posted);
  expect(await s.publishedEvents()).toEqual(["payment.authorized", "payment.captured"]);
  expect(await s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%'")).toEqual([]);
});

test("two concurrent captures take the money once", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  await Promise.all([s.capture(id), s.capture(id)]);
  expect(await s.capture(id)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
  expect(await s.rows(entries)).toEqual(posted);
  expect(await s.sandboxRows("SELECT count(*) AS n FROM sandbox_entries WHERE state = 'CAPTURED'")).toEqual([{ n: 1 }]);
});

test("a capture whose response is lost is unknown, not refused, and turns out to be captured", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_capture_lost_answer");
  expect(await s.capture(id)).toEqual({ outcome: "unknown", retryAfterMs: 1_000 });
  await s.restart();
  expect(await s.rows(entries)).toEqual([]);
  expect(await s.capture(id)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
  expect(await s.rows(entries)).toEqual(posted);
});

test("a lost capture is completed by itself and by the provider's webhook", async () => {
  const s = await shop();
  payable(s);
  await s.capture(await startedId(s, "tok_capture_lost_answer"));
  // The first pause with its longest jitter.
  await s.runtime.advance(6_250);
  await s.runJobs();
  await s.runJobs();
  expect(await s.rows("SELECT state, captured_minor FROM payments")).toEqual([
    { state: "CAPTURED", captured_minor: 1_250 },
  ]);
  expect(await s.rows("SELECT outcome FROM provider_calls WHERE name = 'capture'")).toEqual([{ outcome: "done" }]);
  expect(await s.rows(entries)).toEqual(posted);
});

test("a capture refused by the provider is final, and the authorisation can be released", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_capture_refused");
  const no = { outcome: "refused", reason: "capture_refused" };
  expect(await s.capture(id)).toEqual(no);
  expect(await s.capture(id)).toEqual(no);
  expect(await s.rows("SELECT attempts FROM provider_calls WHERE name = 'capture'")).toEqual([{ attempts: 1 }]);
  expect(await s.rows(entries)).toEqual([]);
  expect(await s.voidCheckout()).toEqual({ outcome: "voided" });
});

test("an unauthorised, voided or unknown payment cannot be captured", async () => {
  const s = await shop();
  payable(s);
  const waiting = await startedId(s, "tok_second_step");
  expect(await s.capture(waiting)).toEqual({ outcome: "refused", reason: "it is REQUIRES_ACTION" });
  await s.voidCheckout();
  expect(await s.capture(waiting)).toEqual({ outcome: "refused", reason: "it is VOIDED" });
  expect(await s.capture("pay_none")).toMatchObject({ outcome: "refused" });
});

test("a capture links every attempt of the checkout to the order, and no other order can have the payment", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_declined", { key: "first" });
  const id = await startedId(s, "tok_ok", { key: "second" });
  await s.capture(id);
  expect(await s.rows("SELECT DISTINCT order_id, order_number FROM payments")).toEqual([
    { order_id: order.orderId, order_number: order.number },
  ]);
  expect(await s.capture(id, { order: { ...order, orderId: "ord_2" } })).toEqual({
    outcome: "refused",
    reason: "it pays for another order",
  });
});

test("the ledger and the provider reports are append-only", async () => {
  const s = await shop();
  payable(s);
  await s.capture(await startedId(s, "tok_ok"));
  await expect(s.corruptStore("UPDATE ledger_entries SET amount_minor = 1")).rejects.toThrow("append only");
  await expect(s.corruptStore("DELETE FROM ledger_entries")).rejects.toThrow("append only");
  await expect(s.corruptStore("UPDATE payment_events SET kind = 'x'")).rejects.toThrow("append only");
  await expect(s.corruptStore("DELETE FROM payment_events")).rejects.toThrow("append only");
});

test("the store refuses impossible changes: a backward state, another amount, a capture above the authorisation", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  await expect(s.corruptStore("UPDATE payments SET state = 'CREATED'")).rejects.toThrow(
    "never returns to an earlier state",
  );
  await expect(s.corruptStore("UPDATE payments SET amount_minor = 1")).rejects.toThrow("never change");
  await expect(s.corruptStore("UPDATE payments SET captured_minor = 2000")).rejects.toThrow(
    "payments_captured_within_authorized",
  );
  await s.capture(id);
  await expect(s.corruptStore("UPDATE payments SET state = 'VOIDED', captured_minor = 0")).rejects.toThrow("never");
  const [row] = await s.rows("SELECT * FROM payments");
  const other: Record<string, string> = { id: "'pay_2'", attempt: "2", provider_ref: "NULL" };
  const copied = Object.keys(Object(row))
    .map((name) => other[name] ?? name)
    .join(", ");
  await expect(s.corruptStore(`INSERT INTO payments SELECT ${copied} FROM payments`)).rejects.toThrow(
    /unique constraint/i,
  );
});

test("the store refuses captures that do not add up, that are duplicates, or that change", async () => {
  const s = await shop();
  payable(s);
  await s.capture(await startedId(s, "tok_ok"));
  const copy = (key: string, id: string) =>
    `INSERT INTO captures SELECT '${id}', payment_id, ${key}, state, requested_minor, amount_minor, '${id}', reason, 0, 0 FROM captures LIMIT 1`;
  await expect(s.corruptStore(copy("'another'", "cap_2"))).rejects.toThrow("do not add up");
  await expect(s.corruptStore(copy("key", "cap_3"))).rejects.toThrow(/unique constraint/i);
  await expect(s.corruptStore("UPDATE captures SET amount_minor = 1")).rejects.toThrow("never changes");
  await expect(s.corruptStore("DELETE FROM captures")).rejects.toThrow("never removed");
});
