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
  await s.running.service.runJobsOnce();
  expect(await paymentsOf(s)).toEqual({
    payments: [{ state: "CAPTURED", authorized: { minor: 1_250 }, captured: { minor: 1_250 } }],
  });
  expect(s.rows(entries)).toEqual(posted);
  expect(await s.publishedEvents()).toEqual(["payment.authorized", "payment.captured"]);
  expect(s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%'")).toEqual([]);
});

test("two concurrent captures take the money once", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  await Promise.all([s.capture(id), s.capture(id)]);
  expect(await s.capture(id)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
  expect(s.rows(entries)).toEqual(posted);
  expect(s.rows("SELECT count(*) AS n FROM sandbox_entries WHERE state = 'CAPTURED'", "sandbox-provider")).toEqual([
    { n: 1 },
  ]);
});

test("a capture whose response is lost is unknown, not refused, and turns out to be captured", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_capture_lost_answer");
  expect(await s.capture(id)).toEqual({ outcome: "unknown", retryAfterMs: 1_000 });
  await s.restart();
  expect(s.rows(entries)).toEqual([]);
  expect(await s.capture(id)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
  expect(s.rows(entries)).toEqual(posted);
});

test("a lost capture is completed by itself and by the provider's webhook", async () => {
  const s = await shop();
  payable(s);
  await s.capture(await startedId(s, "tok_capture_lost_answer"));
  // The first pause with its longest jitter.
  await s.runtime.advance(6_250);
  await s.running.service.runJobsOnce();
  await s.running.service.runJobsOnce();
  expect(s.rows("SELECT state, captured_minor FROM payments")).toEqual([{ state: "CAPTURED", captured_minor: 1_250 }]);
  expect(s.rows("SELECT outcome FROM provider_calls WHERE name = 'capture'")).toEqual([{ outcome: "done" }]);
  expect(s.rows(entries)).toEqual(posted);
});

test("a capture refused by the provider is final, and the authorisation can be released", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_capture_refused");
  const no = { outcome: "refused", reason: "capture_refused" };
  expect(await s.capture(id)).toEqual(no);
  expect(await s.capture(id)).toEqual(no);
  expect(s.rows("SELECT attempts FROM provider_calls WHERE name = 'capture'")).toEqual([{ attempts: 1 }]);
  expect(s.rows(entries)).toEqual([]);
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
  expect(s.rows("SELECT DISTINCT order_id, order_number FROM payments")).toEqual([
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
  expect(() => s.corruptStore("UPDATE ledger_entries SET amount_minor = 1")).toThrow("append only");
  expect(() => s.corruptStore("DELETE FROM ledger_entries")).toThrow("append only");
  expect(() => s.corruptStore("UPDATE payment_events SET kind = 'x'")).toThrow("append only");
  expect(() => s.corruptStore("DELETE FROM payment_events")).toThrow("append only");
});

test("the store refuses impossible changes: a backward state, another amount, a capture above the authorisation", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  expect(() => s.corruptStore("UPDATE payments SET state = 'CREATED'")).toThrow("never returns to an earlier state");
  expect(() => s.corruptStore("UPDATE payments SET amount_minor = 1")).toThrow("never change");
  expect(() => s.corruptStore("UPDATE payments SET captured_minor = 2000")).toThrow(
    "payments_captured_within_authorized",
  );
  await s.capture(id);
  expect(() => s.corruptStore("UPDATE payments SET state = 'VOIDED', captured_minor = 0")).toThrow("never");
  const columns = s.rows("SELECT name FROM pragma_table_info('payments')").map((row) => String(Object(row).name));
  const other: Record<string, string> = { id: "'pay_2'", attempt: "2", provider_ref: "NULL" };
  const copied = columns.map((name) => other[name] ?? name).join(", ");
  expect(() => s.corruptStore(`INSERT INTO payments SELECT ${copied} FROM payments`)).toThrow("UNIQUE");
});

test("the store refuses captures that do not add up, that are duplicates, or that change", async () => {
  const s = await shop();
  payable(s);
  await s.capture(await startedId(s, "tok_ok"));
  const copy = (key: string, id: string) =>
    `INSERT INTO captures SELECT '${id}', payment_id, ${key}, state, requested_minor, amount_minor, '${id}', reason, 0, 0 FROM captures LIMIT 1`;
  expect(() => s.corruptStore(copy("'another'", "cap_2"))).toThrow("do not add up");
  expect(() => s.corruptStore(copy("key", "cap_3"))).toThrow("UNIQUE");
  expect(() => s.corruptStore("UPDATE captures SET amount_minor = 1")).toThrow("never changes");
  expect(() => s.corruptStore("DELETE FROM captures")).toThrow("never removed");
});
