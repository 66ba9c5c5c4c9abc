/** Actions at the provider's dashboard: stored, posted to the ledger, published, and raised as alarms. */
import { createLog } from "@hansa/contracts/log";
import { expect, test } from "vitest";
import { finance, order, payable, type Shop, shop, startedId } from "../support/shop.ts";

const alarms = "SELECT kind FROM payment_events WHERE kind LIKE 'alarm%' ORDER BY seq";
const books = "SELECT kind, account, amount_minor FROM ledger_entries ORDER BY seq";

async function authorised(s: Shop): Promise<string> {
  payable(s);
  return startedId(s, "tok_ok");
}

/** Lets the sandbox send its due messages. */
async function hear(s: Shop): Promise<void> {
  await s.runJobs();
  await s.runJobs();
}

async function published(s: Shop, type: string): Promise<unknown[]> {
  const rows = await s.rows(`SELECT payload FROM outbox WHERE type = '${type}' ORDER BY seq`);
  return rows.map((row) => JSON.parse(String(Object(row).payload)));
}

async function seen(s: Shop, id: string): Promise<unknown> {
  const text = `query ($id: ID!) { payment(id: $id) {
    state captured { minor } refunded { minor } refunds { state amount { minor } createdBy { id } }
    disputes { state amount { minor currency } reason openedAt closedAt }
  } }`;
  return (await s.query(text, { id }, { viewer: finance })).data?.payment;
}

test("captures made there are recorded, posted and published as the provider's, each with an alarm", async () => {
  const s = await shop();
  const id = await authorised(s);
  await s.sandbox().dashboard.capture(id, 300);
  await s.sandbox().dashboard.capture(id, 200);
  await hear(s);
  expect(await seen(s, id)).toMatchObject({ state: "PARTIALLY_CAPTURED", captured: { minor: 500 } });
  expect(await published(s, "payment.captured")).toMatchObject([
    { captureAmount: { minor: 300 }, capturedMinor: 300, fromProvider: true },
    { captureAmount: { minor: 200 }, capturedMinor: 500, fromProvider: true },
  ]);
  expect(await s.rows(alarms)).toEqual([{ kind: "alarm_unrequested" }, { kind: "alarm_unrequested" }]);
  expect(await s.rows("SELECT sum(amount_minor) AS total FROM ledger_entries WHERE account = 'provider'")).toEqual([
    { total: 500 },
  ]);
});

test("an action there is found within a day although its webhook is lost, however old the authorisation", async () => {
  const s = await shop();
  const id = await authorised(s);
  await hear(s);
  s.servers.delete("payments");
  await s.sandbox().dashboard.capture(id, 300);
  const day = 24 * 60 * 60 * 1_000;
  await s.runtime.advance(day - 1);
  await s.runJobs();
  expect(await seen(s, id)).toMatchObject({ state: "AUTHORIZED" });
  await s.runtime.advance(2);
  await s.runJobs();
  expect(await seen(s, id)).toMatchObject({ state: "PARTIALLY_CAPTURED", captured: { minor: 300 } });
  expect(await s.rows(alarms)).toEqual([{ kind: "alarm_unrequested" }]);
  await s.sandbox().dashboard.capture(id, 200);
  await s.runtime.advance(4 * day);
  await s.runJobs();
  expect(await seen(s, id)).toMatchObject({ captured: { minor: 500 } });
});

test("an alarm is a fatal line of the log with the data to investigate, without card or checkout", async () => {
  const s = await shop();
  const id = await authorised(s);
  await s.capture(id);
  const lines: string[] = [];
  s.running.service.deps.log = createLog("payments", "fatal", { write: (line) => lines.push(line) });
  await s.sandbox().dashboard.refund(id, 400);
  await hear(s);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 60, alarm: "alarm_unrequested", paymentId: id, reported: { refunds: [{ amountMinor: 400 }] } },
  ]);
  expect(lines.join()).not.toMatch(/chk_1|4242|visa/);
  const counted = await s.running.service.deps.metrics.registry.metrics();
  expect(counted).toContain('hansa_alarms_total{alarm="alarm_unrequested"} 1');
});

test("captures made there are not repeated: orders' capture takes the missing amount, or finds it captured", async () => {
  const s = await shop();
  const id = await authorised(s);
  await s.sandbox().dashboard.capture(id, 300);
  await hear(s);
  expect(await s.capture(id)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
  expect(await s.rows("SELECT key IS NULL AS theirs, state, amount_minor FROM captures ORDER BY amount_minor")).toEqual(
    [
      { theirs: 1, state: "CAPTURED", amount_minor: 300 },
      { theirs: 0, state: "CAPTURED", amount_minor: 950 },
    ],
  );
  payable(s, "chk_2");
  const all = await startedId(s, "tok_ok", { checkoutId: "chk_2", key: "two" });
  await s.sandbox().dashboard.capture(all, 1_250);
  await hear(s);
  const link = { order: { ...order, orderId: "ord_2" } };
  expect(await s.capture(all, link)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
  expect(await s.capture(all, { ...link, captureId: "more" })).toMatchObject({ outcome: "refused" });
});

test("a refund made there is recorded, posted and published as the provider's, with an alarm, once", async () => {
  const s = await shop();
  const id = await authorised(s);
  await s.capture(id);
  await s.sandbox().dashboard.refund(id, 400);
  await hear(s);
  for (const message of await s.sandbox().dashboard.messages()) await s.sandbox().dashboard.send(message);
  expect(await seen(s, id)).toMatchObject({
    state: "PARTIALLY_REFUNDED",
    refunded: { minor: 400 },
    refunds: [{ state: "SUCCEEDED", amount: { minor: 400 }, createdBy: null }],
  });
  expect(await published(s, "refund.succeeded")).toEqual([
    {
      refundId: expect.stringMatching(/^ref_/),
      paymentId: id,
      orderId: order.orderId,
      amount: { minor: 400, currency: "EUR" },
      fromProvider: true,
    },
  ]);
  expect(await s.rows(alarms)).toEqual([{ kind: "alarm_unrequested" }]);
  expect(await s.refund(id, { amountMinor: 851 })).toMatchObject({ outcome: "refused", maximumMinor: 850 });
});

test("a refund made there during one of ours takes its place, and ours fails", async () => {
  const s = await shop();
  const id = await authorised(s);
  await s.capture(id);
  const { deps } = s.running.service;
  const { dashboard } = s.sandbox();
  const { providers } = deps;
  deps.providers = providers.map((whole) => ({
    ...whole,
    refund: async (...args) => {
      await dashboard.refund(id, 1_250);
      const last = (await dashboard.messages()).at(-1) ?? 0;
      expect(await dashboard.send(last)).toBe(true);
      return whole.refund(...args);
    },
  }));
  expect(await s.refund(id, { amountMinor: 1_000 })).toEqual({ outcome: "failed", reason: "amount_too_large" });
  expect(await seen(s, id)).toMatchObject({ state: "REFUNDED", refunded: { minor: 1_250 } });
  expect(await s.rows(alarms)).toEqual([{ kind: "alarm_unrequested" }]);
});

test.each([
  ["WON", [{ account: "provider", net: 1_250 }]],
  ["LOST", [{ account: "provider", net: 850 }]],
] as const)(
  "a dispute is recorded and withheld in the books when it is opened, and settled when it is %s",
  async (outcome, net) => {
    const s = await shop();
    const id = await authorised(s);
    await s.capture(id);
    const ref = await s.sandbox().dashboard.openDispute(id, 400, "fraudulent");
    await hear(s);
    const amount = { minor: 400, currency: "EUR" };
    expect(await seen(s, id)).toMatchObject({
      state: "CAPTURED",
      disputes: [{ state: "OPEN", amount, reason: "fraudulent", openedAt: "2026-01-15T12:00:00.000Z", closedAt: null }],
    });
    expect((await s.rows(books)).slice(2)).toEqual([
      { kind: "dispute", account: "provider", amount_minor: -400 },
      { kind: "dispute", account: "disputes", amount_minor: 400 },
    ]);
    expect(await s.rows(alarms)).toEqual([{ kind: "alarm_disputed" }]);
    await s.sandbox().dashboard.closeDispute(id, ref, outcome);
    await hear(s);
    expect(await seen(s, id)).toMatchObject({ disputes: [{ state: outcome, closedAt: "2026-01-15T12:00:00.000Z" }] });
    const balances = `SELECT account, sum(amount_minor) AS net FROM ledger_entries WHERE account <> 'customers' GROUP BY account HAVING sum(amount_minor) <> 0 ORDER BY account`;
    expect(await s.rows(balances)).toEqual(net);
    const facts = { paymentId: id, orderId: order.orderId, amount, disputeId: expect.stringMatching(/^disp_/) };
    expect(await published(s, "payment.disputed")).toEqual([
      { ...facts, state: "OPEN" },
      { ...facts, state: outcome },
    ]);
  },
);

test("a dispute first reported when it is over is posted in full", async () => {
  const s = await shop();
  const id = await authorised(s);
  await s.capture(id);
  const ref = await s.sandbox().dashboard.openDispute(id, 400, "fraudulent");
  await s.sandbox().dashboard.closeDispute(id, ref, "LOST");
  const messages = await s.sandbox().dashboard.messages();
  for (const message of messages.slice(-2).reverse()) await s.sandbox().dashboard.send(message);
  expect(await s.rows(`${books.replace("ORDER BY seq", "")} WHERE kind = 'dispute' ORDER BY seq`)).toHaveLength(4);
  expect(await seen(s, id)).toMatchObject({ disputes: [{ state: "LOST" }] });
});

test("an expired authorisation fails the payment and is published; another payment may follow", async () => {
  const s = await shop();
  const id = await authorised(s);
  await s.sandbox().dashboard.expire(id);
  expect(await s.voidCheckout()).toEqual({ outcome: "voided" });
  expect(await seen(s, id)).toMatchObject({ state: "FAILED" });
  expect(await published(s, "payment.failed")).toMatchObject([{ failureCode: "authorization_expired" }]);
  expect(s.orders.notifications).toEqual(["chk_1", "chk_1"]);
  payable(s, "chk_1", { version: 2 });
  await startedId(s, "tok_ok", { key: "again" });
  expect(await s.rows(alarms)).toEqual([]);
});

test("capturing an expired authorisation is refused, and earlier captures stay", async () => {
  const s = await shop();
  const id = await authorised(s);
  await s.capture(id, { captureId: "ship_1", amountMinor: 800 });
  await s.sandbox().dashboard.expire(id);
  expect(await s.capture(id, { captureId: "ship_2", amountMinor: 450, leftMinor: 450 })).toEqual({
    outcome: "refused",
    reason: "it is CAPTURED",
  });
  expect(await seen(s, id)).toMatchObject({ state: "CAPTURED", captured: { minor: 800 } });
});
