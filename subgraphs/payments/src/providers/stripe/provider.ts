/** Stripe provider: manually captured payment intents, refunds, saved cards, and messages that only name the payment. */
import type { CallAttempt, PaymentLookup, Provider, ProviderPayment, ProviderResponse } from "../port.ts";
import { stripeSteps, toStripe } from "./amounts.ts";
import { cancelIntent, confirmPayment, startPayment } from "./intents.ts";
import { addMovements, expand, findIntentId, listMoved, listPayments, mustReadPayment, readPayment } from "./lookup.ts";
import { toPayment } from "./payment.ts";
import { intent, metadataKeys } from "./schemas.ts";
import { lateMs, openStripe, readRejection, redactError, type StripeClient, scriptUrl } from "./sdk.ts";
import { stripeWebhook } from "./webhook.ts";

export type StripeOptions = {
  secretKey: string;
  /** The key for the script in the browser. */
  publishableKey: string;
  /** All are accepted, so that one can be replaced. */
  webhookSecrets: readonly string[];
  /** An address other than Stripe's own. */
  url: string | undefined;
};

/** The provider. Each call passes our key on as Stripe's idempotency key. */
export function stripeProvider({ secretKey, publishableKey, webhookSecrets, url }: StripeOptions): Provider {
  const stripe = openStripe(secretKey, url);
  return {
    name: "stripe",
    methods: [{ code: "card", label: "Card", savable: true, script: { url: scriptUrl(url), publishableKey } }],
    payableSteps: stripeSteps,
    capturesInParts: false,
    lateMs,
    start: (request, once) => untilAborted(once, startPayment(stripe, request, once)),
    confirm: ({ ref, token }, once) => untilAborted(once, confirmPayment(stripe, ref, token, once)),
    capture: ({ ref, amountMinor }, once) => untilAborted(once, capturePayment(stripe, ref, amountMinor, once)),
    void: ({ ref }, once) => untilAborted(once, voidPayment(stripe, ref, once)),
    refund: ({ ref, amountMinor, paymentId }, once) =>
      untilAborted(once, refundPayment(stripe, { ref, amountMinor, paymentId }, once)),
    removeMethod: ({ ref }, once) => untilAborted(once, detachMethod(stripe, ref, once)),
    lookup: (sought, signal) => untilAborted({ signal }, lookUpPayment(stripe, sought, signal)),
    list: (since, after, signal) => untilAborted({ signal }, listPayments(stripe, since, after)),
    listMoved: (since, after, signal) => untilAborted({ signal }, listMoved(stripe, since, after)),
    webhook: stripeWebhook(webhookSecrets),
  };
}

async function capturePayment(
  stripe: StripeClient,
  ref: string,
  amountMinor: number,
  { key }: CallAttempt,
): Promise<ProviderResponse> {
  const standing = await mustReadPayment(stripe, ref);
  const amount = toStripe(amountMinor, standing.currency);
  if (amount === undefined) return { payment: standing, refused: "amount_not_possible" };
  const metadata = { [metadataKeys.capture]: key };
  const taken = stripe.paymentIntents.capture(
    ref,
    { amount_to_capture: amount, metadata, expand },
    { idempotencyKey: key },
  );
  return withRefusal(
    stripe,
    ref,
    taken.then((response) => addMovements(stripe, intent.parse(response))),
  );
}

/** Cancels an intent; a voided one counts as success. */
async function voidPayment(stripe: StripeClient, ref: string, { key }: CallAttempt): Promise<ProviderResponse> {
  const given = cancelIntent(stripe, ref, "requested_by_customer", key).then((response) => toPayment(response, [], []));
  const response = await withRefusal(stripe, ref, given);
  return response.payment.state === "VOIDED" ? { ...response, refused: null } : response;
}

async function refundPayment(
  stripe: StripeClient,
  { ref, amountMinor, paymentId }: { ref: string; amountMinor: number; paymentId: string },
  { key }: CallAttempt,
): Promise<ProviderResponse> {
  const standing = await mustReadPayment(stripe, ref);
  const amount = toStripe(amountMinor, standing.currency);
  if (amount === undefined) return { payment: standing, refused: "amount_not_possible" };
  const metadata = { [metadataKeys.payment]: paymentId, [metadataKeys.refund]: key };
  const given = stripe.refunds.create({ payment_intent: ref, amount, metadata }, { idempotencyKey: key });
  return withRefusal(
    stripe,
    ref,
    given.then(() => mustReadPayment(stripe, ref)),
  );
}

/** Resolves when the card belongs to no customer, even if it did before the call. */
async function detachMethod(stripe: StripeClient, ref: string, { key }: CallAttempt): Promise<void> {
  try {
    await stripe.paymentMethods.detach(ref, {}, { idempotencyKey: key });
  } catch (error) {
    if (readRejection(error)?.kind !== "refused") throw error;
  }
}

/**
 * Null is certain, and callers may start or fail the payment then: without Stripe's id the up-to-date list is read, not the delayed metadata search.
 * If the list is too long this rejects: the outcome is unknown.
 */
async function lookUpPayment(
  stripe: StripeClient,
  sought: PaymentLookup,
  signal: AbortSignal,
): Promise<ProviderPayment | null> {
  const ref = sought.ref ?? (await findIntentId(stripe, sought, signal));
  return ref === null ? null : readPayment(stripe, ref);
}

/** Returns the payment with the refusal code if Stripe definitely refused. */
async function withRefusal(
  stripe: StripeClient,
  ref: string,
  done: Promise<ProviderPayment>,
): Promise<ProviderResponse> {
  try {
    return { payment: await done, refused: null };
  } catch (error) {
    const no = readRejection(error);
    if (!no) throw error;
    return { payment: await mustReadPayment(stripe, ref), refused: no.code };
  }
}

/** Rejects as soon as the caller aborts; the outcome at Stripe is then unknown and found by the key. */
function untilAborted<T>({ signal }: { signal: AbortSignal }, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error("Stripe did not answer in time", { cause: signal.reason }));
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    work
      .then(resolve, (error) => reject(redactError(error)))
      .finally(() => signal.removeEventListener("abort", giveUp));
  });
}
