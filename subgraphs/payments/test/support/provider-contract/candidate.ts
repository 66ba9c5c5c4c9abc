/** A provider under test, and the payment that most cases start with. */
import type { Runtime } from "@hansa/kit/runtime";
import type { PaymentLookup, Provider, ProviderStart } from "../../../src/providers/port.ts";
import { noon } from "../shop.ts";

/** A provider under test, with its tokens for cards. */
export type Candidate = {
  provider: Provider;
  runtime: Runtime;
  tokens: {
    ok: string;
    declined: string;
    secondStep: string;
    secondStepOk: string;
    secondStepFailed: string;
    /** Authorised; the first refund fails at once, the next one does not. */
    refundFails: string;
  };
  /** The newest message about a payment, as headers and bytes. */
  lastMessage(paymentId: string): Promise<{ headers: Record<string, string>; body: Uint8Array }>;
};

/** The start of the suite's payment, without a token. */
export const startTerms: ProviderStart = {
  paymentId: "pay_1",
  amountMinor: 1_250,
  currency: "EUR",
  token: null,
  savedMethod: null,
  keep: null,
  returnUrl: null,
};

/** The lookup of that payment. */
export const sought: PaymentLookup = { paymentId: startTerms.paymentId, ref: null, createdAt: noon };

/** Starts that payment with one of the candidate's tokens, or without one. */
export function starter(open: () => Promise<Candidate>) {
  return async (token: keyof Candidate["tokens"] | null) => {
    const candidate = await open();
    const { provider, tokens, runtime } = candidate;
    const once = (key: string) => ({ key, signal: runtime.deadline(60_000) });
    const request = { ...startTerms, token: token && tokens[token] };
    const { payment } = await provider.start(request, once("auth:chk_1:1"));
    return { ...candidate, once, request, payment, ref: { paymentId: startTerms.paymentId, ref: payment.ref ?? "" } };
  };
}

/** The cases by their titles. */
export type Cases = Record<string, () => Promise<void>>;
