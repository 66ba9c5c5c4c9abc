/** What payments asks of whoever moves the money: one shape for every provider. */
import type { Card, ClientAction, DisputeState, RefundState } from "../store/tables.ts";

/** Money that was taken. `ref` is the provider's own id of it, `key` that of our call; null: it was taken at the provider. */
export type ProviderCapture = { ref: string; key: string | null; amountMinor: number };

/** Money that is given back. `key` as for captures; `failure` says why it FAILED, which is final; one that SUCCEEDED may fail yet. */
export type ProviderRefund = {
  ref: string;
  key: string | null;
  amountMinor: number;
  state: RefundState;
  failure: string | null;
};

/** Money that a customer's bank asks back: withheld while OPEN, paid out again if WON. */
export type ProviderDispute = {
  ref: string;
  amountMinor: number;
  currency: string;
  state: DisputeState;
  reason: string;
};

/**
 * A payment as the provider has it at this moment, whether it answers, sends a message or is asked afterwards. It is always the whole of it:
 * every capture, refund and dispute so far.
 */
export type ProviderPayment = {
  /** The provider's own id. Null: it refused before it made anything. */
  ref: string | null;
  /** AUTHORIZED: promised, and perhaps taken in part. CAPTURED: no more can be taken; what `captures` leave of it was let go. */
  state: "REQUIRES_ACTION" | "PROCESSING" | "AUTHORIZED" | "CAPTURED" | "VOIDED" | "FAILED";
  /** What was asked for or is promised, in whole minor units. */
  amountMinor: number;
  currency: string;
  clientAction: ClientAction | null;
  card: Card | null;
  /** Why it is FAILED, in the provider's words. Null if it did not say, and in all other states. */
  failure: { code: string; retryable: boolean } | null;
  captures: ProviderCapture[];
  refunds: ProviderRefund[];
  disputes: ProviderDispute[];
  /** What the provider kept for the customer's next payment, if it was asked to and could. */
  savedMethod: ProviderMethod | null;
};

/** A way to pay that the provider keeps: its own ids of the method and of the customer that it belongs to. */
type ProviderMethod = { ref: string; customerRef: string };

/** What a provider kept and has no more: one method, or, if `methodRef` is null, a customer with every method of theirs. */
export type ProviderLoss = { customerRef: string; methodRef: string | null };

/**
 * A definite answer. `refused` says why a capture, void or refund was not done; null: what was asked for was done, or is under way. `gone`: what
 * the call named and is not there any more, whatever came of the call.
 */
export type ProviderAnswer = { payment: ProviderPayment; refused: string | null; gone?: ProviderLoss };

/** One try of a call. The same key is the same call: it takes effect once, and is answered alike. */
export type Try = { key: string; signal: AbortSignal };

/** What the provider keeps with the payment, so that everything it says can be matched by our own id. */
type ProviderTerms = { paymentId: string; amountMinor: number; currency: string };

/** How a payment is begun: with a token, with a method that was kept, or with neither, to be given by `confirm`. */
export type ProviderStart = ProviderTerms & {
  token: string | null;
  savedMethod: ProviderMethod | null;
  /** Keep the method for the next time, under this customer of the provider's, or under a new one if null. */
  keep: { customerRef: string | null } | null;
  returnUrl: string | null;
};

/** A payment that may have been made: not before `createdAt` and, if that is known, not after `latestAt`, by the wall's clock. */
export type ProviderSought = { paymentId: string; ref: string | null; createdAt: number; latestAt?: number };

/** A payment on a provider's list: not the whole of it, which `lookup` tells. `paymentId`: what it keeps as our id; null: it is none of ours. */
export type ProviderListed = { paymentId: string | null; ref: string; state: ProviderPayment["state"] };

/** A part of a list. `next`: where to go on, null at the end. */
export type ProviderPage<Listed> = { payments: Listed[]; next: string | null };

/** Which payment a message is about, by our id or the provider's. `payment`: the whole of it; null if the provider has to be asked. */
export type ProviderNews = { paymentId: string | null; ref: string | null; payment: ProviderPayment | null };

/** A payment that the provider has made. */
type ProviderRef = { paymentId: string; ref: string };

/**
 * A provider. A promise that is rejected means that the outcome is unknown, never that nothing happened: whatever is certain, a decline
 * included, is an answer.
 */
export type Provider = {
  name: string;
  /** The ways to pay that it offers, the usual one first. */
  methods: readonly { code: string; label: string; savable: boolean }[];
  /** Whether one payment can be captured several times. If not, the first capture lets go of the rest. */
  capturesInParts: boolean;
  /** So long after it was sent a call may still take effect, although nobody waits for its answer any more. */
  lateMs: number;
  /** Asks the bank to promise the money. With neither token nor saved method it waits for `confirm`. */
  start(begun: ProviderStart, once: Try): Promise<ProviderAnswer>;
  /** Goes on after the customer's second step, or with the token that `start` had not. */
  confirm(payment: ProviderRef & { token: string | null }, once: Try): Promise<ProviderAnswer>;
  /** Takes a part of the promised money; `isLast` lets go of the rest. Refused for good if it cannot. */
  capture(payment: ProviderRef & { amountMinor: number; isLast: boolean }, once: Try): Promise<ProviderAnswer>;
  /** Lets go of what was not taken: VOIDED if nothing was, else CAPTURED. Refused if there is nothing to let go of. */
  void(payment: ProviderRef, once: Try): Promise<ProviderAnswer>;
  /** Gives back a part of what was taken. Refused for good if so much is not left. */
  refund(payment: ProviderRef & { amountMinor: number }, once: Try): Promise<ProviderAnswer>;
  /** Forgets a method that was kept. Resolves once it is certain that nothing can be charged to it any more. */
  forgetMethod(method: ProviderMethod, once: Try): Promise<void>;
  /** The payment that was made for our id; null if there is none. `ref`: if it is known. */
  lookup(payment: ProviderSought, signal: AbortSignal): Promise<ProviderPayment | null>;
  /** A page of all payments that were begun there since, ours or not; `after`: the `next` of the page before, null for the first. */
  list(since: number, after: string | null, signal: AbortSignal): Promise<ProviderPage<ProviderListed>>;
  /**
   * A page of the payments, by the provider's own ids, of which a refund or a dispute was begun there since: ours or not, and perhaps several
   * times. What moved and is not among them (a dispute that was closed) has to be asked about.
   */
  listMoved(since: number, after: string | null, signal: AbortSignal): Promise<ProviderPage<{ ref: string }>>;
  webhook: {
    /**
     * The id of the message if it is truly the provider's and fresh at `now`, or null if it is and has no id that can be read. Undefined if it
     * is not, and no hint at what was wrong.
     */
    authenticate(
      headers: Readonly<Record<string, unknown>>,
      body: Uint8Array,
      now: number,
    ): { eventId: string | null } | undefined;
    /** What an authentic message says; null if it is not about a payment. Throws if it cannot be read. */
    read(payload: string): ProviderNews | null;
  };
};
