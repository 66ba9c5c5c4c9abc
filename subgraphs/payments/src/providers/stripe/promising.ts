/** Asking a bank by Stripe to promise money: what it says, what was made of it, and what is let go again after a no. */
import type { ProviderAnswer, ProviderStart, Try } from "../port.ts";
import { toStripe } from "./amounts.ts";
import { asPayment, failureOf, givenUpAfterDecline } from "./payment.ts";
import { expand, mustRead } from "./reading.ts";
import { definiteNo, type StripeClient, type StripeNo } from "./sdk.ts";
import { type Intent, intent, names } from "./shapes.ts";

/**
 * A customer whom Stripe has no more, as after a change of the key, keeps nobody from keeping a card: another is made. The payment then goes under
 * another key, as the first stands for a refusal.
 */
export async function start(stripe: StripeClient, begun: ProviderStart, once: Try): Promise<ProviderAnswer> {
  const { amountMinor, currency, savedMethod, keep } = begun;
  const amount = toStripe(amountMinor, currency);
  if (amount === undefined) return failed(begun, null, "amount_not_possible");
  const known = savedMethod?.customerRef ?? keep?.customerRef;
  const customer = known ?? (keep && (await newCustomer(stripe, once.key)));
  const answer = await begin(stripe, begun, amount, customer, once);
  const { gone } = answer;
  if (!gone || !keep) return answer;
  const another = await newCustomer(stripe, once.key);
  const again = await begin(stripe, begun, amount, another, { ...once, key: `${once.key}:new-customer` });
  return { ...again, gone };
}

/** Whoever gave up while the customer was made must not have a payment begun afterwards. */
async function begin(
  stripe: StripeClient,
  begun: ProviderStart,
  amount: number,
  customer: string | null,
  { key, signal }: Try,
): Promise<ProviderAnswer> {
  signal.throwIfAborted();
  const { paymentId, currency, token, savedMethod, keep, returnUrl } = begun;
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
export async function confirm(
  stripe: StripeClient,
  ref: string,
  token: string | null,
  { key }: Try,
): Promise<ProviderAnswer> {
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
    if (ref === null && "paymentId" in asked) return notBegun(asked, no);
    if (ref === null) throw error;
    if (no.kind === "refused" && "ref" in asked) return { payment: await mustRead(stripe, ref), refused: null };
    const given = await cancel(stripe, ref, givenUpAfterDecline, `${key}:give-up`);
    const payment = asPayment(given, [], []);
    return { payment: { ...payment, state: "FAILED", clientAction: null, failure: failureOf(no.code) }, refused: null };
  }
}

/** Nothing was made. Where the reason is that what was kept is gone, it says so, and under a name that a buyer's screen can act on. */
function notBegun(begun: ProviderStart, { code, missing }: StripeNo): ProviderAnswer {
  const { savedMethod, keep } = begun;
  const customerRef = savedMethod?.customerRef ?? keep?.customerRef;
  const methodRef = missing === "payment_method" && savedMethod ? savedMethod.ref : null;
  if (!customerRef || (missing !== "customer" && methodRef === null)) return failed(begun, null, code);
  return { ...failed(begun, null, savedMethod ? "saved_method_gone" : code), gone: { customerRef, methodRef } };
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

/** Lets go of a promise, or of what has not come to be one. */
export async function cancel(
  stripe: StripeClient,
  ref: string,
  reason: "abandoned" | "requested_by_customer",
  idempotencyKey: string,
): Promise<Intent> {
  const asked = { cancellation_reason: reason, expand };
  return intent.parse(await stripe.paymentIntents.cancel(ref, asked, { idempotencyKey }));
}

/** A payment that came to nothing before Stripe made anything. */
function failed({ amountMinor, currency }: ProviderStart, ref: string | null, code: string): ProviderAnswer {
  const nothing = { clientAction: null, card: null, captures: [], refunds: [], disputes: [], savedMethod: null };
  return {
    payment: { ref, state: "FAILED", amountMinor, currency, failure: failureOf(code), ...nothing },
    refused: null,
  };
}
