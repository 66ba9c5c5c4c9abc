/** Messages of providers as rows: kept as they came, applied afterwards, each once. */
import { prepared } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, sql } from "drizzle-orm";
import { type WebhookRow, webhookInbox } from "./tables.ts";

type WebhookKey = Pick<WebhookRow, "provider" | "eventId">;

/** Keeps a message; false, and nothing changed, if it came before. */
export async function insertWebhook(
  tx: Tx,
  webhook: Pick<WebhookRow, "provider" | "eventId" | "payload" | "receivedAt" | "state">,
): Promise<boolean> {
  const added = await tx
    .insert(webhookInbox)
    .values({ ...webhook, attempts: 0, paymentId: null })
    .onConflictDoNothing()
    .returning({ eventId: webhookInbox.eventId });
  return added.length === 1;
}

/** Messages that wait to be applied, the oldest first: all of them, as those without an answer must not keep the others waiting. */
export function findWaitingWebhooks(db: Reader): Promise<WebhookRow[]> {
  return db.select().from(webhookInbox).where(eq(webhookInbox.state, "stored")).orderBy(asc(webhookInbox.receivedAt));
}

const finish = prepared(["provider", "eventId", "state", "paymentId"], (tx: Tx, { provider, eventId, ...to }) =>
  tx
    .update(webhookInbox)
    .set({ state: sql`${to.state}`, paymentId: sql`${to.paymentId}` })
    .where(
      and(eq(webhookInbox.provider, provider), eq(webhookInbox.eventId, eventId), eq(webhookInbox.state, "stored")),
    )
    .returning({ eventId: webhookInbox.eventId }),
);

/** Takes a waiting message out of the queue; false if that was done before. `paymentId`: what it was about. */
export async function finishWebhook(
  tx: Tx,
  { provider, eventId }: WebhookKey,
  state: "applied" | "ignored" | "parked",
  paymentId: string | null,
): Promise<boolean> {
  const finished = await finish(tx, { provider, eventId, state, paymentId });
  return finished.length === 1;
}

/** Counts a failed try; after `limit` of them the message is parked, so that it does not hold up the others. Gives its state then. */
export async function countFailedTry(tx: Tx, { provider, eventId }: WebhookKey, limit: number) {
  const [row] = await tx
    .update(webhookInbox)
    .set({
      attempts: sql`${webhookInbox.attempts} + 1`,
      state: sql`CASE WHEN ${webhookInbox.attempts} + 1 >= ${limit} THEN 'parked' ELSE 'stored' END`,
    })
    .where(and(eq(webhookInbox.provider, provider), eq(webhookInbox.eventId, eventId)))
    .returning({ state: webhookInbox.state });
  return row?.state;
}
