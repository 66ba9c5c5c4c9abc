/** Provider port: one interface for every payment provider. */
import type { PayableSteps } from "@hansa/commerce/payable-steps";
import type { Card, ClientAction, DisputeState, RefundState } from "../store/tables.ts";

/** A capture. `ref` is the provider's id, `key` that of our call; a null key marks a capture made at the provider. */
export type ProviderCapture = { ref: string; key: string | null; amountMinor: number };

/** A refund. `key` as for captures; `failure` says why it FAILED, which is final; a SUCCEEDED refund may still fail later. */
export type ProviderRefund = {
  ref: string;
  key: string | null;
  amountMinor: number;
  state: RefundState;
  failure: string | null;
};

/** A dispute: the amount is withheld while OPEN and paid out again if WON. */
export type ProviderDispute = {
  ref: string;
  amountMinor: number;
  currency: string;
  state: DisputeState;
  reason: string;
};

/** The complete state of a payment at the provider, in a response, a message or a lookup: every capture, refund and dispute so far. */
export type ProviderPayment = {
  /** The provider's own id. Null: it rejected the request before it created anything. */
  ref: string | null;
  /** AUTHORIZED: authorised, perhaps captured in part. CAPTURED: no more can be captured; the remainder was released. */
  state: "REQUIRES_ACTION" | "PROCESSING" | "AUTHORIZED" | "CAPTURED" | "VOIDED" | "FAILED";
  /** The requested or authorised amount, in minor units. */
  amountMinor: number;
  currency: string;
  clientAction: ClientAction | null;
  card: Card | null;
  /** Reason for FAILED, in the provider's words. Null if not given, and in all other states. */
  failure: { code: string; retryable: boolean } | null;
  captures: ProviderCapture[];
  refunds: ProviderRefund[];
  disputes: ProviderDispute[];
  /** The payment method that the provider saved for the customer's next payment, if requested and possible. */
  savedMethod: ProviderMethod | null;
};

/** A payment method saved at the provider: the provider's ids of the method and of its customer. */
export type ProviderMethod = { ref: string; customerRef: string };

/** Saved methods that no longer exist at the provider: one method, or all methods of a customer if `methodRef` is null. */
export type LostMethods = { customerRef: string; methodRef: string | null };

/**
 * A definite response. `refused` is the reason why a capture, void or refund was not done; null: it was done or is under way. `gone` names saved
 * methods of the request that no longer exist, for every outcome.
 */
export type ProviderResponse = { payment: ProviderPayment; refused: string | null; gone?: LostMethods };

/**
 * The time for which a provider must recognise an idempotency key: at least 20 hours after its first use. Until then an unanswered call is
 * repeated under its key; later the payment is looked up instead. Stripe keeps keys for at least 24 hours; the margin covers clock skew.
 */
export const keyLifetimeMs = 20 * 60 * 60 * 1_000;

/** One attempt of a call. Attempts with the same key take effect once and get the same response, at least for `keyLifetimeMs`. */
export type CallAttempt = { key: string; signal: AbortSignal };

/** Data that the provider stores with the payment, so that its messages can be matched by our id. */
type ProviderTerms = { paymentId: string; amountMinor: number; currency: string };

/** Data of a new payment: with a token, with a saved method, or with neither, to be given by `confirm`. */
export type ProviderStart = ProviderTerms & {
  token: string | null;
  savedMethod: ProviderMethod | null;
  /** Save the method for the next payment, under this customer of the provider, or under a new customer if null. */
  keep: { customerRef: string | null } | null;
  returnUrl: string | null;
};

/** A payment that may exist at the provider, created not before `createdAt` and, if known, not after `latestAt`, in wall-clock time. */
export type PaymentLookup = { paymentId: string; ref: string | null; createdAt: number; latestAt?: number };

/** A payment on a provider's list, without its movements. `paymentId`: our id as stored there; null: not our payment. */
export type ListedPayment = { paymentId: string | null; ref: string; state: ProviderPayment["state"] };

/** A page of a list. `next`: the cursor of the next page, null at the end. */
export type ProviderPage<Listed> = { payments: Listed[]; next: string | null };

/** The payment that a message is about, by our id or the provider's. `payment`: its state; null if the provider must be asked. */
export type ProviderMessage = { paymentId: string | null; ref: string | null; payment: ProviderPayment | null };

/**
 * Why a message is refused: nothing in it is a signature; no secret of ours signed it; or one did, at a time that lies `ageMs` before our clock, or
 * after it if negative.
 */
export type WebhookRefusal =
  | { reason: "no_signature" }
  | { reason: "wrong_signature" }
  | { reason: "clock"; ageMs: number };

/** A payment that exists at the provider. */
type ProviderRef = { paymentId: string; ref: string };

/**
 * A payment provider. A rejected promise means an unknown outcome, never that nothing happened: every certain outcome, a decline included, is a
 * response.
 */
export type Provider = {
  name: string;
  /** The payment methods that it offers, the default one first. `script` makes their tokens in the browser; null: there is none. */
  methods: readonly {
    code: string;
    label: string;
    savable: boolean;
    script: { url: string; publishableKey: string } | null;
  }[];
  /** Amounts of these currencies are multiples of the step: the provider refuses others. */
  payableSteps: PayableSteps;
  /** Whether a payment can be captured several times. If not, the first capture releases the remainder. */
  capturesInParts: boolean;
  /** Time after sending in which a call may still take effect although its response is no longer awaited. */
  lateMs: number;
  /** Requests the authorisation. With neither token nor saved method the payment waits for `confirm`. */
  start(request: ProviderStart, once: CallAttempt): Promise<ProviderResponse>;
  /** Continues after the customer's authentication, or with the token that `start` did not have. */
  confirm(payment: ProviderRef & { token: string | null }, once: CallAttempt): Promise<ProviderResponse>;
  /** Captures a part of the authorised amount; `isLast` releases the remainder. A refusal is final. */
  capture(
    payment: ProviderRef & { amountMinor: number; isLast: boolean },
    once: CallAttempt,
  ): Promise<ProviderResponse>;
  /** Releases the uncaptured amount: VOIDED if nothing was captured, else CAPTURED. Refused if nothing is left to release. */
  void(payment: ProviderRef, once: CallAttempt): Promise<ProviderResponse>;
  /** Refunds a part of the captured amount. Finally refused if less is left. */
  refund(payment: ProviderRef & { amountMinor: number }, once: CallAttempt): Promise<ProviderResponse>;
  /** Removes a saved method. Resolves once it is certain that the method can no longer be charged. */
  removeMethod(method: ProviderMethod, once: CallAttempt): Promise<void>;
  /** Finds the payment created for our id; null if there is none. `ref`: the provider's id, if known. */
  lookup(payment: PaymentLookup, signal: AbortSignal): Promise<ProviderPayment | null>;
  /** A page of all payments created there since, ours or not; `after`: the `next` of the page before, null for the first. */
  list(since: number, after: string | null, signal: AbortSignal): Promise<ProviderPage<ListedPayment>>;
  /**
   * A page of payments, by the provider's ids, with refunds or disputes created since: ours or not, possibly repeated. Other changes, such as a
   * closed dispute, need a lookup.
   */
  listMoved(since: number, after: string | null, signal: AbortSignal): Promise<ProviderPage<{ ref: string }>>;
  webhook: {
    /**
     * Returns the event id if the message is authentic and fresh at `now`, null if it is but has no readable id, and else the refusal, which is
     * logged and never answered.
     */
    authenticate(
      headers: Readonly<Record<string, unknown>>,
      body: Uint8Array,
      now: number,
    ): { eventId: string | null } | { refusal: WebhookRefusal };
    /** The content of an authentic message; null if it is not about a payment. Throws if it cannot be read. */
    read(payload: string): ProviderMessage | null;
  };
};
