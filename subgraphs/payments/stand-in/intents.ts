/** Payment intents of the stand-in: created, confirmed, authenticated, captured once, cancelled. */
import {
  type Account,
  type Charge,
  invalidRequest,
  type PaymentIntent,
  type PaymentMethod,
  StripeError,
  seconds,
} from "./account.ts";
import { requireTaken } from "./amounts.ts";
import { behaviourOf, behaviourOfCard } from "./cards.ts";
import { disputeCapture } from "./disputes.ts";
import { type Form, metadataIn } from "./form.ts";

const unexpectedState = "payment_intent_unexpected_state";

/** Creates an intent, and confirms it if the request says so. */
export function createIntent(account: Account, form: Form): PaymentIntent {
  const { customer = null } = form;
  const amount = Number(form.amount);
  if (!Number.isSafeInteger(amount) || amount < 1) throw invalidRequest("parameter_invalid_integer", "amount");
  requireTaken(amount, form.currency ?? "", "amount");
  if (customer !== null && !account.customers.has(customer)) throw invalidRequest("resource_missing", "customer");
  const isConfirmed = form.confirm === "true";
  const method = isConfirmed ? methodFor(account, form, customer) : null;
  const id = account.newId("pi");
  const intent: PaymentIntent = {
    id,
    object: "payment_intent",
    created: seconds(account),
    livemode: false,
    amount,
    amount_received: 0,
    currency: form.currency ?? "",
    capture_method: form.capture_method ?? "automatic",
    status: "requires_payment_method",
    client_secret: `${id}_secret`,
    cancellation_reason: null,
    metadata: metadataIn(form),
    customer,
    payment_method: null,
    setup_future_usage: form.setup_future_usage ?? null,
    next_action: null,
    last_payment_error: null,
    latest_charge: null,
  };
  account.intents.set(id, intent);
  return method ? authorise(account, intent, method, returnUrlOf(form)) : intent;
}

/** Tries the card of the request. Throws the bank's decline as Stripe answers it. */
export function confirmIntent(account: Account, intent: PaymentIntent, form: Form): PaymentIntent {
  if (!/^requires_(payment_method|confirmation|action)$/.test(intent.status)) throw inState(intent);
  return authorise(account, intent, methodFor(account, form, intent.customer), returnUrlOf(form));
}

/** The customer has passed their bank's second step. */
export function authenticate(account: Account, intent: PaymentIntent): void {
  if (intent.status !== "requires_action" || !intent.payment_method) throw inState(intent);
  becomeCapturable(account, intent, intent.payment_method);
}

/** The customer has failed at their bank's second step: the intent needs another card. */
export function failAuthentication(account: Account, intent: PaymentIntent): void {
  if (intent.status !== "requires_action") throw inState(intent);
  intent.status = "requires_payment_method";
  intent.next_action = null;
  intent.last_payment_error = { code: "payment_intent_authentication_failure", decline_code: "" };
  account.publish("payment_intent.payment_failed", intent);
}

/** Captures once: the rest of the authorisation is released. */
export function captureIntent(account: Account, intent: PaymentIntent, form: Form): PaymentIntent {
  if (intent.status !== "requires_capture") throw inState(intent);
  const amount = Number(form.amount_to_capture ?? intent.amount);
  if (!(amount >= 1 && amount <= intent.amount)) throw invalidRequest("amount_too_large", "amount_to_capture");
  requireTaken(amount, intent.currency, "amount_to_capture");
  Object.assign(intent.metadata, metadataIn(form));
  intent.status = "succeeded";
  intent.amount_received = amount;
  account.publish("payment_intent.succeeded", intent);
  disputeCapture(account, intent);
  return intent;
}

/** Gives the intent up. */
export function cancelIntent(account: Account, intent: PaymentIntent, form: Form): PaymentIntent {
  if (intent.status === "succeeded" || intent.status === "canceled") throw inState(intent);
  intent.status = "canceled";
  intent.cancellation_reason = form.cancellation_reason ?? null;
  intent.next_action = null;
  account.publish("payment_intent.canceled", intent);
  return intent;
}

/** A kept payment method, or a new one from a test card. */
function methodFor(account: Account, form: Form, customer: string | null): PaymentMethod {
  const token = takeToken(account, form);
  const name = token ?? form["payment_method_data[card][token]"] ?? form.payment_method ?? "";
  const known = account.methods.get(name);
  if (known && known.customer !== null && known.customer === customer) return known;
  const card = behaviourOf(name)?.card;
  if (!card) throw invalidRequest("resource_missing", "payment_method");
  return { id: account.newId("pm"), object: "payment_method", type: "card", card, customer: null };
}

/** The card of a confirmation token, which confirms one payment, saved or not as the token says; undefined without one. */
function takeToken({ tokens }: Account, { confirmation_token: id, setup_future_usage: usage }: Form) {
  if (id === undefined) return undefined;
  const token = tokens.get(id);
  if (!token) throw invalidRequest("resource_missing", "confirmation_token");
  if (token.usage !== (usage ?? null)) throw invalidRequest("parameter_invalid", "setup_future_usage");
  tokens.delete(id);
  return token.card;
}

/** Stripe.js, which made a confirmation token, shows the second step itself. */
function returnUrlOf({ confirmation_token: token, return_url: url }: Form): string | undefined {
  return token === undefined ? url : undefined;
}

function authorise(account: Account, intent: PaymentIntent, method: PaymentMethod, returnUrl?: string): PaymentIntent {
  const { plays, declineCode } = behaviourOfCard(method.card) ?? { plays: "authorises", declineCode: "" };
  if (plays === "declines") {
    intent.status = "requires_payment_method";
    intent.last_payment_error = { code: "card_declined", decline_code: declineCode };
    account.publish("payment_intent.payment_failed", intent);
    const error = { decline_code: declineCode, payment_intent: structuredClone(intent) };
    throw new StripeError(402, "card_error", "card_declined", error);
  }
  if (plays === "authenticates") {
    const url = `${account.origin}/authenticate/${intent.id}`;
    intent.status = "requires_action";
    intent.payment_method = method;
    intent.next_action = returnUrl
      ? { type: "redirect_to_url", redirect_to_url: { url, return_url: returnUrl } }
      : { type: "use_stripe_sdk" };
    return intent;
  }
  return becomeCapturable(account, intent, method);
}

function becomeCapturable(account: Account, intent: PaymentIntent, method: PaymentMethod): PaymentIntent {
  if (intent.setup_future_usage && intent.customer) {
    method.customer = intent.customer;
    account.methods.set(method.id, method);
  }
  const charge: Charge = {
    id: account.newId("ch"),
    object: "charge",
    amount: intent.amount,
    amount_refunded: 0,
    disputed: false,
    failure_code: null,
    payment_method_details: { type: "card", card: method.card },
  };
  Object.assign(intent, {
    status: "requires_capture",
    payment_method: method,
    next_action: null,
    latest_charge: charge,
  });
  account.publish("payment_intent.amount_capturable_updated", intent);
  return intent;
}

function inState(intent: PaymentIntent): StripeError {
  const error = { payment_intent: structuredClone(intent) };
  return new StripeError(400, "invalid_request_error", unexpectedState, error);
}
