/** Provider messages: only authentic and fresh ones, each applied once, however it arrives. */

import { refuseChange } from "@hansa/kit/testing";
import { signMessage } from "@hansa/sandbox/messages/signature";
import { expect, test } from "vitest";
import { overrideProvider } from "../support/provider-overrides.ts";
import { payable, paymentsOf, type Shop, shop, start, startedId } from "../support/shop.ts";
import {
  composeMessage,
  environment,
  olderSecret,
  postWebhook,
  secret,
  startWaitingPayment,
} from "../support/webhook-messages.ts";

test("a signed message is applied once, and a duplicate is accepted and changes nothing", async () => {
  const s = await shop(environment);
  const { id, ref } = await startWaitingPayment(s);
  const body = composeMessage(id, { ref });
  expect(await postWebhook(s, body)).toBe(200);
  expect(await postWebhook(s, body)).toBe(200);
  expect(await paymentsOf(s)).toMatchObject({ payments: [{ state: "AUTHORIZED" }] });
  expect(await s.publishedEvents()).toEqual(["payment.authorized"]);
  expect(await s.rows("SELECT state FROM webhook_inbox WHERE event_id = 'sbxevt_test'")).toEqual([
    { state: "applied" },
  ]);
});

test("a wrong, expired, future or missing signature, and one over other bytes, are refused with 400", async () => {
  const s = await shop(environment);
  const { id, ref } = await startWaitingPayment(s);
  const body = composeMessage(id, { ref });
  const now = s.runtime.now();
  const bad = [
    signMessage("not-the-secret-of-the-sandbox-at-all", body, now),
    signMessage(secret, body, now - 301_000),
    signMessage(secret, body, now + 301_000),
    signMessage(secret, `${body} `, now),
    signMessage(secret, body, now).replace("t=", "t=9"),
    "",
    "t=,v1=",
  ];
  for (const signature of bad) expect(await postWebhook(s, body, signature)).toBe(400);
  expect(await postWebhook(s, body, signMessage(secret, body, now), "other")).toBe(400);
  expect(await paymentsOf(s)).toMatchObject({ payments: [{ state: "REQUIRES_ACTION" }] });
  expect(await s.rows("SELECT event_id FROM webhook_inbox WHERE event_id = 'sbxevt_test'")).toEqual([]);
});

test("during the rotation of a secret both are accepted", async () => {
  const s = await shop(environment);
  const { id, ref } = await startWaitingPayment(s);
  const body = composeMessage(id, { ref });
  expect(await postWebhook(s, body, signMessage(olderSecret, body, s.runtime.now() - 299_000))).toBe(200);
});

test("a message with another amount or currency authorises nothing and raises an alarm, once", async () => {
  const s = await shop(environment);
  const { id, ref } = await startWaitingPayment(s);
  await postWebhook(s, composeMessage(id, { ref, amountMinor: 1 }, "evt_1"));
  await postWebhook(s, composeMessage(id, { ref, currency: "JPY" }, "evt_2"));
  expect(await paymentsOf(s)).toMatchObject({ payments: [{ state: "REQUIRES_ACTION", authorized: { minor: 0 } }] });
  expect(await s.publishedEvents()).toEqual([]);
  expect(await s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%'")).toEqual([
    { kind: "alarm_other_amount" },
  ]);
  expect(await s.voidCheckout()).toEqual({ outcome: "voided" });
});

test("a message with another payment of the provider under our id raises an alarm and moves nothing", async () => {
  const s = await shop(environment);
  const { id } = await startWaitingPayment(s);
  await postWebhook(s, composeMessage(id));
  expect(await paymentsOf(s)).toMatchObject({ payments: [{ state: "REQUIRES_ACTION" }] });
  expect(await s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%'")).toEqual([
    { kind: "alarm_other_reference" },
  ]);
});

test("an unrequested capture is recorded, posted and raised as an alarm", async () => {
  const s = await shop(environment);
  const { id, ref } = await startWaitingPayment(s);
  await postWebhook(
    s,
    composeMessage(id, { ref, state: "CAPTURED", captures: [{ ref: "cap_1", key: null, amountMinor: 1_250 }] }),
  );
  expect(await s.publishedEvents()).toEqual(["payment.authorized", "payment.captured"]);
  expect(await s.rows("SELECT sum(amount_minor) AS total, count(*) AS n FROM ledger_entries")).toEqual([
    { total: 0, n: 2 },
  ]);
  expect(await s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%'")).toEqual([
    { kind: "alarm_unrequested" },
  ]);
});

test("a message about a foreign payment is accepted and ignored", async () => {
  const s = await shop(environment);
  expect(await postWebhook(s, composeMessage("pay_of_another_shop"))).toBe(200);
  expect(await s.rows("SELECT state FROM webhook_inbox")).toEqual([{ state: "ignored" }]);
});

const insertStored = "INSERT INTO webhook_inbox (provider, event_id, payload, state, attempts, due_at, received_at)";

test("a message stored and not applied, as after a crash, is applied later", async () => {
  const s = await shop(environment);
  const { id, ref } = await startWaitingPayment(s);
  await s.corruptStore(
    `${insertStored} VALUES ('sandbox', 'sbxevt_left', '${composeMessage(id, { ref })}', 'stored', 0, 0, 0)`,
  );
  await s.restart();
  await s.runJobs();
  expect(await paymentsOf(s)).toMatchObject({ payments: [{ state: "AUTHORIZED" }] });
});

test("a message that two processes apply concurrently is recorded once", async () => {
  const s = await shop(environment);
  const { id, ref } = await startWaitingPayment(s);
  await s.runJobs();
  await s.corruptStore(
    `${insertStored} VALUES ('sandbox', 'sbxevt_race', '${composeMessage(id, { ref })}', 'stored', 0, 0, 0)`,
  );
  await Promise.all([s.runJobs(), s.runJobs()]);
  expect(await s.rows("SELECT kind FROM payment_events WHERE provider_event_id = 'sbxevt_race'")).toEqual([
    { kind: "authorized" },
  ]);
});

/** Runs the jobs as often as a message is attempted, each time after the longest pause between two attempts. */
async function runRetries(s: Shop): Promise<void> {
  for (let run = 0; run < 20; run += 1) {
    await s.runtime.advance(40_000);
    await s.runJobs();
  }
}

/** The number of alarms about dead letters. */
async function alarms({ running }: Shop): Promise<number> {
  const text = await running.service.deps.metrics.registry.metrics();
  return Number(/^hansa_alarms_total\{alarm="message_dead_letter"\} (\d+)/m.exec(text)?.[1] ?? 0);
}

test("a message that can never be applied becomes a dead letter after twenty attempts, and the others continue", async () => {
  const s = await shop(environment);
  const { id, ref } = await startWaitingPayment(s);
  payable(s, "chk_2");
  const poisoned = await startedId(s, "tok_second_step", { checkoutId: "chk_2" });
  const [row] = await s.rows(`SELECT provider_ref AS ref FROM payments WHERE id = '${poisoned}'`);
  await s.runJobs();
  await refuseChange(s.place, { event: "UPDATE", table: "payments", when: `NEW.id = '${poisoned}'` }, "broken");
  await postWebhook(s, composeMessage(poisoned, { ref: Object(row).ref }, "evt_poison"));
  await postWebhook(s, composeMessage(id, { ref }));
  expect(await paymentsOf(s)).toMatchObject({ payments: [{ state: "AUTHORIZED" }] });
  await runRetries(s);
  expect(await s.rows("SELECT state, attempts FROM webhook_inbox WHERE event_id = 'evt_poison'")).toEqual([
    { state: "dead_letter", attempts: 20 },
  ]);
  expect(await alarms(s)).toBe(1);
});

test("a message about a payment that its provider denies becomes a dead letter in the end", async () => {
  const s = await shop(environment);
  const { id, ref } = await startWaitingPayment(s);
  await s.runJobs();
  overrideProvider(s, ({ webhook }) => ({
    webhook: {
      ...webhook,
      read: (payload: string) => {
        const received = webhook.read(payload);
        return received && { ...received, payment: null };
      },
    },
    lookup: async () => null,
  }));
  await postWebhook(s, composeMessage(id, { ref }, "evt_of_nothing"));
  await runRetries(s);
  expect(await s.rows("SELECT state, attempts FROM webhook_inbox WHERE event_id = 'evt_of_nothing'")).toEqual([
    { state: "dead_letter", attempts: 20 },
  ]);
  expect(await alarms(s)).toBe(1);
});

test("an authentic message that cannot be parsed is accepted, set aside and never tried", async () => {
  const s = await shop(environment);
  const { id, ref } = await startWaitingPayment(s);
  const now = s.runtime.now();
  const withoutId = "{";
  const ofAnotherShape = composeMessage(id, { ref, state: "REVERSED" }, "evt_strange");
  for (const body of [withoutId, ofAnotherShape, withoutId])
    expect(await postWebhook(s, body, signMessage(secret, body, now))).toBe(200);
  expect(
    await s.rows(
      "SELECT event_id LIKE 'unreadable:%' AS nameless, attempts FROM webhook_inbox WHERE state = 'dead_letter' ORDER BY nameless DESC",
    ),
  ).toEqual([
    { nameless: 1, attempts: 0 },
    { nameless: 0, attempts: 0 },
  ]);
  expect(await alarms(s)).toBe(2);
  expect(await paymentsOf(s)).toMatchObject({ payments: [{ state: "REQUIRES_ACTION" }] });
});

test("a lost message is made up for by polling, within 90 seconds", async () => {
  const s = await shop(environment);
  payable(s);
  await start(s, "tok_processing");
  s.servers.delete("payments");
  await s.runtime.advance(5_000);
  await s.runJobs();
  expect(await paymentsOf(s)).toMatchObject({ payments: [{ state: "PROCESSING" }] });
  await s.runtime.advance(56_000);
  await s.runJobs();
  expect(await paymentsOf(s)).toMatchObject({ payments: [{ state: "AUTHORIZED" }] });
  expect(await s.rows("SELECT kind, source FROM payment_events ORDER BY seq")).toEqual([
    { kind: "processing", source: "API" },
    { kind: "authorized", source: "RECONCILIATION" },
  ]);
});

test("a message that the shop could not accept is sent again until it is accepted", async () => {
  const s = await shop(environment);
  payable(s);
  s.servers.delete("payments");
  await start(s, "tok_ok");
  await s.runJobs();
  expect(await s.rows("SELECT event_id FROM webhook_inbox")).toEqual([]);
  s.servers.set("payments", s.running.service.internal);
  await s.runtime.advance(1_250);
  await s.runJobs();
  expect(await s.rows("SELECT event_id FROM webhook_inbox")).toEqual([{ event_id: "sbxevt_1" }]);
});
