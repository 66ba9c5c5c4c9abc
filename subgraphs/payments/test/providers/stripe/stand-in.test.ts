/** The stand-in for Stripe passes the whole provider contract behind the Stripe provider. */
import { manualRuntime } from "@hansa/kit/testing/manual-runtime";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { startTerms } from "../../support/provider-contract/candidate.ts";
import { testProviderContract } from "../../support/provider-contract/contract.ts";
import { noon } from "../../support/shop.ts";
import { candidateOf, testKey } from "../../support/stripe/candidate.ts";
import { standIn } from "../../support/stripe/stand-in.ts";

testProviderContract("Stripe, on the stand-in", async () => {
  const runtime = manualRuntime(noon);
  const { url, sent } = await standIn(() => runtime.now());
  const candidate = candidateOf(url, runtime);
  return {
    ...candidate,
    tokens: { ...candidate.tokens, secondStep: "tok_threeDSecure2Required", refundFails: "tok_refundFail" },
    lastMessage: async () => {
      const { headers, body } = sent.at(-1) ?? { headers: {}, body: "" };
      return { headers, body: Buffer.from(body) };
    },
  };
});

const once = (key: string) => ({ key, signal: AbortSignal.timeout(5_000) });

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

test("it refuses a live key and unknown requests", async () => {
  const { url } = await standIn();
  const { hostname, port } = new URL(url);
  const client = (key: string) =>
    new Stripe(key, { host: hostname, port: Number(port), protocol: "http", maxNetworkRetries: 0 });
  await expect(client(testKey.replace("test", "live")).customers.create({})).rejects.toMatchObject({ statusCode: 401 });
  await expect(client(testKey).products.list()).rejects.toMatchObject({ statusCode: 404 });
});
