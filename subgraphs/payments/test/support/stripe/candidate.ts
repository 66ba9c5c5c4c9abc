/** The Stripe provider as a candidate of the provider contract, with the stand-in or Stripe at a given address. */
import type { Runtime } from "@hansa/kit/runtime";
import Stripe from "stripe";
import { stripeProvider } from "../../../src/providers/stripe/provider.ts";
import type { Candidate } from "../provider-contract/candidate.ts";

/** Built at run time, so that no file contains text that looks like a key. */
export const testKey = ["sk", "test", "x".repeat(24)].join("_");
export const publishableKey = testKey.replace("sk_", "pk_");
export const webhookSecrets = [1, 2].map((number) => ["whsec", String(number).repeat(32)].join("_"));

/** `url`: address of the stand-in; undefined: Stripe itself. */
export function candidateOf(url: string | undefined, runtime: Runtime, secretKey = testKey): Candidate {
  const provider = stripeProvider({ secretKey, publishableKey, webhookSecrets, url });
  return {
    provider,
    runtime,
    tokens: {
      ok: "tok_visa",
      declined: "tok_chargeDeclined",
      secondStep: "tok_threeDSecure2Required",
      secondStepOk: "tok_visa",
      secondStepFailed: "tok_chargeDeclined",
      refundFails: "tok_refundFail",
    },
    lastMessage: async (paymentId) => {
      const signal = new AbortController().signal;
      const payment = await provider.lookup({ paymentId, ref: null, createdAt: runtime.now() }, signal);
      const object = { object: "payment_intent", id: payment?.ref, metadata: { hansa_payment: paymentId } };
      const text = JSON.stringify({ id: "evt_1", type: "payment_intent.succeeded", data: { object } });
      return {
        headers: { "stripe-signature": signed(text, webhookSecrets[0], runtime.now()) },
        body: Buffer.from(text),
      };
    },
  };
}

/** The signature header that Stripe would send with this text. */
export function signed(payload: string, secret = "", now: number): string {
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(now / 1_000) });
}
