/** Requests and conversions of the Stripe provider that no emulator covers. */
import { expect, test } from "vitest";
import { fromStripe, toStripe } from "../../../src/providers/stripe/amounts.ts";
import { toPayment } from "../../../src/providers/stripe/payment.ts";
import { stripeProvider } from "../../../src/providers/stripe/provider.ts";
import { dispute, intent, refund } from "../../../src/providers/stripe/schemas.ts";
import { apiVersion } from "../../../src/providers/stripe/sdk.ts";
import { startTerms } from "../../support/provider-contract/candidate.ts";
import { noon } from "../../support/shop.ts";
import { publishableKey, signed, testKey, webhookSecrets } from "../../support/stripe/candidate.ts";
import { scripted } from "../../support/stripe/scripted.ts";

const made = { id: "pi_1", status: "requires_capture", amount: 1_250, currency: "eur", client_secret: "a_client" };
const started = { ...startTerms, token: "pm_card" };
const once = (key = "auth:chk_1:1") => ({ key, signal: new AbortController().signal });

test("a payment is created with our key, our id, the pinned version and no other data about the shop", async () => {
  const { requests: received, provider } = await scripted({ status: 200, body: made });
  await provider.start({ ...started, returnUrl: "https://shop.example/back" }, once());
  expect(received).toHaveLength(1);
  const [{ headers, form, path } = { headers: {}, form: new URLSearchParams(), path: "" }] = received;
  expect(path).toBe("/v1/payment_intents");
  expect(headers).toMatchObject({ "idempotency-key": "auth:chk_1:1", "stripe-version": apiVersion });
  expect(Object.fromEntries(form)).toMatchObject({
    amount: "1250",
    currency: "eur",
    capture_method: "manual",
    confirm: "true",
    payment_method: "pm_card",
    return_url: "https://shop.example/back",
    "metadata[hansa_payment]": "pay_1",
  });
});

test("telemetry about the duration of responses is not sent to Stripe", async () => {
  const { requests: received, provider } = await scripted({ status: 200, body: made });
  for (const key of ["one", "two", "three"]) await provider.start(started, once(key));
  expect(received).toHaveLength(3);
  for (const { headers } of received) expect(headers).not.toHaveProperty("x-stripe-client-telemetry");
});

test.each([500, 429, 401, 403, 409])(
  "an answer of %i is unknown, and is not repeated by the adapter",
  async (status) => {
    const { requests: received, provider } = await scripted({
      status,
      body: { error: { type: "api_error", message: "later" } },
    });
    await expect(provider.start(started, once())).rejects.toThrow();
    expect(received).toHaveLength(1);
  },
);

test("a decline is a response, and the intent is cancelled so that no browser continues it", async () => {
  const error = { type: "card_error", code: "card_declined", decline_code: "insufficient_funds", payment_intent: made };
  const { requests: received, provider } = await scripted(
    { status: 402, body: { error } },
    { status: 200, body: { ...made, status: "canceled", cancellation_reason: "abandoned" } },
  );
  const { payment } = await provider.start(started, once());
  expect(payment).toMatchObject({
    ref: "pi_1",
    state: "FAILED",
    failure: { code: "insufficient_funds", retryable: true },
  });
  expect(received.map(({ path }) => path)).toEqual(["/v1/payment_intents", "/v1/payment_intents/pi_1/cancel"]);
  expect(received[1]?.headers["idempotency-key"]).toBe("auth:chk_1:1:give-up");
  expect(received[1]?.form.get("cancellation_reason")).toBe("abandoned");
});

test("without a token nothing is confirmed: the browser does it, with the client secret", async () => {
  const { requests: received, provider } = await scripted({
    status: 200,
    body: { ...made, status: "requires_payment_method" },
  });
  const { payment } = await provider.start({ ...started, token: null }, once());
  expect(payment).toMatchObject({
    state: "REQUIRES_ACTION",
    clientAction: { kind: "PROVIDER_SCRIPT", clientSecret: "a_client", redirectUrl: null },
  });
  expect(received[0]?.form.has("confirm")).toBe(false);
});

test("a response without Stripe's shape is unknown", async () => {
  const { provider } = await scripted({ status: 200, body: {} });
  await expect(provider.start(started, once())).rejects.toThrow();
});

test("an aborted call ends at once", async () => {
  const { provider } = await scripted({ status: 200, body: made });
  await expect(provider.start(started, { key: "k", signal: AbortSignal.abort() })).rejects.toThrow("in time");
});

test.each([
  [1_250, "EUR", 1_250],
  [1_250, "JPY", 1_250],
  [12_500, "KWD", 12_500],
  [12_505, "KWD", undefined],
  [5, "ISK", 500],
  [5, "UGX", 500],
  [500, "MGA", 5],
  [501, "MGA", undefined],
])("%i of %s is sent as %s, and read back unchanged", (minor, currency, amount) => {
  expect(toStripe(minor, currency)).toBe(amount);
  if (amount !== undefined) expect(fromStripe(amount, currency.toLowerCase())).toBe(minor);
});

test.each([
  ["requires_payment_method", null, "REQUIRES_ACTION"],
  ["requires_confirmation", null, "REQUIRES_ACTION"],
  ["requires_action", null, "REQUIRES_ACTION"],
  ["processing", null, "PROCESSING"],
  ["requires_capture", null, "AUTHORIZED"],
  ["succeeded", null, "CAPTURED"],
  ["canceled", "requested_by_customer", "VOIDED"],
  ["canceled", "duplicate", "VOIDED"],
  ["canceled", "abandoned", "FAILED"],
  ["canceled", "automatic", "FAILED"],
  ["canceled", "expired", "FAILED"],
])("%s (%s) is %s", (status, reason, state) => {
  expect(toPayment(intent.parse({ ...made, status, cancellation_reason: reason }), [], []).state).toBe(state);
});

test("an authorisation released by a partial capture is not a refund; a dashboard refund is", () => {
  const taken = intent.parse({ ...made, status: "succeeded", amount_received: 1_000, latest_charge: "ch_1" });
  const given = { created: 1, currency: "eur", status: "succeeded", metadata: {} };
  const release = refund.parse({ ...given, id: "re_1", amount: 250, balance_transaction: null });
  const byHand = refund.parse({ ...given, id: "re_2", amount: 250, balance_transaction: "txn_1" });
  const { refunds, captures } = toPayment(taken, [release, byHand], []);
  expect(captures).toEqual([{ ref: "ch_1", key: null, amountMinor: 1_000 }]);
  expect(refunds).toEqual([{ ref: "re_2", key: null, amountMinor: 250, state: "SUCCEEDED", failure: null }]);
});

test("a refund without a status is pending", () => {
  const taken = intent.parse({ ...made, status: "succeeded", amount_received: 1_250 });
  const given = refund.parse({ id: "re_1", created: 1, amount: 500, currency: "eur", status: null });
  expect(toPayment(taken, [given], []).refunds).toMatchObject([{ ref: "re_1", state: "PENDING", failure: null }]);
});

test.each(["brand", "last4"])(
  "a card without %s in Stripe's response is shown as it was saved, or not at all",
  (part) => {
    const card = { brand: "visa", last4: "4242", exp_month: 12, exp_year: 2034 };
    const latest_charge = { id: "ch_1", payment_method_details: { card: { ...card, [part]: null } } };
    const shown = (more: object) => toPayment(intent.parse({ ...made, latest_charge, ...more }), [], []).card;
    expect(shown({})).toBeNull();
    expect(shown({ payment_method: { id: "pm_1", card } })).toMatchObject({ brand: "visa", last4: "4242" });
  },
);

test("an inquiry withholds nothing; a dispute does until it is decided", () => {
  const about = { created: 1, amount: 500, currency: "eur", reason: "fraudulent" };
  const states = ["warning_needs_response", "needs_response", "under_review", "won", "lost", "prevented"];
  const disputes = states.map((status) => dispute.parse({ ...about, id: `du_${status}`, status }));
  const shown = toPayment(
    intent.parse({ ...made, status: "succeeded", amount_received: 1_250 }),
    [],
    disputes,
  ).disputes;
  expect(shown.map(({ ref, state, currency }) => [ref, state, currency])).toEqual([
    ["du_needs_response", "OPEN", "EUR"],
    ["du_under_review", "OPEN", "EUR"],
    ["du_won", "WON", "EUR"],
    ["du_lost", "LOST", "EUR"],
  ]);
});

const eventOf = (object: object) => JSON.stringify({ id: "evt_1", type: "any", data: { object } });

test("a message is accepted with either secret, for five minutes before and after, unchanged to the byte", () => {
  const { authenticate } = stripeProvider({
    secretKey: testKey,
    publishableKey,
    webhookSecrets,
    url: undefined,
  }).webhook;
  const text = eventOf({ object: "payment_intent", id: "pi_1" });
  const ask = (secret: string | undefined, body = text, now = noon) =>
    authenticate({ "stripe-signature": signed(text, secret, noon) }, Buffer.from(body), now);
  for (const secret of webhookSecrets) expect(ask(secret)).toEqual({ eventId: "evt_1" });
  const wrong = { refusal: { reason: "wrong_signature" } };
  expect(ask(["whsec", "y".repeat(32)].join("_"))).toEqual(wrong);
  expect(ask(["whsec", "y".repeat(32)].join("_"), text, noon + 301_000)).toEqual(wrong);
  expect(ask(webhookSecrets[0], `${text} `)).toEqual(wrong);
  for (const offMs of [299_000, -299_000])
    expect(ask(webhookSecrets[0], text, noon + offMs)).toEqual({ eventId: "evt_1" });
  for (const ageMs of [301_000, -301_000, -4_000_000])
    expect(ask(webhookSecrets[0], text, noon + ageMs)).toEqual({ refusal: { reason: "clock", ageMs } });
  for (const headers of [
    {},
    { "stripe-signature": "" },
    { "stripe-signature": "t=,v1=" },
    { "stripe-signature": "t=1" },
  ])
    expect(authenticate(headers, Buffer.from(text), noon)).toEqual({ refusal: { reason: "no_signature" } });
  const garbled = "{";
  const header = { "stripe-signature": signed(garbled, webhookSecrets[0], noon) };
  expect(authenticate(header, Buffer.from(garbled), noon)).toEqual({ eventId: null });
});

test.each([
  [
    { object: "payment_intent", id: "pi_1", metadata: { hansa_payment: "pay_1" } },
    { paymentId: "pay_1", ref: "pi_1" },
  ],
  [
    { object: "charge", id: "ch_1", payment_intent: "pi_1", metadata: {} },
    { paymentId: null, ref: "pi_1" },
  ],
  [
    { object: "refund", id: "re_1", payment_intent: { id: "pi_1" } },
    { paymentId: null, ref: "pi_1" },
  ],
  [
    { object: "dispute", id: "du_1", payment_intent: "pi_1" },
    { paymentId: null, ref: "pi_1" },
  ],
  [{ object: "balance" }, null],
])("a message about %o names the payment to query", (object, published) => {
  const { read } = stripeProvider({ secretKey: testKey, publishableKey, webhookSecrets, url: undefined }).webhook;
  expect(read(eventOf(object))).toEqual(published && { ...published, payment: null });
});

test("logged data contains neither key nor client secret nor card", async () => {
  const error = { type: "api_error", message: "later", payment_intent: { ...made, client_secret: "a_client" } };
  const { provider } = await scripted({ status: 500, body: { error } });
  const fault: unknown = await provider.start(started, once()).catch((thrown: unknown) => thrown);
  const shown = JSON.stringify(fault, Object.getOwnPropertyNames(Object(fault)));
  expect(shown).toContain("Stripe gave no certain answer: StripeAPIError, 500");
  expect(shown).not.toContain(testKey);
  expect(shown).not.toContain("a_client");
});
