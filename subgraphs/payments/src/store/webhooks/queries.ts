/** Queries of provider messages: stored as received, applied afterwards, each once. */
import { workQueue } from "@hansa/kit/messaging";
import { firstRow, hasRow, type Reader, statement, type Tx } from "@hansa/kit/store";
import { and, eq, getTableColumns, min, sql } from "drizzle-orm";
import { providerRetries } from "../provider-calls/queries.ts";
import { webhookInbox } from "../tables.ts";

/** The condition of messages that are not applied. Exactly this text uses the partial index. */
const isStored = sql`state = 'stored'`;

/** Messages that are stored and not applied. */
export const webhookQueue = workQueue(webhookInbox, {
  name: "webhook",
  policy: providerRetries,
  isOpen: isStored,
});

/** When the oldest of these messages was received; null if there is none. */
export const findOldestStored = firstRow(
  statement([], (db: Reader) =>
    db
      .select({ receivedAt: min(webhookInbox.receivedAt) })
      .from(webhookInbox)
      .where(isStored),
  ),
);

/** Stores a message; false, without a change, if it exists. */
export const insertWebhook = hasRow(
  statement([getTableColumns(webhookInbox)], (tx: Tx, row) =>
    tx.insert(webhookInbox).values(row).onConflictDoNothing().returning({ eventId: webhookInbox.eventId }),
  ),
);

const { provider, eventId, state, paymentId } = webhookInbox;

/** Whether a message is stored and not applied. */
export const isStoredWebhook = hasRow(
  statement([{ provider, eventId }], (db: Reader, key) =>
    db
      .select({ eventId })
      .from(webhookInbox)
      .where(and(eq(provider, key.provider), eq(eventId, key.eventId), isStored)),
  ),
);

/** Takes a stored message out of the queue; false if that was done before. `paymentId`: the payment that it is about. */
export const finishWebhook = hasRow(
  statement([{ provider, eventId }, state, paymentId], (tx: Tx, key, state, paymentId) =>
    tx
      .update(webhookInbox)
      .set({ state, paymentId })
      .where(and(eq(provider, key.provider), eq(eventId, key.eventId), eq(webhookInbox.state, "stored")))
      .returning({ eventId }),
  ),
);
