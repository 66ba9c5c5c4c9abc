/** Asking Stripe how payments stand. */
import { z } from "zod";
import type { ProviderListing, ProviderPayment } from "../port.ts";
import { asPayment } from "./payment.ts";
import { definiteNo, type StripeClient } from "./sdk.ts";
import { dispute, type Intent, intent, names, refund } from "./shapes.ts";

const expand = ["latest_charge", "payment_method"];
const largestPage = 100;
/** So far the clocks of Stripe and the shop may be apart. */
const clockMs = 10 * 60 * 1_000;
/** A payment whose id is not known is looked for among so many pages; then it is unknown, which is not missing. */
const mostPages = 100;

const page = z.object({ data: z.array(intent), has_more: z.boolean() });
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

/**
 * The payment that was made for our id. Stripe finds things by their metadata only a minute or more after it was told them; its list is always
 * up to date. So whatever was made since a little before the payment was begun is gone through.
 */
export async function findByOurId(stripe: StripeClient, paymentId: string, createdAt: number): Promise<Intent | null> {
  let after: string | null = null;
  for (let read = 0; read < mostPages; read += 1) {
    const { data, has_more: hasMore } = await readPage(stripe, createdAt - clockMs, after);
    const found = data.find(({ metadata }) => metadata?.[names.payment] === paymentId);
    if (found) return found;
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
): Promise<ProviderListing> {
  const { data, has_more: hasMore } = await readPage(stripe, since, after);
  const payments = [];
  for (const found of data)
    payments.push({ paymentId: found.metadata?.[names.payment] ?? null, payment: await complete(stripe, found) });
  return { payments, next: hasMore ? (data.at(-1)?.id ?? null) : null };
}

async function readPage(stripe: StripeClient, since: number, after: string | null) {
  const created = { gte: Math.floor(since / 1_000) };
  const from = after === null ? {} : { starting_after: after };
  const asked = { created, limit: largestPage, expand: expand.map((name) => `data.${name}`), ...from };
  return page.parse(await stripe.paymentIntents.list(asked));
}

/** What was asked for, or null if Stripe says for certain that it is not there. */
async function orMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (definiteNo(error)?.code === "resource_missing") return null;
    throw error;
  }
}

/** The oldest first; what came in one second always in the same order. */
function byTime(one: { id: string; created: number }, other: { id: string; created: number }): number {
  return one.created - other.created || (one.id < other.id ? -1 : 1);
}
