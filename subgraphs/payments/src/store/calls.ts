/** Calls to providers as rows: written before they are made, settled when their outcome is certain. */
import { prepared, rowInto, rowsBy } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, count, eq, exists, gte, lte, notExists, type SQL, sql } from "drizzle-orm";
import { type CallName, type CallRow, closedCheckouts, payments, providerCalls } from "./tables.ts";

const findCallsByKeys = rowsBy(providerCalls, providerCalls.key);

export async function findCall(db: Reader, key: string): Promise<CallRow | undefined> {
  const [row] = await findCallsByKeys(db, [key]);
  return row;
}

const openCalls = prepared(["paymentId"], (db: Reader, { paymentId }) =>
  db
    .select()
    .from(providerCalls)
    .where(and(eq(providerCalls.paymentId, paymentId), eq(providerCalls.outcome, "open"))),
);

/** The call of this payment whose outcome is not certain yet. A unique index sees to it that there is no second. */
export async function findOpenCall(db: Reader, paymentId: string): Promise<CallRow | undefined> {
  const [row] = await openCalls(db, { paymentId });
  return row;
}

const callCounts = prepared(["paymentId", "name"], (db: Reader, { paymentId, name }) =>
  db
    .select({ calls: count() })
    .from(providerCalls)
    .where(and(eq(providerCalls.paymentId, paymentId), eq(providerCalls.name, name))),
);

/** How many calls of this name there have been for the payment. */
export async function countCalls(db: Reader, paymentId: string, name: CallName): Promise<number> {
  const [counted] = await callCounts(db, { paymentId, name });
  return counted?.calls ?? 0;
}

/** Open calls that nobody is making and that are due, the longest due first; but for those of `findDueSearches`. */
export function findDueCalls(db: Reader, now: number, limit: number): Promise<string[]> {
  return findDue(db, notExists(closingOf(db)), now, limit);
}

/** The same of starts whose checkout is closed: they are not made again, only looked for. */
export function findDueSearches(db: Reader, now: number, limit: number): Promise<string[]> {
  return findDue(db, exists(closingOf(db)), now, limit);
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

/** What closed the checkout of a start. */
function closingOf(db: Reader) {
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

/** Takes an open call to make it once more; undefined if it is settled, or somebody else is making it. */
export async function lockCall(tx: Tx, key: string, now: number, lockedUntil: number): Promise<CallRow | undefined> {
  const [row] = await tx
    .update(providerCalls)
    .set({ lockedUntil, attempts: sql`${providerCalls.attempts} + 1` })
    .where(and(eq(providerCalls.key, key), eq(providerCalls.outcome, "open"), lte(providerCalls.lockedUntil, now)))
    .returning();
  return row;
}

/** Keeps a call that one is making, for longer than is usual. */
export async function keepCall(tx: Tx, key: string, lockedUntil: number): Promise<void> {
  await tx
    .update(providerCalls)
    .set({ lockedUntil })
    .where(and(eq(providerCalls.key, key), eq(providerCalls.outcome, "open")));
}

/** Lets go of a call that had no certain answer; it is due again at `dueAt`. */
export async function postponeCall(tx: Tx, key: string, now: number, dueAt: number): Promise<void> {
  await tx
    .update(providerCalls)
    .set({ lockedUntil: now, dueAt })
    .where(and(eq(providerCalls.key, key), eq(providerCalls.outcome, "open")));
}

const settle = prepared(["key", "outcome", "reason"], (tx: Tx, { key, outcome, reason }) =>
  tx
    .update(providerCalls)
    .set({ outcome: sql`${outcome}`, reason: sql`${reason}`, request: null })
    .where(and(eq(providerCalls.key, key), eq(providerCalls.outcome, "open")))
    .returning({ key: providerCalls.key }),
);

/** Writes down how a call ended; false, and nothing changed, if that was known before. */
export async function settleCall(tx: Tx, key: string, refused: string | null): Promise<boolean> {
  const outcome: CallRow["outcome"] = refused === null ? "done" : "refused";
  const settled = await settle(tx, { key, outcome, reason: refused });
  return settled.length === 1;
}
