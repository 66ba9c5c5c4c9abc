/**
 * Queries of provider messages: stored as received, applied afterwards, each once. The statements that schedule attempts are built anew: a job runs
 * them, once in seconds.
 */
import { prepared } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, sql } from "drizzle-orm";
import { type WebhookRow, webhookInbox } from "../tables.ts";

type WebhookKey = Pick<WebhookRow, "provider" | "eventId">;

const insert = prepared(["provider", "eventId", "payload", "receivedAt", "state"], (tx: Tx, row) =>
  tx
    .insert(webhookInbox)
    .values({
      provider: sql`${row.provider}`,
      eventId: sql`${row.eventId}`,
      payload: sql`${row.payload}`,
      receivedAt: sql`${row.receivedAt}`,
      state: sql`${row.state}`,
      attempts: 0,
      paymentId: null,
    })
    .onConflictDoNothing()
    .returning({ eventId: webhookInbox.eventId }),
);

/** Stores a message; false, without a change, if it exists. */
export async function insertWebhook(
  tx: Tx,
  webhook: Pick<WebhookRow, "provider" | "eventId" | "payload" | "receivedAt" | "state">,
): Promise<boolean> {
  const added = await insert(tx, webhook);
  return added.length === 1;
}

/** Messages to apply, the oldest first: all of them, so that unanswered ones do not block others. */
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

/** Takes a stored message out of the queue; false if that was done before. `paymentId`: the payment that it is about. */
export async function finishWebhook(
  tx: Tx,
  { provider, eventId }: WebhookKey,
  state: "applied" | "ignored" | "parked",
  paymentId: string | null,
): Promise<boolean> {
  const finished = await finish(tx, { provider, eventId, state, paymentId });
  return finished.length === 1;
}

/** Counts a failed attempt; after `limit` attempts the message becomes a dead letter and blocks no others. Returns its state then. */
export async function countFailedAttempt(tx: Tx, { provider, eventId }: WebhookKey, limit: number) {
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
