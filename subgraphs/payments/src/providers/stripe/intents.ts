/** Payment intents at Stripe: creates, confirms and cancels them, and gives declined ones up. */
import type { CallAttempt, ProviderResponse, ProviderStart } from "../port.ts";
import { toStripe } from "./amounts.ts";
import { expand, mustReadPayment } from "./lookup.ts";
import { abandonedReason, failureOf, toPayment } from "./payment.ts";
import { type Intent, intent, metadataKeys } from "./schemas.ts";
import { readRejection, type StripeClient, type StripeRejection } from "./sdk.ts";

/**
 * Starts a payment. If the customer no longer exists at Stripe, for example after a change of the key, a new one is created to save the card. The
 * payment then needs another key, as the first one stands for a refusal.
 */
export async function startPayment(
  stripe: StripeClient,
  begun: ProviderStart,
  once: CallAttempt,
): Promise<ProviderResponse> {
  const { amountMinor, currency, savedMethod, keep } = begun;
  const amount = toStripe(amountMinor, currency);
  if (amount === undefined) return failedResponse(begun, null, "amount_not_possible");
  const known = savedMethod?.customerRef ?? keep?.customerRef;
  const customer = known ?? (keep && (await createCustomer(stripe, once.key)));
  const answer = await createIntent(stripe, { begun, amount, customer }, once);
  const { gone } = answer;
  if (!gone || !keep) return answer;
  const another = await createCustomer(stripe, once.key);
  const again = await createIntent(
    stripe,
    { begun, amount, customer: another },
    { ...once, key: `${once.key}:new-customer` },
  );
  return { ...again, gone };
}

/** A payment to start, with its amount and its customer as Stripe has them. */
type IntentDraft = { begun: ProviderStart; amount: number; customer: string | null };

/** Creates the payment intent, unless the caller has aborted while the customer was created. */
async function createIntent(
  stripe: StripeClient,
  { begun, amount, customer }: IntentDraft,
  { key, signal }: CallAttempt,
): Promise<ProviderResponse> {
  signal.throwIfAborted();
  const { paymentId, currency, token, savedMethod, keep, returnUrl } = begun;
  const way = savedMethod ? { payment_method: savedMethod.ref } : methodParams(token);
  const isConfirmed = way !== undefined;
  return resolveOutcome(
    stripe,
    key,
    begun,
    stripe.paymentIntents.create(
      {
        amount,
        currency: currency.toLowerCase(),
        capture_method: "manual",
        allowed_payment_method_types: ["card"],
        metadata: { [metadataKeys.payment]: paymentId },
        expand,
        ...(customer ? { customer } : {}),
        ...(keep ? { setup_future_usage: "on_session" as const } : {}),
        ...(isConfirmed ? { confirm: true, ...way } : {}),
        ...(isConfirmed && returnUrl !== null ? { return_url: returnUrl } : {}),
      },
      { idempotencyKey: key },
    ),
  );
}

/** Confirms with a token. Without one the customer has acted in the browser, and only the outcome is read. */
export async function confirmPayment(
  stripe: StripeClient,
  ref: string,
  token: string | null,
  { key }: CallAttempt,
): Promise<ProviderResponse> {
  const way = methodParams(token);
  if (!way) return { payment: await mustReadPayment(stripe, ref), refused: null };
  const confirmed = stripe.paymentIntents.confirm(ref, { ...way, expand }, { idempotencyKey: key });
  return resolveOutcome(stripe, key, { ref }, confirmed);
}

/** Reads the outcome of a request. A declined intent is cancelled, so that the browser cannot continue it after the refusal. */
async function resolveOutcome(
  stripe: StripeClient,
  key: string,
  asked: ProviderStart | { ref: string },
  made: Promise<unknown>,
): Promise<ProviderResponse> {
  try {
    return { payment: toPayment(intent.parse(await made), [], []), refused: null };
  } catch (error) {
    const no = readRejection(error);
    if (!no) throw error;
    const ref = "ref" in asked ? asked.ref : no.intentId;
    if (ref === null && "paymentId" in asked) return notCreated(asked, no);
    if (ref === null) throw error;
    if (no.kind === "refused" && "ref" in asked) return { payment: await mustReadPayment(stripe, ref), refused: null };
    const given = await cancelIntent(stripe, ref, abandonedReason, `${key}:give-up`);
    const payment = toPayment(given, [], []);
    return { payment: { ...payment, state: "FAILED", clientAction: null, failure: failureOf(no.code) }, refused: null };
  }
}

/** The response if no intent was created. A missing customer or saved method is named, with a code that clients can act on. */
function notCreated(begun: ProviderStart, { code, missing }: StripeRejection): ProviderResponse {
  const { savedMethod, keep } = begun;
  const customerRef = savedMethod?.customerRef ?? keep?.customerRef;
  const methodRef = missing === "payment_method" && savedMethod ? savedMethod.ref : null;
  if (!customerRef || (missing !== "customer" && methodRef === null)) return failedResponse(begun, null, code);
  return { ...failedResponse(begun, null, savedMethod ? "saved_method_gone" : code), gone: { customerRef, methodRef } };
}

/** Request fields of a token: a payment method, a confirmation token, or a card token. */
function methodParams(token: string | null) {
  if (token === null) return undefined;
  if (token.startsWith("ctoken_")) return { confirmation_token: token };
  if (token.startsWith("tok_")) return { payment_method_data: { type: "card" as const, card: { token } } };
  return { payment_method: token };
}

async function createCustomer(stripe: StripeClient, key: string): Promise<string> {
  return (await stripe.customers.create({}, { idempotencyKey: `${key}:customer` })).id;
}

/** Cancels a payment intent. */
export async function cancelIntent(
  stripe: StripeClient,
  ref: string,
  reason: "abandoned" | "requested_by_customer",
  idempotencyKey: string,
): Promise<Intent> {
  const asked = { cancellation_reason: reason, expand };
  return intent.parse(await stripe.paymentIntents.cancel(ref, asked, { idempotencyKey }));
}

/** The response for a payment that failed before Stripe created an intent. */
function failedResponse({ amountMinor, currency }: ProviderStart, ref: string | null, code: string): ProviderResponse {
  const nothing = { clientAction: null, card: null, captures: [], refunds: [], disputes: [], savedMethod: null };
  return {
    payment: { ref, state: "FAILED", amountMinor, currency, failure: failureOf(code), ...nothing },
    refused: null,
  };
}
