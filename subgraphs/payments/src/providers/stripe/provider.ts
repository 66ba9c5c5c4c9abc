/** Stripe behind our port: payment intents that are captured by hand, refunds, saved cards, and messages that only say where to look. */
import type { Provider, ProviderAnswer, ProviderPayment, ProviderStart, Try } from "../port.ts";
import { toStripe } from "./amounts.ts";
import { asPayment, failureOf, givenUpAfterDecline } from "./payment.ts";
import { complete, findByOurId, listPayments, readPayment } from "./reading.ts";
import { definiteNo, openStripe, type StripeClient, speakable } from "./sdk.ts";
import { type Intent, intent, names } from "./shapes.ts";
import { stripeWebhook } from "./webhook.ts";

export type StripeOptions = {
  secretKey: string;
  /** Each is accepted, so that one can be replaced. */
  webhookSecrets: readonly string[];
  /** Where it is, if not at Stripe's own address. */
  url: string | undefined;
};

const expand = ["latest_charge", "payment_method"];

/** The provider. Each call carries our key on, so that Stripe knows it again. */
export function stripeProvider({ secretKey, webhookSecrets, url }: StripeOptions): Provider {
  const stripe = openStripe(secretKey, url);
  return {
    name: "stripe",
    methods: [{ code: "card", label: "Card", savable: true }],
    capturesInParts: false,
    start: (begun, once) => untilAborted(once, start(stripe, begun, once)),
    confirm: ({ ref, token }, once) => untilAborted(once, confirm(stripe, ref, token, once)),
    capture: ({ ref, amountMinor }, once) => untilAborted(once, capture(stripe, ref, amountMinor, once)),
    void: ({ ref }, once) => untilAborted(once, giveUp(stripe, ref, once)),
    refund: ({ ref, amountMinor, paymentId }, once) =>
      untilAborted(once, refund(stripe, { ref, amountMinor, paymentId }, once)),
    forgetMethod: ({ ref }, once) => untilAborted(once, forget(stripe, ref, once)),
    lookup: ({ paymentId, ref, createdAt }, signal) =>
      untilAborted({ signal }, lookUp(stripe, paymentId, ref, createdAt)),
    list: (since, after, signal) => untilAborted({ signal }, listPayments(stripe, since, after)),
    webhook: stripeWebhook(webhookSecrets),
  };
}

async function start(stripe: StripeClient, begun: ProviderStart, { key }: Try): Promise<ProviderAnswer> {
  const { paymentId, amountMinor, currency, token, savedMethod, keep, returnUrl } = begun;
  const amount = toStripe(amountMinor, currency);
  if (amount === undefined) return failed(begun, null, "amount_not_possible");
  const customer = savedMethod?.customerRef ?? (keep && (keep.customerRef ?? (await newCustomer(stripe, key))));
  const way = savedMethod ? { payment_method: savedMethod.ref } : wayOf(token);
  const isConfirmed = way !== undefined;
  return whetherTaken(
    stripe,
    key,
    begun,
    stripe.paymentIntents.create(
      {
        amount,
        currency: currency.toLowerCase(),
        capture_method: "manual",
        allowed_payment_method_types: ["card"],
        metadata: { [names.payment]: paymentId },
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

/** Without a token the customer has done their step in the browser, and only the outcome is to be seen. */
async function confirm(stripe: StripeClient, ref: string, token: string | null, { key }: Try): Promise<ProviderAnswer> {
  const way = wayOf(token);
  if (!way) return { payment: await mustRead(stripe, ref), refused: null };
  const confirmed = stripe.paymentIntents.confirm(ref, { ...way, expand }, { idempotencyKey: key });
  return whetherTaken(stripe, key, { ref }, confirmed);
}

/** A decline is final here: the intent is given up, or the browser could go on with it after the shop had been told no. */
async function whetherTaken(
  stripe: StripeClient,
  key: string,
  asked: ProviderStart | { ref: string },
  made: Promise<unknown>,
): Promise<ProviderAnswer> {
  try {
    return { payment: asPayment(intent.parse(await made), [], []), refused: null };
  } catch (error) {
    const no = definiteNo(error);
    if (!no) throw error;
    const ref = "ref" in asked ? asked.ref : no.intentId;
    if (ref === null && "paymentId" in asked) return failed(asked, null, no.code);
    if (ref === null) throw error;
    if (no.kind === "refused" && "ref" in asked) return { payment: await mustRead(stripe, ref), refused: null };
    const given = await cancel(stripe, ref, givenUpAfterDecline, `${key}:give-up`);
    const payment = asPayment(given, [], []);
    return { payment: { ...payment, state: "FAILED", clientAction: null, failure: failureOf(no.code) }, refused: null };
  }
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
 * Null is certain, and whoever hears it may begin the payment: without Stripe's id its list is gone through, which is always up to date, and not
 * its search by metadata, which lags behind. Where the list is too long this rejects: then it is unknown.
 */
async function lookUp(
  stripe: StripeClient,
  paymentId: string,
  ref: string | null,
  createdAt: number,
): Promise<ProviderPayment | null> {
  if (ref !== null) return readPayment(stripe, ref);
  const found = await findByOurId(stripe, paymentId, createdAt);
  return found && complete(stripe, found);
}

/** What stands for a card: Stripe's id of a payment method, of a confirmation token, or of a card token. */
function wayOf(token: string | null) {
  if (token === null) return undefined;
  if (token.startsWith("ctoken_")) return { confirmation_token: token };
  if (token.startsWith("tok_")) return { payment_method_data: { type: "card" as const, card: { token } } };
  return { payment_method: token };
}

async function newCustomer(stripe: StripeClient, key: string): Promise<string> {
  return (await stripe.customers.create({}, { idempotencyKey: `${key}:customer` })).id;
}

async function cancel(
  stripe: StripeClient,
  ref: string,
  reason: "abandoned" | "requested_by_customer",
  idempotencyKey: string,
): Promise<Intent> {
  const asked = { cancellation_reason: reason, expand };
  return intent.parse(await stripe.paymentIntents.cancel(ref, asked, { idempotencyKey }));
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

async function mustRead(stripe: StripeClient, ref: string): Promise<ProviderPayment & { ref: string }> {
  const found = await readPayment(stripe, ref);
  if (!found) throw new Error(`Stripe has no ${ref}`);
  return found;
}

/** A payment that came to nothing before Stripe made anything. */
function failed({ amountMinor, currency }: ProviderStart, ref: string | null, code: string): ProviderAnswer {
  const nothing = { clientAction: null, card: null, captures: [], refunds: [], disputes: [], savedMethod: null };
  return {
    payment: { ref, state: "FAILED", amountMinor, currency, failure: failureOf(code), ...nothing },
    refused: null,
  };
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
