/** Queries of provider messages: stored as received, applied afterwards, each once. */
import { workQueue } from "@hansa/kit/messaging/work-queue";
import { prepared } from "@hansa/kit/store/prepared";
import type { Tx } from "@hansa/kit/store/store";
import { and, eq, sql } from "drizzle-orm";
import { providerRetries } from "../provider-calls/queries.ts";
import { type WebhookRow, webhookInbox } from "../tables.ts";

/** Messages that are stored and not applied. */
export const webhookQueue = workQueue(webhookInbox, {
  name: "webhook",
  policy: providerRetries,
  isOpen: sql`state = 'stored'`,
});

type WebhookKey = Pick<WebhookRow, "provider" | "eventId">;

const insert = prepared(
  ["provider", "eventId", "payload", "state", "attempts", "dueAt", "receivedAt", "paymentId"],
  (tx: Tx, row) =>
    tx
      .insert(webhookInbox)
      .values({
        provider: sql`${row.provider}`,
        eventId: sql`${row.eventId}`,
        payload: sql`${row.payload}`,
        state: sql`${row.state}`,
        attempts: sql`${row.attempts}`,
        dueAt: sql`${row.dueAt}`,
        receivedAt: sql`${row.receivedAt}`,
        paymentId: sql`${row.paymentId}`,
      })
      .onConflictDoNothing()
      .returning({ eventId: webhookInbox.eventId }),
);

/** Stores a message; false, without a change, if it exists. */
export async function insertWebhook(tx: Tx, webhook: WebhookRow): Promise<boolean> {
  const added = await insert(tx, webhook);
  return added.length === 1;
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
  state: Exclude<WebhookRow["state"], "stored">,
  paymentId: string | null,
): Promise<boolean> {
  const finished = await finish(tx, { provider, eventId, state, paymentId });
  return finished.length === 1;
}
