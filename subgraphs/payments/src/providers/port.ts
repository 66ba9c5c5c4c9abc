/** What payments asks of whoever moves the money: one shape for every provider. */
import type { Card, ClientAction } from "../store/tables.ts";

/** A payment as the provider has it at this moment, whether it answers, sends a message or is asked afterwards. */
export type ProviderPayment = {
  /** The provider's own id. Null: it refused before it made anything. */
  ref: string | null;
  /** What the state speaks of, in whole minor units: asked for, promised, or taken. */
  amountMinor: number;
  currency: string;
  clientAction: ClientAction | null;
  card: Card | null;
  /** Why it is FAILED, in the provider's words. Null if it did not say, and in all other states. */
  failure: { code: string; retryable: boolean } | null;
} & (
  | { state: "REQUIRES_ACTION" | "PROCESSING" | "AUTHORIZED" | "VOIDED" | "FAILED" }
  /** `captureRef` is the provider's own id of the capture, the same however it is heard of. */
  | { state: "CAPTURED"; captureRef: string }
);

/** A definite answer. `refused` says why a capture or void was not done; null: what was asked for was done. */
export type ProviderAnswer = { payment: ProviderPayment; refused: string | null };

/** One try of a call. The same key is the same call: it takes effect once, and is answered alike. */
export type Try = { key: string; signal: AbortSignal };

/** What the provider keeps with the payment, so that everything it says can be matched by our own id. */
export type ProviderTerms = { paymentId: string; amountMinor: number; currency: string };

/** A payment that the provider has made. */
type ProviderRef = { paymentId: string; ref: string };

/**
 * A provider. A promise that is rejected means that the outcome is unknown, never that nothing happened: whatever is certain, a decline
 * included, is an answer.
 */
export type Provider = {
  name: string;
  /** The ways to pay that it offers, the usual one first. */
  methods: readonly { code: string; label: string }[];
  /** Asks the bank to promise the money. Without a token it waits for `confirm`. */
  start(terms: ProviderTerms & { token: string | null; returnUrl: string | null }, once: Try): Promise<ProviderAnswer>;
  /** Goes on after the customer's second step, or with the token that `start` had not. */
  confirm(payment: ProviderRef & { token: string | null }, once: Try): Promise<ProviderAnswer>;
  /** Takes all of the promised money. Refused for good if it cannot. */
  capture(payment: ProviderRef, once: Try): Promise<ProviderAnswer>;
  /** Lets go of what was not taken. Refused if there is nothing to let go of. */
  void(payment: ProviderRef, once: Try): Promise<ProviderAnswer>;
  /** The payment that was made for our id; null if there is none. */
  lookup(paymentId: string, signal: AbortSignal): Promise<ProviderPayment | null>;
  webhook: {
    /** The id of the message if it is truly the provider's and fresh at `now`; else undefined, and no hint at what was wrong. */
    authenticate(headers: Readonly<Record<string, unknown>>, body: Uint8Array, now: number): string | undefined;
    /** What an authentic message says; null if it is not about a payment. Throws if it cannot be read. */
    read(payload: string): { paymentId: string; payment: ProviderPayment } | null;
  };
};
