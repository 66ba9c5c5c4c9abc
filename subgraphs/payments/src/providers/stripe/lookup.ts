/** Lookup of payments at Stripe, by id and from its lists. */
import { z } from "zod";
import type { ListedPayment, PaymentLookup, ProviderPage, ProviderPayment } from "../port.ts";
import { stateOf, toPayment } from "./payment.ts";
import { dispute, type Intent, idOf, intent, metadataKeys, movement, refund } from "./schemas.ts";
import { readRejection, resourceMissing, type StripeClient } from "./sdk.ts";

/** Related objects that Stripe includes in a payment intent. */
export const expand = ["latest_charge", "payment_method"];
const maxPageSize = 100;
/** Maximum clock skew between Stripe and the shop. */
const maxClockSkewMs = 10 * 60 * 1_000;
/** Maximum number of pages of a search without Stripe's id; beyond it the payment is unknown, not missing. */
const maxPages = 100;

/** The fields of a payment in a list. */
const listed = intent.pick({ id: true, status: true, cancellation_reason: true, metadata: true });
const page = z.object({ data: z.array(listed), has_more: z.boolean() });
const movements = z.object({ data: z.array(movement), has_more: z.boolean() });
const refunds = z.object({ data: z.array(refund), has_more: z.boolean() });
const disputes = z.object({ data: z.array(dispute), has_more: z.boolean() });

/** The payment with Stripe's id; null if there is none. */
export async function readPayment(
  stripe: StripeClient,
  ref: string,
): Promise<(ProviderPayment & { ref: string }) | null> {
  const found = await orNull(stripe.paymentIntents.retrieve(ref, { expand }));
  return found === null ? null : addMovements(stripe, intent.parse(found));
}

/** The payment of an intent, with its refunds and disputes. */
export async function addMovements(stripe: StripeClient, found: Intent): Promise<ProviderPayment & { ref: string }> {
  if (found.status !== "succeeded") return toPayment(found, [], []);
  const moved = { payment_intent: found.id, limit: maxPageSize };
  const given = refunds.parse(await stripe.refunds.list(moved));
  const isDisputed = typeof found.latest_charge === "object" && found.latest_charge?.disputed;
  const page = isDisputed ? disputes.parse(await stripe.disputes.list(moved)) : { data: [], has_more: false };
  if (given.has_more || page.has_more) throw new Error(`${found.id} has more movements than one page holds`);
  return toPayment(found, given.data.sort(byTime), page.data.sort(byTime));
}

/** The payment with Stripe's id; throws if there is none. */
export async function mustReadPayment(stripe: StripeClient, ref: string): Promise<ProviderPayment & { ref: string }> {
  const found = await readPayment(stripe, ref);
  if (!found) throw new Error(`Stripe has no ${ref}`);
  return found;
}

/**
 * Stripe's id of the payment created for our id; null if there is none. Stripe's metadata search lags behind by a minute or more, its list does not.
 * So all payments of the period, with a margin for clock skew, are read.
 */
export async function findIntentId(
  stripe: StripeClient,
  { paymentId, createdAt, latestAt }: PaymentLookup,
  signal: AbortSignal,
): Promise<string | null> {
  const until = latestAt === undefined ? null : latestAt + maxClockSkewMs;
  let after: string | null = null;
  for (let read = 0; read < maxPages; read += 1) {
    signal.throwIfAborted();
    const { data, has_more: hasMore } = await readPage(stripe, createdAt - maxClockSkewMs, after, until);
    const found = data.find(({ metadata }) => metadata?.[metadataKeys.payment] === paymentId);
    if (found) return found.id;
    after = data.at(-1)?.id ?? null;
    if (!hasMore || after === null) return null;
  }
  throw new Error(`${paymentId} was not found among the ${maxPages * maxPageSize} newest payments`);
}

/** A page of all payments created since, ours or not. */
export async function listPayments(
  stripe: StripeClient,
  since: number,
  after: string | null,
): Promise<ProviderPage<ListedPayment>> {
  const { data, has_more: hasMore } = await readPage(stripe, since, after);
  const payments = data.map((found) => ({
    paymentId: found.metadata?.[metadataKeys.payment] ?? null,
    ref: found.id,
    state: stateOf(found),
  }));
  return { payments, next: hasMore ? (data.at(-1)?.id ?? null) : null };
}

/** A page of the movements since: refunds first, then disputes. */
export async function listMoved(
  stripe: StripeClient,
  since: number,
  after: string | null,
): Promise<ProviderPage<{ ref: string }>> {
  const [list, last] = (after ?? "refunds").split(" ");
  const page = pageAfter(since, last);
  const shown = list === "refunds" ? stripe.refunds.list(page) : stripe.disputes.list(page);
  const { data, has_more: hasMore } = movements.parse(await shown);
  const refs = data.flatMap(({ payment_intent: about }) => idOf(about) ?? []);
  const end = list === "refunds" ? "disputes" : null;
  return { payments: refs.map((ref) => ({ ref })), next: hasMore ? `${list} ${data.at(-1)?.id}` : end };
}

async function readPage(stripe: StripeClient, since: number, after: string | null, until: number | null = null) {
  return page.parse(await stripe.paymentIntents.list(pageAfter(since, after, until)));
}

function pageAfter(since: number, last: string | null | undefined, until: number | null = null) {
  const from = last ? { starting_after: last } : {};
  const end = until === null ? {} : { lte: Math.ceil(until / 1_000) };
  return { created: { gte: Math.floor(since / 1_000), ...end }, limit: maxPageSize, ...from };
}

/** The requested object, or null if Stripe definitely has none. */
async function orNull<T>(page: Promise<T>): Promise<T | null> {
  try {
    return await page;
  } catch (error) {
    if (readRejection(error)?.code === resourceMissing) return null;
    throw error;
  }
}

/** The oldest first; movements of the same second in a stable order. */
function byTime(one: { id: string; created: number }, other: { id: string; created: number }): number {
  return one.created - other.created || (one.id < other.id ? -1 : 1);
}
