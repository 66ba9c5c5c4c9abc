/** Queries of the sandbox provider's ledger. */
import type { Schedule } from "@hansa/kit/messaging/work-queue";
import { alias, type StoreColumn } from "@hansa/kit/store/columns";
import { prepared, rowInto } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, desc, eq, gt, gte, isNull, lt, lte, max, min, notExists, type SQL, sql } from "drizzle-orm";
import {
  type SandboxAnswer,
  type SandboxEntry,
  type SandboxMethod,
  sandboxAnswers,
  sandboxEntries,
  sandboxMessages,
  sandboxMethods,
} from "./tables.ts";

const latestByRef = prepared(["ref"], (db: Reader, { ref }) => latestEntry(db, eq(sandboxEntries.ref, ref)));
const latestByPayment = prepared(["paymentId"], (db: Reader, { paymentId }) =>
  latestEntry(db, eq(sandboxEntries.paymentId, paymentId)),
);

function latestEntry(db: Reader, which: SQL) {
  return db.select().from(sandboxEntries).where(which).orderBy(desc(sandboxEntries.seq)).limit(1);
}

/** The latest entry of a payment, by the sandbox's id or by the shop's. */
export async function findLatestEntry(
  db: Reader,
  by: { ref: string } | { paymentId: string },
): Promise<SandboxEntry | undefined> {
  const [entry] = await ("ref" in by ? latestByRef(db, by) : latestByPayment(db, by));
  return entry;
}

const startedPayments = prepared(["since", "after", "limit"], (db: Reader, { since, after, limit }) => {
  const ends = db
    .select({
      ref: sandboxEntries.ref,
      first: min(sandboxEntries.seq).as("first"),
      last: max(sandboxEntries.seq).as("last"),
    })
    .from(sandboxEntries)
    .groupBy(sandboxEntries.ref)
    .as("ends");
  const begun = alias(sandboxEntries, "begun");
  return db
    .select({ begunWith: begun.seq, standing: sandboxEntries })
    .from(ends)
    .innerJoin(begun, eq(begun.seq, ends.first))
    .innerJoin(sandboxEntries, eq(sandboxEntries.seq, ends.last))
    .where(and(gte(begun.at, since), gt(begun.seq, after)))
    .orderBy(asc(begun.seq))
    .limit(limit);
});

/** The latest entries of payments whose first entry is at or after `since` and follows `after`, the oldest first. */
export function findStartedPayments(
  db: Reader,
  since: number,
  after: number,
  limit: number,
): Promise<{ begunWith: number; standing: SandboxEntry }[]> {
  return startedPayments(db, { since, after, limit });
}

const movedPayments = prepared(["since", "after", "limit"], (db: Reader, { since, after, limit }) => {
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
});

/** Entries that started a refund or a dispute, at or after `since` and following `after`, the oldest first. */
export function findMovedPayments(
  db: Reader,
  since: number,
  after: number,
  limit: number,
): Promise<Pick<SandboxEntry, "seq" | "ref">[]> {
  return movedPayments(db, { since, after, limit });
}

const thinking = prepared(["until"], (db: Reader, { until }) => {
  const later = alias(sandboxEntries, "later");
  const moved = db
    .select({ seq: later.seq })
    .from(later)
    .where(and(eq(later.ref, sandboxEntries.ref), gt(later.seq, sandboxEntries.seq)));
  return db
    .select()
    .from(sandboxEntries)
    .where(and(lte(sandboxEntries.thinkingSince, until), notExists(moved)))
    .orderBy(asc(sandboxEntries.seq));
});

/** The latest entries of payments with a decision of the bank pending since `until` or earlier. */
export function findPendingDecisions(db: Reader, until: number): Promise<SandboxEntry[]> {
  return thinking(db, { until });
}

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

const answers = prepared(["key"], (db: Reader, { key }) =>
  db
    .select({ answer: sandboxAnswers, entry: sandboxEntries })
    .from(sandboxAnswers)
    .innerJoin(sandboxEntries, eq(sandboxEntries.seq, sandboxAnswers.entrySeq))
    .where(eq(sandboxAnswers.key, key)),
);

/** The stored response of this key, and its entry. */
export async function findAnswer(
  db: Reader,
  key: string,
): Promise<{ answer: SandboxAnswer; entry: SandboxEntry } | undefined> {
  const [found] = await answers(db, { key });
  return found;
}

export const insertAnswer = rowInto(sandboxAnswers);

const usableMethods = prepared(["ref"], (db: Reader, { ref }) =>
  db
    .select()
    .from(sandboxMethods)
    .where(and(eq(sandboxMethods.ref, ref), isNull(sandboxMethods.removedAt))),
);

/** A saved method that was not removed. */
export async function findMethod(db: Reader, ref: string): Promise<SandboxMethod | undefined> {
  const [method] = await usableMethods(db, { ref });
  return method;
}

export const insertMethod = rowInto(sandboxMethods);

const markRemoved = prepared(["ref", "now"], (tx: Tx, { ref, now }) =>
  tx
    .update(sandboxMethods)
    .set({ removedAt: sql`${now}` })
    .where(and(eq(sandboxMethods.ref, ref), isNull(sandboxMethods.removedAt))),
);

/** Removes a saved method; a removed or unknown one does not change. */
export async function removeMethod(tx: Tx, ref: string, now: number): Promise<void> {
  await markRemoved(tx, { ref, now });
}

/** All entries, each with a message, the oldest first. */
export function findEntries(db: Reader): Promise<SandboxEntry[]> {
  return db.select().from(sandboxEntries).orderBy(asc(sandboxEntries.seq));
}

export type DueMessage = { entry: SandboxEntry; attempts: number };

const dueMessages = prepared(["now", "limit"], (db: Reader, { now, limit }) =>
  db
    .select({ entry: sandboxEntries, attempts: sandboxMessages.attempts })
    .from(sandboxMessages)
    .innerJoin(sandboxEntries, eq(sandboxEntries.seq, sandboxMessages.entrySeq))
    .where(and(isNull(sandboxMessages.deliveredAt), lte(sandboxMessages.dueAt, now)))
    .orderBy(asc(sandboxMessages.entrySeq))
    .limit(limit),
);

/** Due messages that the shop has not accepted, the oldest first. */
export function findDueMessages(db: Reader, now: number, limit: number): Promise<DueMessage[]> {
  return dueMessages(db, { now, limit });
}

const deliver = prepared(["entrySeq", "now"], (tx: Tx, { entrySeq, now }) =>
  tx
    .update(sandboxMessages)
    .set({ deliveredAt: sql`${now}` })
    .where(eq(sandboxMessages.entrySeq, entrySeq)),
);

/** Marks a message as accepted by the shop. */
export async function markDelivered(tx: Tx, entrySeq: number, now: number): Promise<void> {
  await deliver(tx, { entrySeq, now });
}

/** Schedules the next attempt of a message that the shop did not accept. */
export async function rescheduleMessage(tx: Tx, entrySeq: number, later: Schedule): Promise<void> {
  await tx.update(sandboxMessages).set(later).where(eq(sandboxMessages.entrySeq, entrySeq));
}
