/**
 * Queries of provider calls: inserted before they are made, settled when their outcome is certain. The statements that schedule attempts are built
 * anew: jobs and repeated calls run them, once in seconds.
 */
import { firstRow, hasRow, type Reader, rowBy, rowInto, statement, type Tx } from "@hansa/kit/store";
import { and, asc, count, eq, exists, gte, lte, min, notExists, type SQL, sql } from "drizzle-orm";
import { type CallName, type CallRow, closedCheckouts, payments, providerCalls } from "../tables.ts";

/** A buyer may wait for the outcome, and a provider limits the rate of calls. 20 attempts by jobs take eight minutes. */
export const providerRetries = { minPauseMs: 5_000, maxPauseMs: 30_000, maxAttempts: 20 } as const;

export const findCall = rowBy(providerCalls, providerCalls.key);

/** The call of this payment with an uncertain outcome. A unique index allows only one. */
export const findOpenCall = firstRow(
  statement([providerCalls.paymentId], (db: Reader, paymentId) =>
    db
      .select()
      .from(providerCalls)
      .where(and(eq(providerCalls.paymentId, paymentId), eq(providerCalls.outcome, "open"))),
  ),
);

/** When the oldest call with an uncertain outcome was written; null if there is none. This text of the condition uses the partial index. */
export const findOldestOpenCall = firstRow(
  statement([], (db: Reader) =>
    db
      .select({ createdAt: min(providerCalls.createdAt) })
      .from(providerCalls)
      .where(sql`outcome = 'open'`),
  ),
);

const callCounts = statement([providerCalls.paymentId, providerCalls.name], (db: Reader, paymentId, name) =>
  db
    .select({ calls: count() })
    .from(providerCalls)
    .where(and(eq(providerCalls.paymentId, paymentId), eq(providerCalls.name, name))),
);

/** The number of calls of this name for the payment. */
export async function countCalls(db: Reader, paymentId: string, name: CallName): Promise<number> {
  const [counted] = await callCounts(db, paymentId, name);
  return counted?.calls ?? 0;
}

/** Keys of open calls that are unlocked and due, the longest due first, without those of `findDueSearches`. */
export function findDueCalls(db: Reader, now: number, limit: number): Promise<string[]> {
  return findDue(db, notExists(closureOf(db)), now, limit);
}

/** Keys of due starts whose checkout is closed: they are not repeated, only looked up. */
export function findDueSearches(db: Reader, now: number, limit: number): Promise<string[]> {
  return findDue(db, exists(closureOf(db)), now, limit);
}

async function findDue(db: Reader, which: SQL, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .select({ key: providerCalls.key })
    .from(providerCalls)
    .where(
      and(eq(providerCalls.outcome, "open"), lte(providerCalls.dueAt, now), lte(providerCalls.lockedUntil, now), which),
    )
    .orderBy(asc(providerCalls.dueAt))
    .limit(limit);
  return rows.map((row) => row.key);
}

/** The closure of the checkout that a start belongs to. */
function closureOf(db: Reader) {
  return db
    .select({ closedAt: closedCheckouts.closedAt })
    .from(payments)
    .innerJoin(closedCheckouts, eq(closedCheckouts.checkoutId, payments.checkoutId))
    .where(
      and(
        eq(providerCalls.name, "start"),
        eq(payments.id, providerCalls.paymentId),
        gte(closedCheckouts.version, payments.version),
      ),
    );
}

export const insertCall = rowInto(providerCalls);

/** Locks an open call for another attempt; undefined if it is settled or locked by another process. */
export async function lockCall(tx: Tx, key: string, now: number, lockedUntil: number): Promise<CallRow | undefined> {
  const [row] = await tx
    .update(providerCalls)
    .set({ lockedUntil, attempts: sql`${providerCalls.attempts} + 1` })
    .where(and(eq(providerCalls.key, key), eq(providerCalls.outcome, "open"), lte(providerCalls.lockedUntil, now)))
    .returning();
  return row;
}

/** A call of this process: open, and locked for this attempt. Each lock raises the attempts, which are its fencing token. */
const isLockedFor = ({ key, attempts }: Pick<CallRow, "key" | "attempts">) =>
  and(eq(providerCalls.key, key), eq(providerCalls.outcome, "open"), eq(providerCalls.attempts, attempts));

/** Extends the lock of a call that this process is making. */
export async function extendCallLock(tx: Tx, made: CallRow, lockedUntil: number): Promise<void> {
  await tx.update(providerCalls).set({ lockedUntil }).where(isLockedFor(made));
}

/** Unlocks a call without a certain response; it is due again at `dueAt`. No change if another process has locked it meanwhile. */
export async function rescheduleCall(tx: Tx, made: CallRow, now: number, dueAt: number): Promise<void> {
  await tx.update(providerCalls).set({ lockedUntil: now, dueAt }).where(isLockedFor(made));
}

const settle = hasRow(
  statement([providerCalls.key, providerCalls.outcome, providerCalls.reason], (tx: Tx, key, outcome, reason) =>
    tx
      .update(providerCalls)
      .set({ outcome, reason, request: null })
      .where(and(eq(providerCalls.key, key), eq(providerCalls.outcome, "open")))
      .returning({ key: providerCalls.key }),
  ),
);

/** Stores the outcome of a call; false, without a change, if it was settled before. */
export function settleCall(tx: Tx, key: string, refused: string | null): Promise<boolean> {
  return settle(tx, key, refused === null ? "done" : "refused", refused);
}
