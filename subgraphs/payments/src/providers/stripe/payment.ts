/** Conversion of Stripe's objects to a provider payment. */
import type { ProviderPayment } from "../port.ts";
import { fromStripe } from "./amounts.ts";
import { type Intent, idOf, metadataKeys, type StripeCard, type StripeDispute, type StripeRefund } from "./schemas.ts";

/** The cancellation reason after a decline, so that the browser cannot continue the payment. */
export const abandonedReason = "abandoned";

/** Decline codes after which the same card may succeed later. */
const retryableDeclines: ReadonlySet<string> = new Set([
  "authentication_required",
  "authorization_expired",
  "approve_with_id",
  "insufficient_funds",
  "issuer_not_available",
  "processing_error",
  "reenter_transaction",
  "try_again_later",
]);

/** The complete payment: `refunds` and `disputes` must be all that Stripe has. */
export function toPayment(
  intent: Intent,
  refunds: readonly StripeRefund[],
  disputes: readonly StripeDispute[],
): ProviderPayment & { ref: string } {
  const { id: ref, amount, currency } = intent;
  const state = stateOf(intent);
  return {
    ref,
    state,
    amountMinor: fromStripe(amount, currency),
    currency: currency.toUpperCase(),
    clientAction: state === "REQUIRES_ACTION" ? actionOf(intent) : null,
    card: cardOf(intent),
    failure: state === "FAILED" ? failureOf(failureCodeOf(intent)) : null,
    captures: capturesOf(intent),
    refunds: refunds.filter((refund) => !isRelease(intent, refund)).map(toRefund),
    disputes: disputes.flatMap(toDispute),
    savedMethod: savedMethodOf(intent, state),
  };
}

/** The failure for a code of Stripe. */
export function failureOf(code: string): { code: string; retryable: boolean } {
  return { code, retryable: retryableDeclines.has(code) };
}

/** The state of a payment intent. */
export function stateOf({
  status,
  cancellation_reason: reason,
}: Pick<Intent, "status" | "cancellation_reason">): ProviderPayment["state"] {
  if (status === "processing") return "PROCESSING";
  if (status === "requires_capture") return "AUTHORIZED";
  if (status === "succeeded") return "CAPTURED";
  if (status !== "canceled") return "REQUIRES_ACTION";
  return reason === abandonedReason || isExpiry(reason) ? "FAILED" : "VOIDED";
}

/** Whether Stripe cancelled an authorisation that was not captured for a week. */
function isExpiry(reason: Intent["cancellation_reason"]): boolean {
  return reason === "automatic" || reason === "expired";
}

function failureCodeOf({
  cancellation_reason: reason,
  last_payment_error: error,
  latest_charge: charge,
}: Intent): string {
  if (isExpiry(reason)) return "authorization_expired";
  const ofCharge = typeof charge === "object" ? charge?.failure_code : null;
  return error?.decline_code ?? error?.code ?? ofCharge ?? "card_declined";
}

function actionOf({ client_secret: clientSecret = null, next_action: next }: Intent): ProviderPayment["clientAction"] {
  const redirectUrl = next?.redirect_to_url?.url ?? null;
  return { kind: redirectUrl === null ? "PROVIDER_SCRIPT" : "REDIRECT", clientSecret, redirectUrl };
}

function cardOf({ latest_charge: charge, payment_method: method }: Intent): ProviderPayment["card"] {
  const charged = typeof charge === "object" ? charge?.payment_method_details?.card : null;
  const given = typeof method === "object" ? method?.card : null;
  return toCard(charged) ?? toCard(given);
}

/** Null unless Stripe returns all fields. */
function toCard(card: StripeCard | null | undefined): ProviderPayment["card"] {
  const { brand, last4, exp_month: expMonth, exp_year: expYear } = card ?? {};
  return brand && last4 && expMonth && expYear ? { brand, last4, expMonth, expYear } : null;
}

/** Stripe captures once and releases the remainder. */
function capturesOf({ id, status, amount_received: taken, currency, metadata, latest_charge: charge }: Intent) {
  if (status !== "succeeded" || !taken) return [];
  const key = metadata?.[metadataKeys.capture] ?? null;
  return [{ ref: idOf(charge) ?? id, key, amountMinor: fromStripe(taken, currency) }];
}

/** Whether a refund only shows the released remainder of a capture: no money moved, and it was not requested. */
function isRelease({ amount, amount_received: taken }: Intent, refund: StripeRefund): boolean {
  const rest = amount - (taken ?? 0);
  return (
    rest > 0 &&
    refund.amount === rest &&
    !refund.metadata?.[metadataKeys.refund] &&
    idOf(refund.balance_transaction) === null
  );
}

function toRefund({ id: ref, amount, currency, status, failure_reason: why, metadata }: StripeRefund) {
  const key = metadata?.[metadataKeys.refund] ?? null;
  const state = refundStates[status ?? "pending"];
  const failure = state === "FAILED" ? (why ?? status ?? null) : null;
  return { ref, key, amountMinor: fromStripe(amount, currency), state, failure };
}

const refundStates = {
  pending: "PENDING",
  requires_action: "PENDING",
  succeeded: "SUCCEEDED",
  failed: "FAILED",
  canceled: "FAILED",
} as const;

/** Inquiries (`warning_…`) and prevented disputes withhold nothing. */
function toDispute({ id: ref, amount, currency, status, reason }: StripeDispute): ProviderPayment["disputes"] {
  if (status.startsWith("warning_") || status === "prevented") return [];
  const state = status === "won" ? "WON" : status === "lost" ? "LOST" : "OPEN";
  return [{ ref, amountMinor: fromStripe(amount, currency), currency: currency.toUpperCase(), state, reason }];
}

function savedMethodOf(
  { setup_future_usage: usage, customer, payment_method: method }: Intent,
  state: ProviderPayment["state"],
): ProviderPayment["savedMethod"] {
  const ref = idOf(method);
  const customerRef = idOf(customer);
  const isKept = usage && (state === "AUTHORIZED" || state === "CAPTURED");
  return isKept && ref !== null && customerRef !== null ? { ref, customerRef } : null;
}
