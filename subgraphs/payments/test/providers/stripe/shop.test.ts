/** A shop with Stripe: selected by its configuration, without any other change. */
import { expect, test } from "vitest";
import { noResponse, overrideProvider } from "../../support/provider-overrides.ts";
import { confirm, payable, paymentsOf, type Shop, shop, start, startedId } from "../../support/shop.ts";
import { publishableKey, signed, testKey, webhookSecrets } from "../../support/stripe/candidate.ts";
import { standIn } from "../../support/stripe/stand-in.ts";

async function stripeShop(more: Record<string, string> = {}): Promise<Shop> {
  const { url } = await standIn();
  const s = await shop({
    HANSA_PAYMENT_PROVIDERS: "stripe",
    HANSA_STRIPE_SECRET_KEY: testKey,
    HANSA_STRIPE_PUBLISHABLE_KEY: publishableKey,
    HANSA_STRIPE_WEBHOOK_SECRET: webhookSecrets.join(","),
    HANSA_STRIPE_URL: url,
    ...more,
  });
  payable(s);
  return s;
}

/** Sends a message of Stripe about a payment by Stripe's id, as for a charge or a refund. */
async function tell(s: Shop, ref: string, eventId = "evt_1", secret = webhookSecrets[0]): Promise<number> {
  const data = { object: { object: "charge", id: "ch_1", payment_intent: ref } };
  const body = JSON.stringify({ id: eventId, type: "charge.updated", data });
  const headers = { "stripe-signature": signed(body, secret, s.runtime.now()), "content-type": "application/json" };
  const url = "/webhooks/stripe";
  return (await s.running.service.internal.inject({ method: "POST", url, headers, payload: body })).statusCode;
}

const minute = 60_000;
/** How long a process that attempts a message has it claimed. */
const claimMs = 10_000;

/** The number of alarms about waiting messages since the service was opened. */
async function alarms({ running }: Shop): Promise<number> {
  const text = await running.service.deps.metrics.registry.metrics();
  return Number(/^hansa_alarms_total\{alarm="message_waiting"\} (\d+)/m.exec(text)?.[1] ?? 0);
}

const entries = "SELECT account, amount_minor FROM ledger_entries ORDER BY seq";

test("a payment is started, captured and partly refunded, and the ledger shows it", async () => {
  const s = await stripeShop();
  expect(await start(s, "tok_visa")).toMatchObject({ __typename: "PaymentStarted", payment: { state: "AUTHORIZED" } });
  const { payment } = await s.authorizedFor();
  const id = payment?.paymentId ?? "";
  expect(await s.capture(id)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
  expect(await s.refund(id)).toEqual({ outcome: "succeeded" });
  expect(await s.rows(entries)).toEqual([
    { account: "customers", amount_minor: -1_250 },
    { account: "provider", amount_minor: 1_250 },
    { account: "provider", amount_minor: -500 },
    { account: "customers", amount_minor: 500 },
  ]);
  expect(await s.rows("SELECT provider, provider_ref FROM payments")).toEqual([
    { provider: "stripe", provider_ref: "pi_1" },
  ]);
});

test("a decline is reported, another card pays, and unneeded payments are voided", async () => {
  const s = await stripeShop();
  expect(await start(s, "tok_chargeDeclined")).toMatchObject({ __typename: "PaymentDeclinedError" });
  const id = await startedId(s, "tok_threeDSecure2Required", { key: "key-3" });
  expect(await confirm(s, id, { paymentToken: "tok_visa" })).toMatchObject({ payment: { state: "AUTHORIZED" } });
  expect(await s.voidCheckout()).toEqual({ outcome: "voided" });
  expect(await s.capture(id)).toMatchObject({ outcome: "refused" });
});

test("a message makes the shop query Stripe, is applied once, and a foreign one is refused", async () => {
  const s = await stripeShop();
  const id = await startedId(s, "tok_visa");
  await s.capture(id);
  expect(await tell(s, "pi_1")).toBe(200);
  expect(await tell(s, "pi_1")).toBe(200);
  expect(await tell(s, "pi_1", "evt_2", webhookSecrets[1])).toBe(200);
  expect(await tell(s, "pi_of_another_shop", "evt_3")).toBe(200);
  expect(await tell(s, "pi_1", "evt_4", ["whsec", "z".repeat(32)].join("_"))).toBe(400);
  await expect
    .poll(() => s.rows("SELECT event_id, state FROM webhook_inbox ORDER BY event_id"))
    .toEqual([
      { event_id: "evt_1", state: "applied" },
      { event_id: "evt_2", state: "applied" },
      { event_id: "evt_3", state: "ignored" },
    ]);
  expect(await s.rows(entries)).toHaveLength(2);
});

test("while Stripe cannot be queried a message waits for any time, and is applied then", async () => {
  const s = await stripeShop();
  await startedId(s, "tok_visa");
  const mend = overrideProvider(s, () => ({ lookup: noResponse }));
  expect(await tell(s, "pi_1")).toBe(200);
  for (let round = 0; round < 25; round += 1) {
    await s.runtime.advance(claimMs);
    await s.runJobs();
  }
  expect(await s.rows("SELECT state, attempts FROM webhook_inbox")).toEqual([{ state: "stored", attempts: 0 }]);
  mend();
  await s.runtime.advance(claimMs);
  await s.runJobs();
  expect(await s.rows("SELECT state FROM webhook_inbox")).toEqual([{ state: "applied" }]);
  expect(await paymentsOf(s)).toMatchObject({ payments: [{ state: "AUTHORIZED" }] });
});

test("a message that has waited for half an hour is reported once, for any number of attempts and processes", async () => {
  const s = await stripeShop();
  const id = await startedId(s, "tok_visa");
  overrideProvider(s, () => ({ lookup: noResponse }));
  await tell(s, "pi_1");
  await s.runtime.advance(30 * minute - 1);
  await s.runJobs();
  expect(await alarms(s)).toBe(0);
  await tell(s, "pi_1", "evt_2");
  for (let round = 0; round < 3; round += 1) {
    await s.runtime.advance(claimMs);
    await s.runJobs();
  }
  expect(await alarms(s)).toBe(1);
  await s.restart();
  overrideProvider(s, () => ({ lookup: noResponse }));
  await s.runtime.advance(claimMs);
  await s.runJobs();
  expect(await alarms(s)).toBe(0);
  await s.runtime.advance(30 * minute);
  await s.runJobs();
  expect(await alarms(s)).toBe(1);
  expect(
    await s.rows(
      "SELECT payment_id, source, provider_event_id FROM payment_events WHERE kind = 'message_waiting' ORDER BY seq",
    ),
  ).toEqual(["evt_1", "evt_2"].map((event) => ({ payment_id: id, source: "WEBHOOK", provider_event_id: event })));
});

test("any number of waiting messages does not delay another one", async () => {
  const s = await stripeShop();
  await startedId(s, "tok_visa");
  const mend = overrideProvider(s, () => ({ lookup: noResponse }));
  for (let number = 0; number < 100; number += 1) await tell(s, "pi_1", `evt_${number}`);
  payable(s, "chk_2");
  await startedId(s, "tok_visa", { checkoutId: "chk_2", key: "two" });
  await s.runtime.advance(1);
  await tell(s, "pi_2", "evt_last");
  mend();
  overrideProvider(s, (whole) => ({
    lookup: (sought, signal) => (sought.ref === "pi_1" ? noResponse() : whole.lookup(sought, signal)),
  }));
  await s.runtime.advance(claimMs);
  await s.runJobs();
  expect(await s.rows("SELECT event_id FROM webhook_inbox WHERE state = 'applied'")).toEqual([
    { event_id: "evt_last" },
  ]);
});

const scriptOfCheckout = `query ($refs: [_Any!]!) { _entities(representations: $refs) {
  ... on Checkout { availableMethods { provider script { url publishableKey } } } } }`;

test("a checkout names the script and the publishable key of Stripe, and none of the sandbox", async () => {
  const refs = [{ __typename: "Checkout", id: "chk_1" }];
  const { url } = await standIn();
  const methodsOf = async (s: Shop) => (await s.query(scriptOfCheckout, { refs })).data?._entities;
  const script = { url: "https://js.stripe.com/endive/stripe.js", publishableKey };
  const trial = { url: `${url}/endive/stripe.js`, publishableKey };
  const here = await stripeShop({ HANSA_STRIPE_URL: url });
  expect(await methodsOf(here)).toEqual([{ availableMethods: [{ provider: "stripe", script: trial }] }]);
  const there = await stripeShop({ HANSA_STRIPE_URL: "" });
  expect(await methodsOf(there)).toEqual([{ availableMethods: [{ provider: "stripe", script }] }]);
  const sandbox = await stripeShop({ HANSA_PAYMENT_PROVIDERS: "sandbox" });
  expect(await methodsOf(sandbox)).toEqual([{ availableMethods: [{ provider: "sandbox", script: null }] }]);
});

test("of two providers with the same payment method, the first handles it", async () => {
  const s = await stripeShop({ HANSA_PAYMENT_PROVIDERS: "sandbox,stripe" });
  const id = await startedId(s, "tok_ok");
  expect(await s.rows("SELECT provider FROM payments")).toEqual([{ provider: "sandbox" }]);
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Checkout { availableMethods { code provider } } } }`;
  const { data } = await s.query(text, { refs: [{ __typename: "Checkout", id: "chk_1" }] });
  expect(data?._entities).toEqual([{ availableMethods: [{ code: "card", provider: "sandbox" }] }]);
  expect(await s.capture(id)).toMatchObject({ outcome: "captured" });
});
