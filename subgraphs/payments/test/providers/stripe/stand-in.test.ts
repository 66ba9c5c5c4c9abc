/** The stand-in for Stripe beyond the provider contract: the page of a bank, disputes, and refused requests. */
import { manualRuntime } from "@hansa/kit/testing";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { startTerms } from "../../support/provider-contract/candidate.ts";
import { noon } from "../../support/shop.ts";
import { candidateOf, publishableKey, testKey } from "../../support/stripe/candidate.ts";
import { standIn } from "../../support/stripe/stand-in.ts";

/** Stripe's own client of the stand-in. */
function stripeAt(url: string, key = testKey): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(key, { host: hostname, port: Number(port), protocol: "http", maxNetworkRetries: 0 });
}

const once = (key: string) => ({ key, signal: new AbortController().signal });

test("a customer who opens the page of their bank has authenticated, and returns to the shop", async () => {
  const { url, sent } = await standIn();
  const { provider } = candidateOf(url, manualRuntime(noon));
  const returnUrl = "https://shop.example/back";
  const { payment } = await provider.start(
    { ...startTerms, token: "pm_card_threeDSecure2Required", returnUrl },
    once("1"),
  );
  const page = payment.clientAction?.redirectUrl ?? "";
  expect(payment).toMatchObject({ state: "REQUIRES_ACTION", clientAction: { kind: "REDIRECT" } });
  const back = await fetch(page, { redirect: "manual" });
  expect([back.status, back.headers.get("location")]).toEqual([303, returnUrl]);
  expect((await fetch(page, { redirect: "manual" })).status).toBe(404);
  const after = await provider.confirm({ paymentId: "pay_1", ref: payment.ref ?? "", token: null }, once("2"));
  expect(after.payment.state).toBe("AUTHORIZED");
  expect(sent.map(({ body }) => JSON.parse(body).type)).toEqual(["payment_intent.amount_capturable_updated"]);
});

test.each([
  ["winning_evidence", "WON", null],
  ["losing_evidence", "LOST", "charge_disputed"],
] as const)("the card that disputes does so at its capture, and %s decides: %s", async (evidence, state, refused) => {
  const { url, sent } = await standIn();
  const { provider } = candidateOf(url, manualRuntime(noon));
  const { amountMinor, currency } = startTerms;
  const started = await provider.start({ ...startTerms, token: "pm_card_createDispute" }, once("1"));
  expect(started.payment.disputes).toEqual([]);
  const payment = { paymentId: "pay_1", ref: started.payment.ref ?? "" };
  await provider.capture({ ...payment, amountMinor, isLast: true }, once("2"));

  const disputes = async () => (await provider.lookup({ ...payment, createdAt: noon }, once("").signal))?.disputes;
  const dispute = { ref: expect.stringMatching(/^du_/), amountMinor, currency, reason: "fraudulent" };
  expect(await disputes()).toEqual([{ ...dispute, state: "OPEN" }]);
  const types = () => sent.map(({ body }) => JSON.parse(body).type);
  expect(types().slice(-2)).toEqual(["payment_intent.succeeded", "charge.dispute.created"]);
  const moved = await provider.listMoved(noon, "disputes", once("").signal);
  expect(moved.payments).toEqual([{ ref: payment.ref }]);
  const refund = (key: string) => provider.refund({ ...payment, amountMinor }, once(key));
  expect((await refund("3")).refused).toBe("charge_disputed");

  const client = stripeAt(url);
  const [{ id = "" } = {}] = (await client.disputes.list()).data;
  await client.disputes.update(id, { evidence: { uncategorized_text: "anything" } });
  expect(await disputes()).toEqual([{ ...dispute, state: "OPEN" }]);
  await client.disputes.update(id, { evidence: { uncategorized_text: evidence } });
  expect(await disputes()).toEqual([{ ...dispute, state }]);
  expect(types().at(-1)).toBe("charge.dispute.closed");
  expect((await refund("4")).refused).toBe(refused);
  await expect(client.disputes.close(id)).rejects.toMatchObject({ statusCode: 400 });
});

test("it refuses a live key and unknown requests", async () => {
  const { url } = await standIn();
  const live = stripeAt(url, testKey.replace("test", "live"));
  await expect(live.customers.create({})).rejects.toMatchObject({ statusCode: 401 });
  await expect(stripeAt(url).products.list()).rejects.toMatchObject({ statusCode: 404 });
});

/** Calls the stand-in as its script does in a browser. */
async function fromBrowser(url: string, path: string, fields: Record<string, string>, method = "POST") {
  const form = new URLSearchParams({ key: publishableKey, ...fields });
  const response = await fetch(method === "POST" ? `${url}${path}` : `${url}${path}?${form}`, {
    method,
    ...(method === "POST" ? { body: form } : {}),
  });
  return { status: response.status, body: Object(await response.json()) };
}

test("a browser makes a token of a card, which pays once, and is saved only as it says", async () => {
  const { url } = await standIn();
  const { provider } = candidateOf(url, manualRuntime(noon));
  const made = async (usage: string) => {
    const fields = { card: "pm_card_visa", setup_future_usage: usage };
    return String((await fromBrowser(url, "/v1/confirmation_tokens", fields)).body.id);
  };
  const token = await made("");
  const first = await provider.start({ ...startTerms, token }, once("1"));
  expect(first.payment).toMatchObject({ state: "AUTHORIZED", card: { last4: "4242" } });
  const again = await provider.start({ ...startTerms, token }, once("2"));
  expect(again.payment).toMatchObject({ state: "FAILED", failure: { code: "resource_missing" } });
  const keep = { customerRef: null };
  const unsaved = await provider.start({ ...startTerms, token: await made(""), keep }, once("3"));
  expect(unsaved.payment.failure?.code).toBe("parameter_invalid");
  const saved = await provider.start({ ...startTerms, token: await made("on_session"), keep }, once("4"));
  expect(saved.payment.savedMethod).not.toBeNull();
  const secret = await fromBrowser(url, "/v1/confirmation_tokens", { key: testKey, card: "pm_card_visa" });
  expect(secret.status).toBe(401);
});

test("a second step of Stripe's script is passed or failed in the window of the bank, and seen with the secret", async () => {
  const { url } = await standIn();
  const { provider } = candidateOf(url, manualRuntime(noon));
  const begin = async (key: string) => {
    const { body } = await fromBrowser(url, "/v1/confirmation_tokens", { card: "pm_card_threeDSecure2Required" });
    const { payment } = await provider.start(
      { ...startTerms, token: String(body.id), returnUrl: "https://shop.example/back" },
      once(key),
    );
    expect(payment.clientAction).toMatchObject({ kind: "PROVIDER_SCRIPT", redirectUrl: null });
    return { ref: payment.ref ?? "", secret: payment.clientAction?.clientSecret ?? "" };
  };
  for (const [decision, status, state] of [
    ["complete", "requires_capture", "AUTHORIZED"],
    ["fail", "requires_payment_method", "REQUIRES_ACTION"],
  ] as const) {
    const { ref, secret } = await begin(decision);
    expect(await (await fetch(`${url}/frames/bank/${ref}`)).text()).toContain(`/frames/bank/${ref}/${decision}`);
    await fetch(`${url}/frames/bank/${ref}/${decision}`);
    const path = `/v1/payment_intents/${ref}`;
    expect((await fromBrowser(url, path, { client_secret: secret }, "GET")).body.status).toBe(status);
    expect((await fromBrowser(url, path, { client_secret: "pi_other" }, "GET")).status).toBe(404);
    const after = await provider.confirm({ paymentId: "pay_1", ref, token: null }, once(`${decision}-2`));
    expect(after.payment.state).toBe(state);
  }
});
