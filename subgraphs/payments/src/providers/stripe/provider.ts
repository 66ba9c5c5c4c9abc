/** Stripe behind our port: payment intents that are captured by hand, refunds, saved cards, and messages that only say where to look. */
import type { Provider, ProviderAnswer, ProviderPayment, ProviderSought, Try } from "../port.ts";
import { toStripe } from "./amounts.ts";
import { asPayment } from "./payment.ts";
import { cancel, confirm, start } from "./promising.ts";
import { complete, expand, findRef, listMoved, listPayments, mustRead, readPayment } from "./reading.ts";
import { definiteNo, lateMs, openStripe, type StripeClient, speakable } from "./sdk.ts";
import { intent, names } from "./shapes.ts";
import { stripeWebhook } from "./webhook.ts";

export type StripeOptions = {
  secretKey: string;
  /** Each is accepted, so that one can be replaced. */
  webhookSecrets: readonly string[];
  /** Where it is, if not at Stripe's own address. */
  url: string | undefined;
};

/** The provider. Each call carries our key on, so that Stripe knows it again. */
export function stripeProvider({ secretKey, webhookSecrets, url }: StripeOptions): Provider {
  const stripe = openStripe(secretKey, url);
  return {
    name: "stripe",
    methods: [{ code: "card", label: "Card", savable: true }],
    capturesInParts: false,
    lateMs,
    start: (begun, once) => untilAborted(once, start(stripe, begun, once)),
    confirm: ({ ref, token }, once) => untilAborted(once, confirm(stripe, ref, token, once)),
    capture: ({ ref, amountMinor }, once) => untilAborted(once, capture(stripe, ref, amountMinor, once)),
    void: ({ ref }, once) => untilAborted(once, giveUp(stripe, ref, once)),
    refund: ({ ref, amountMinor, paymentId }, once) =>
      untilAborted(once, refund(stripe, { ref, amountMinor, paymentId }, once)),
    forgetMethod: ({ ref }, once) => untilAborted(once, forget(stripe, ref, once)),
    lookup: (sought, signal) => untilAborted({ signal }, lookUp(stripe, sought, signal)),
    list: (since, after, signal) => untilAborted({ signal }, listPayments(stripe, since, after)),
    listMoved: (since, after, signal) => untilAborted({ signal }, listMoved(stripe, since, after)),
    webhook: stripeWebhook(webhookSecrets),
  };
}

async function capture(stripe: StripeClient, ref: string, amountMinor: number, { key }: Try): Promise<ProviderAnswer> {
  const standing = await mustRead(stripe, ref);
  const amount = toStripe(amountMinor, standing.currency);
  if (amount === undefined) return { payment: standing, refused: "amount_not_possible" };
  const metadata = { [names.capture]: key };
  const taken = stripe.paymentIntents.capture(
    ref,
    { amount_to_capture: amount, metadata, expand },
    { idempotencyKey: key },
  );
  return orRefused(
    stripe,
    ref,
    taken.then((answer) => complete(stripe, intent.parse(answer))),
  );
}

/** Voided before is voided. */
async function giveUp(stripe: StripeClient, ref: string, { key }: Try): Promise<ProviderAnswer> {
  const given = cancel(stripe, ref, "requested_by_customer", key).then((answer) => asPayment(answer, [], []));
  const answer = await orRefused(stripe, ref, given);
  return answer.payment.state === "VOIDED" ? { ...answer, refused: null } : answer;
}

async function refund(
  stripe: StripeClient,
  { ref, amountMinor, paymentId }: { ref: string; amountMinor: number; paymentId: string },
  { key }: Try,
): Promise<ProviderAnswer> {
  const standing = await mustRead(stripe, ref);
  const amount = toStripe(amountMinor, standing.currency);
  if (amount === undefined) return { payment: standing, refused: "amount_not_possible" };
  const metadata = { [names.payment]: paymentId, [names.refund]: key };
  const given = stripe.refunds.create({ payment_intent: ref, amount, metadata }, { idempotencyKey: key });
  return orRefused(
    stripe,
    ref,
    given.then(() => mustRead(stripe, ref)),
  );
}

/** Resolves when the card is nobody's any more, be it that it was before. */
async function forget(stripe: StripeClient, ref: string, { key }: Try): Promise<void> {
  try {
    await stripe.paymentMethods.detach(ref, {}, { idempotencyKey: key });
  } catch (error) {
    if (definiteNo(error)?.kind !== "refused") throw error;
  }
}

/**
 * Null is certain, and whoever hears it may begin the payment, or give it up: without Stripe's id its list is gone through, which is always up to
 * date, and not its search by metadata, which lags behind. Where the list is too long this rejects: then it is unknown.
 */
async function lookUp(
  stripe: StripeClient,
  sought: ProviderSought,
  signal: AbortSignal,
): Promise<ProviderPayment | null> {
  const ref = sought.ref ?? (await findRef(stripe, sought, signal));
  return ref === null ? null : readPayment(stripe, ref);
}

/** Where Stripe says no for certain, how the payment stands all the same. */
async function orRefused(stripe: StripeClient, ref: string, done: Promise<ProviderPayment>): Promise<ProviderAnswer> {
  try {
    return { payment: await done, refused: null };
  } catch (error) {
    const no = definiteNo(error);
    if (!no) throw error;
    return { payment: await mustRead(stripe, ref), refused: no.code };
  }
}

/** Rejects as soon as the caller gives up; what Stripe does is unknown then, and the key finds it. */
function untilAborted<T>({ signal }: { signal: AbortSignal }, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error("Stripe did not answer in time", { cause: signal.reason }));
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    work.then(resolve, (error) => reject(speakable(error))).finally(() => signal.removeEventListener("abort", giveUp));
  });
}
