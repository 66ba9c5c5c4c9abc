/** A provider under test, and the payment that most cases begin with. */
import type { World } from "@hansa/kit/world";
import type { Provider, ProviderSought, ProviderStart } from "../src/providers/port.ts";
import { noon } from "./shop.ts";

/** A provider under test, with what stands for cards at it. */
export type Candidate = {
  provider: Provider;
  world: World;
  tokens: {
    ok: string;
    declined: string;
    secondStep: string;
    secondStepOk: string;
    secondStepFailed: string;
    /** Authorised; the first refund fails at once, the next one does not. */
    refundFails: string;
  };
  /** The newest message that the provider sent about a payment, as bytes and headers on the wire. */
  lastMessage(paymentId: string): Promise<{ headers: Record<string, string>; body: Uint8Array }>;
};

/** What a payment of the suite is begun with, short of a token. */
export const startTerms: ProviderStart = {
  paymentId: "pay_1",
  amountMinor: 1_250,
  currency: "EUR",
  token: null,
  savedMethod: null,
  keep: null,
  returnUrl: null,
};

/** How that payment is looked for. */
export const sought: ProviderSought = { paymentId: startTerms.paymentId, ref: null, createdAt: noon };

/** Begins that payment with one of the candidate's tokens, or with none. */
export function beginner(open: () => Promise<Candidate>) {
  return async (token: keyof Candidate["tokens"] | null) => {
    const candidate = await open();
    const { provider, tokens, world } = candidate;
    const once = (key: string) => ({ key, signal: world.deadline(10_000) });
    const request = { ...startTerms, token: token && tokens[token] };
    const { payment } = await provider.start(request, once("auth:chk_1:1"));
    return { ...candidate, once, request, payment, ref: { paymentId: startTerms.paymentId, ref: payment.ref ?? "" } };
  };
}

/** What each case promises, and the case. */
export type Cases = Record<string, () => Promise<void>>;
