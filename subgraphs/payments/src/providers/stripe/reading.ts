/** Asking Stripe how payments stand. */
import { z } from "zod";
import type { ProviderListed, ProviderPage, ProviderPayment, ProviderSought } from "../port.ts";
import { asPayment, stateOf } from "./payment.ts";
import { definiteNo, notThere, type StripeClient } from "./sdk.ts";
import { dispute, type Intent, idOf, intent, movement, names, refund } from "./shapes.ts";

/** What Stripe tells of a payment beside itself. */
export const expand = ["latest_charge", "payment_method"];
const largestPage = 100;
/** So far the clocks of Stripe and the shop may be apart. */
const clockMs = 10 * 60 * 1_000;
/** A payment whose id is not known is looked for among so many pages; then it is unknown, which is not missing. */
const mostPages = 100;

/** What a list says of each payment: no more is asked for there. */
const listed = intent.pick({ id: true, status: true, cancellation_reason: true, metadata: true });
const page = z.object({ data: z.array(listed), has_more: z.boolean() });
const movements = z.object({ data: z.array(movement), has_more: z.boolean() });
const refunds = z.object({ data: z.array(refund), has_more: z.boolean() });
const disputes = z.object({ data: z.array(dispute), has_more: z.boolean() });

/** How a payment stands, by Stripe's id of it; null if there is none. */
export async function readPayment(
  stripe: StripeClient,
  ref: string,
): Promise<(ProviderPayment & { ref: string }) | null> {
  const found = await orMissing(stripe.paymentIntents.retrieve(ref, { expand }));
  return found === null ? null : complete(stripe, intent.parse(found));
}

/** An intent with everything that moved. */
export async function complete(stripe: StripeClient, found: Intent): Promise<ProviderPayment & { ref: string }> {
  if (found.status !== "succeeded") return asPayment(found, [], []);
  const moved = { payment_intent: found.id, limit: largestPage };
  const given = refunds.parse(await stripe.refunds.list(moved));
  const isDisputed = typeof found.latest_charge === "object" && found.latest_charge?.disputed;
  const asked = isDisputed ? disputes.parse(await stripe.disputes.list(moved)) : { data: [], has_more: false };
  if (given.has_more || asked.has_more) throw new Error(`${found.id} has more movements than one page holds`);
  return asPayment(found, given.data.sort(byTime), asked.data.sort(byTime));
}

/** The same of one that has to be there. */
export async function mustRead(stripe: StripeClient, ref: string): Promise<ProviderPayment & { ref: string }> {
  const found = await readPayment(stripe, ref);
  if (!found) throw new Error(`Stripe has no ${ref}`);
  return found;
}

/**
 * Stripe's id of the payment that was made for our id; null if there is none. Stripe finds things by their metadata only a minute or more after
 * it was told them; its list is always up to date. So whatever was made meanwhile, and a little before and after, is gone through.
 */
export async function findRef(
  stripe: StripeClient,
  { paymentId, createdAt, latestAt }: ProviderSought,
  signal: AbortSignal,
): Promise<string | null> {
  const until = latestAt === undefined ? null : latestAt + clockMs;
  let after: string | null = null;
  for (let read = 0; read < mostPages; read += 1) {
    signal.throwIfAborted();
    const { data, has_more: hasMore } = await readPage(stripe, createdAt - clockMs, after, until);
    const found = data.find(({ metadata }) => metadata?.[names.payment] === paymentId);
    if (found) return found.id;
    after = data.at(-1)?.id ?? null;
    if (!hasMore || after === null) return null;
  }
  throw new Error(`${paymentId} was not found among the ${mostPages * largestPage} newest payments`);
}

/** A page of everything that was begun since, ours or not. */
export async function listPayments(
  stripe: StripeClient,
  since: number,
  after: string | null,
): Promise<ProviderPage<ProviderListed>> {
  const { data, has_more: hasMore } = await readPage(stripe, since, after);
  const payments = data.map((found) => ({
    paymentId: found.metadata?.[names.payment] ?? null,
    ref: found.id,
    state: stateOf(found),
  }));
  return { payments, next: hasMore ? (data.at(-1)?.id ?? null) : null };
}

/** A page of what moved since: of the refunds, and after their last page of the disputes. */
export async function listMoved(
  stripe: StripeClient,
  since: number,
  after: string | null,
): Promise<ProviderPage<{ ref: string }>> {
  const [list, last] = (after ?? "refunds").split(" ");
  const asked = pageAfter(since, last);
  const shown = list === "refunds" ? stripe.refunds.list(asked) : stripe.disputes.list(asked);
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
  return { created: { gte: Math.floor(since / 1_000), ...end }, limit: largestPage, ...from };
}

/** What was asked for, or null if Stripe says for certain that it is not there. */
async function orMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (definiteNo(error)?.code === notThere) return null;
    throw error;
  }
}

/** The oldest first; what came in one second always in the same order. */
function byTime(one: { id: string; created: number }, other: { id: string; created: number }): number {
  return one.created - other.created || (one.id < other.id ? -1 : 1);
}
