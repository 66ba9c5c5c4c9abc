/** The stand-in's account at "Stripe": everything that was made, in memory, and the ids and times that it is made with. */

export type Card = { brand: string; last4: string; exp_month: number; exp_year: number };

export type PaymentMethod = { id: string; object: "payment_method"; type: "card"; card: Card; customer: string | null };

export type Charge = {
  id: string;
  object: "charge";
  amount: number;
  amount_refunded: number;
  disputed: boolean;
  failure_code: string | null;
  payment_method_details: { type: "card"; card: Card };
};

export type PaymentIntent = {
  id: string;
  object: "payment_intent";
  created: number;
  livemode: false;
  amount: number;
  amount_received: number;
  currency: string;
  capture_method: string;
  status:
    | "requires_payment_method"
    | "requires_confirmation"
    | "requires_action"
    | "requires_capture"
    | "succeeded"
    | "canceled";
  client_secret: string;
  cancellation_reason: string | null;
  metadata: Record<string, string>;
  customer: string | null;
  payment_method: PaymentMethod | null;
  setup_future_usage: string | null;
  next_action: { type: string; redirect_to_url?: { url: string; return_url: string } } | null;
  last_payment_error: { code: string; decline_code: string } | null;
  latest_charge: Charge | null;
};

export type Refund = {
  id: string;
  object: "refund";
  created: number;
  amount: number;
  currency: string;
  status: "succeeded" | "failed";
  failure_reason: string | null;
  balance_transaction: string;
  payment_intent: string;
  metadata: Record<string, string>;
};

export type Dispute = {
  id: string;
  object: "dispute";
  created: number;
  amount: number;
  currency: string;
  status: "needs_response" | "won" | "lost";
  reason: string;
  charge: string;
  payment_intent: string;
  metadata: Record<string, string>;
};

/** An error as Stripe answers it. */
export class StripeError extends Error {
  readonly status: number;
  readonly error: Readonly<Record<string, unknown>>;

  constructor(status: number, type: string, code: string, more: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.status = status;
    this.error = { type, code, message: `${code} (from the stand-in for Stripe)`, ...more };
  }
}

/** An error about the request; `param` is what it names. */
export function invalidRequest(code: string, param?: string): StripeError {
  return new StripeError(
    code === "resource_missing" ? 404 : 400,
    "invalid_request_error",
    code,
    param ? { param } : {},
  );
}

export type Clock = {
  /** Epoch milliseconds. */
  now(): number;
  /** An id that was never given before, such as `pi_…`. */
  newId(kind: string): string;
};

export type Account = Clock & {
  intents: Map<string, PaymentIntent>;
  refunds: Map<string, Refund>;
  disputes: Map<string, Dispute>;
  methods: Map<string, PaymentMethod>;
  customers: Set<string>;
  /** The cards behind confirmation tokens that were not used, and whether they are to be saved. */
  tokens: Map<string, { card: string; usage: string | null }>;
  /** Where customers authenticate, without a slash at its end. */
  origin: string;
  /** Tells the shop's webhook of a change. */
  publish(type: string, object: PaymentIntent | Refund | Dispute): void;
};

/** Epoch seconds, as Stripe tells times. */
export function seconds({ now }: Clock): number {
  return Math.floor(now() / 1_000);
}
