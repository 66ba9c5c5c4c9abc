/** Queries of the sandbox's ledger. */
import type { Schedule } from "@hansa/kit/messaging";
import { alias, firstRow, given, type Reader, rowInto, type StoreColumn, statement, type Tx } from "@hansa/kit/store";
import { and, asc, desc, eq, gt, gte, isNull, lt, lte, max, min, notExists, sql } from "drizzle-orm";
import { type SandboxEntry, sandboxEntries, sandboxMessages, sandboxMethods, sandboxResponses } from "./tables.ts";

type EntryKey = { ref: string } | { paymentId: string };

/** The latest entry of a payment, by the sandbox's id or by the shop's. */
export const findLatestEntry: (db: Reader, by: EntryKey) => Promise<SandboxEntry | undefined> = firstRow(
  statement([given({ ref: sandboxEntries.ref, paymentId: sandboxEntries.paymentId })], (db: Reader, by) =>
    db
      .select()
      .from(sandboxEntries)
      .where(and(by.ref && eq(sandboxEntries.ref, by.ref), by.paymentId && eq(sandboxEntries.paymentId, by.paymentId)))
      .orderBy(desc(sandboxEntries.seq))
      .limit(1),
  ),
);

/** The latest entries of payments whose first entry is at or after `since` and follows `after`, the oldest first. */
export const findStartedPayments = statement(
  [sandboxEntries.at, sandboxEntries.seq, "number"],
  (db: Reader, since, after, limit) => {
    const ends = db
      .select({
        ref: sandboxEntries.ref,
        first: min(sandboxEntries.seq).as("first"),
        last: max(sandboxEntries.seq).as("last"),
      })
      .from(sandboxEntries)
      .groupBy(sandboxEntries.ref)
      .as("ends");
    const started = alias(sandboxEntries, "begun");
    return db
      .select({ begunWith: started.seq, standing: sandboxEntries })
      .from(ends)
      .innerJoin(started, eq(started.seq, ends.first))
      .innerJoin(sandboxEntries, eq(sandboxEntries.seq, ends.last))
      .where(and(gte(started.at, since), gt(started.seq, after)))
      .orderBy(asc(started.seq))
      .limit(limit);
  },
);

/** Entries that started a refund or a dispute, at or after `since` and following `after`, the oldest first. */
export const findMovedPayments = statement(
  [sandboxEntries.at, sandboxEntries.seq, "number"],
  (db: Reader, since, after, limit) => {
    const begunBy = ({ refunds, disputes }: Record<"refunds" | "disputes", StoreColumn>) =>
      sql`json_array_length(${refunds}) + json_array_length(${disputes})`;
    const earlier = alias(sandboxEntries, "earlier");
    const asMany = and(
      eq(earlier.ref, sandboxEntries.ref),
      lt(earlier.seq, sandboxEntries.seq),
      gte(begunBy(earlier), begunBy(sandboxEntries)),
    );
    return db
      .select({ seq: sandboxEntries.seq, ref: sandboxEntries.ref })
      .from(sandboxEntries)
      .where(
        and(
          gte(sandboxEntries.at, since),
          gt(sandboxEntries.seq, after),
          gt(begunBy(sandboxEntries), 0),
          notExists(db.select({ seq: earlier.seq }).from(earlier).where(asMany)),
        ),
      )
      .orderBy(asc(sandboxEntries.seq))
      .limit(limit);
  },
);

/** The latest entries of payments with a decision of the bank pending since `until` or earlier. */
export const findPendingDecisions = statement([sandboxEntries.pendingSince], (db: Reader, until) => {
  const later = alias(sandboxEntries, "later");
  const moved = db
    .select({ seq: later.seq })
    .from(later)
    .where(and(eq(later.ref, sandboxEntries.ref), gt(later.seq, sandboxEntries.seq)));
  return db
    .select()
    .from(sandboxEntries)
    .where(and(lte(sandboxEntries.pendingSince, until), notExists(moved)))
    .orderBy(asc(sandboxEntries.seq));
});

const insertRow = rowInto(sandboxEntries);
const insertMessage = rowInto(sandboxMessages);

/** Writes the next entry of a payment, and its message, which is due at once. */
export async function insertEntry(tx: Tx, entry: Omit<SandboxEntry, "seq">): Promise<SandboxEntry> {
  await insertRow(tx, entry);
  const added = await findLatestEntry(tx, { ref: entry.ref });
  if (!added) throw new Error("sandbox: the inserted entry was not found");
  await insertMessage(tx, { entrySeq: added.seq, attempts: 0, dueAt: 0, deliveredAt: null });
  return added;
}

/** The stored response of this key, and its entry. */
export const findResponse = firstRow(
  statement([sandboxResponses.key], (db: Reader, key) =>
    db
      .select({ response: sandboxResponses, entry: sandboxEntries })
      .from(sandboxResponses)
      .innerJoin(sandboxEntries, eq(sandboxEntries.seq, sandboxResponses.entrySeq))
      .where(eq(sandboxResponses.key, key)),
  ),
);

export const insertResponse = rowInto(sandboxResponses);

/** A saved method that was not removed. */
export const findMethod = firstRow(
  statement([sandboxMethods.ref], (db: Reader, ref) =>
    db
      .select()
      .from(sandboxMethods)
      .where(and(eq(sandboxMethods.ref, ref), isNull(sandboxMethods.removedAt))),
  ),
);

export const insertMethod = rowInto(sandboxMethods);

/** Removes a saved method; a removed or unknown one does not change. */
export const removeMethod = statement([sandboxMethods.ref, sandboxMethods.removedAt], (tx: Tx, ref, removedAt) =>
  tx
    .update(sandboxMethods)
    .set({ removedAt })
    .where(and(eq(sandboxMethods.ref, ref), isNull(sandboxMethods.removedAt))),
);

/** All entries, each with a message, the oldest first. */
export function findEntries(db: Reader): Promise<SandboxEntry[]> {
  return db.select().from(sandboxEntries).orderBy(asc(sandboxEntries.seq));
}

export type DueMessage = { entry: SandboxEntry; attempts: number };

/** Due messages that the shop has not accepted, the oldest first. */
export const findDueMessages = statement([sandboxMessages.dueAt, "number"], (db: Reader, now, limit) =>
  db
    .select({ entry: sandboxEntries, attempts: sandboxMessages.attempts })
    .from(sandboxMessages)
    .innerJoin(sandboxEntries, eq(sandboxEntries.seq, sandboxMessages.entrySeq))
    .where(and(isNull(sandboxMessages.deliveredAt), lte(sandboxMessages.dueAt, now)))
    .orderBy(asc(sandboxMessages.entrySeq))
    .limit(limit),
);

/** Marks a message as accepted by the shop. */
export const markDelivered = statement(
  [sandboxMessages.entrySeq, sandboxMessages.deliveredAt],
  (tx: Tx, entrySeq, deliveredAt) =>
    tx.update(sandboxMessages).set({ deliveredAt }).where(eq(sandboxMessages.entrySeq, entrySeq)),
);

/** Schedules the next attempt of a message that the shop did not accept. */
export async function rescheduleMessage(tx: Tx, entrySeq: number, later: Schedule): Promise<void> {
  await tx.update(sandboxMessages).set(later).where(eq(sandboxMessages.entrySeq, entrySeq));
}
