/**
 * Limits of declined payments, by checkout, network and saved method. An attempt counts before the provider is called, so that concurrent ones
 * cannot exceed a limit, and is taken back when its call ends without a decline.
 */
import { type AttemptCounter, countAttempt, type ReachedLimit, returnAttempt } from "@hansa/kit/coordination";
import { networkCounters } from "@hansa/kit/identity";
import { refusal } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Context, Deps } from "../../context.ts";
import { updatePayment } from "../../store/payments/queries.ts";
import { findRateLimits } from "../../store/settings/queries.ts";
import type { PaymentRow } from "../../store/tables.ts";
import { hashedNetworksOf } from "./network.ts";
import { isDecided, isDeclined } from "./transitions.ts";

const hour = 60 * 60 * 1_000;
const day = 24 * hour;

const ofCheckout = "payments_declines_checkout";
const ofNetwork = "payments_declines_network";
const ofSavedMethod = "payments_declines_saved_method";

/** The subjects of an attempt, besides its sender. */
type Attempt = { checkoutId: string; savedMethodId: string | null };

/** The counters of an attempt that this request makes. */
export async function declineCountersOf(
  context: Context,
  db: Reader,
  { checkoutId, savedMethodId }: Attempt,
): Promise<AttemptCounter[]> {
  const limits = await findRateLimits(db);
  return [
    { limit: ofCheckout, of: checkoutId, most: limits.declinesPerCheckout, windowMs: day },
    ...networkCounters(hashedNetworksOf(context), {
      limit: ofNetwork,
      most: limits.declinesPerNetwork,
      windowMs: hour,
    }),
    ...(savedMethodId === null
      ? []
      : [{ limit: ofSavedMethod, of: savedMethodId, most: limits.declinesPerSavedMethod, windowMs: day }]),
  ];
}

/** The saved method of a payment that is not decided; null if it has none. */
export function savedMethodIdOf({ declineCounters }: PaymentRow): string | null {
  return declineCounters?.find(({ limit }) => limit === ofSavedMethod)?.of ?? null;
}

/** The counters as the payment keeps them until it is decided. */
export function countedDecline(counters: readonly AttemptCounter[]) {
  const declineCounters = counters.map(({ limit, of, windowMs }) => ({ limit, of, windowMs }));
  return { declineCounters, isDeclineCounted: true };
}

/** Settles the count of a payment whose call has ended or that is decided: a decline stays counted, anything else is taken back. */
export async function settleDeclineCount(deps: Deps, tx: Tx, payment: PaymentRow): Promise<PaymentRow> {
  const { declineCounters, isDeclineCounted, state } = payment;
  if (declineCounters === null || (!isDeclineCounted && !isDecided(state))) return payment;
  if (isDeclined(payment) && !isDeclineCounted) await countAttempt(deps, tx, declineCounters);
  if (!isDeclined(payment) && isDeclineCounted) await returnAttempt(tx, declineCounters);
  const kept = isDecided(state) ? null : declineCounters;
  return updatePayment(tx, payment, { declineCounters: kept, isDeclineCounted: false });
}

/** The refusal of another attempt after too many declined ones. Its path names the field whose declines were too many. */
export function tooManyDeclines({ limit, retryAfterMs }: ReachedLimit, fields: { checkout: string }) {
  const error = (message: string, path?: string) => ({
    ...refusal("RateLimitedError", "RATE_LIMITED", message, path === undefined ? undefined : ["input", path]),
    retryAfterMs,
  });
  if (limit === ofCheckout) return error("Too many payments of this checkout were declined.", fields.checkout);
  if (limit === ofSavedMethod)
    return error("This payment method was declined too often. Pay in another way.", "savedMethodId");
  return error("Too many payments were declined here. Wait a while, then try again.");
}
