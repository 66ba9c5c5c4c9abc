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
  request: ProviderStart,
  once: CallAttempt,
): Promise<ProviderResponse> {
  const { amountMinor, currency, savedMethod, keep } = request;
  const amount = toStripe(amountMinor, currency);
  if (amount === undefined) return failedResponse(request, null, "amount_not_possible");
  const known = savedMethod?.customerRef ?? keep?.customerRef;
  const customer = known ?? (keep && (await createCustomer(stripe, once.key)));
  const response = await createIntent(stripe, { request, amount, customer }, once);
  const { gone } = response;
  if (!gone || !keep) return response;
  const another = await createCustomer(stripe, once.key);
  const again = await createIntent(
    stripe,
    { request, amount, customer: another },
    { ...once, key: `${once.key}:new-customer` },
  );
  return { ...again, gone };
}

/** A payment to start, with its amount and its customer as Stripe has them. */
type IntentDraft = { request: ProviderStart; amount: number; customer: string | null };

/** Creates the payment intent, unless the caller has aborted while the customer was created. */
async function createIntent(
  stripe: StripeClient,
  { request, amount, customer }: IntentDraft,
  { key, signal }: CallAttempt,
): Promise<ProviderResponse> {
  signal.throwIfAborted();
  const { paymentId, currency, token, savedMethod, keep, returnUrl } = request;
  const method = savedMethod ? { payment_method: savedMethod.ref } : methodParams(token);
  const isConfirmed = method !== undefined;
  return resolveOutcome(
    stripe,
    key,
    request,
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
        ...(isConfirmed ? { confirm: true, ...method } : {}),
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
  const method = methodParams(token);
  if (!method) return { payment: await mustReadPayment(stripe, ref), refused: null };
  const confirmed = stripe.paymentIntents.confirm(ref, { ...method, expand }, { idempotencyKey: key });
  return resolveOutcome(stripe, key, { ref }, confirmed);
}

/** Reads the outcome of a request. A declined intent is cancelled, so that the browser cannot continue it after the refusal. */
async function resolveOutcome(
  stripe: StripeClient,
  key: string,
  request: ProviderStart | { ref: string },
  made: Promise<unknown>,
): Promise<ProviderResponse> {
  try {
    return { payment: toPayment(intent.parse(await made), [], []), refused: null };
  } catch (error) {
    const no = readRejection(error);
    if (!no) throw error;
    const ref = "ref" in request ? request.ref : no.intentId;
    if (ref === null && "paymentId" in request) return notCreated(request, no);
    if (ref === null) throw error;
    if (no.kind === "refused" && "ref" in request)
      return { payment: await mustReadPayment(stripe, ref), refused: null };
    const given = await cancelIntent(stripe, ref, abandonedReason, `${key}:give-up`);
    const payment = toPayment(given, [], []);
    return { payment: { ...payment, state: "FAILED", clientAction: null, failure: failureOf(no.code) }, refused: null };
  }
}

/** The response if no intent was created. A missing customer or saved method is named, with a code that clients can act on. */
function notCreated(request: ProviderStart, { code, missing }: StripeRejection): ProviderResponse {
  const { savedMethod, keep } = request;
  const customerRef = savedMethod?.customerRef ?? keep?.customerRef;
  const methodRef = missing === "payment_method" && savedMethod ? savedMethod.ref : null;
  if (!customerRef || (missing !== "customer" && methodRef === null)) return failedResponse(request, null, code);
  return {
    ...failedResponse(request, null, savedMethod ? "saved_method_gone" : code),
    gone: { customerRef, methodRef },
  };
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
  const request = { cancellation_reason: reason, expand };
  return intent.parse(await stripe.paymentIntents.cancel(ref, request, { idempotencyKey }));
}

/** The response for a payment that failed before Stripe created an intent. */
function failedResponse({ amountMinor, currency }: ProviderStart, ref: string | null, code: string): ProviderResponse {
  const nothing = { clientAction: null, card: null, captures: [], refunds: [], disputes: [], savedMethod: null };
  return {
    payment: { ref, state: "FAILED", amountMinor, currency, failure: failureOf(code), ...nothing },
    refused: null,
  };
}
