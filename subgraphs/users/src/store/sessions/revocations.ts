/** Queries of revocations. Triggers write them in the transaction that ends a session, changes a role or revokes an API client. */
import { prepared } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, gt, lt, lte, max } from "drizzle-orm";
import { type RevocationRow, revocations } from "../tables.ts";

const newestRevocation = prepared([], (db: Reader) => db.select({ seq: max(revocations.seq) }).from(revocations));

/**
 * The rows after `after`, oldest first, and the newest sequence number; where `after` is null, those that a live token may still contradict. A
 * reader that follows gets every row, however far the clock of users is off for a while.
 */
export async function findRevocations(
  db: Reader,
  after: number | null,
  now: number,
): Promise<{ rows: RevocationRow[]; seq: number }> {
  const [newest] = await newestRevocation(db, {});
  const seq = newest?.seq ?? 0;
  if (after !== null && seq <= after) return { rows: [], seq };
  const wanted = after === null ? gt(revocations.relevantUntil, now) : gt(revocations.seq, after);
  return { rows: await db.select().from(revocations).where(wanted).orderBy(asc(revocations.seq)), seq };
}

/** Removes the rows that no live token contradicts, except the newest: its sequence number must stay known. */
export async function dropOldRevocations(tx: Tx, now: number): Promise<void> {
  const [newest] = await newestRevocation(tx, {});
  await tx.delete(revocations).where(and(lte(revocations.relevantUntil, now), lt(revocations.seq, newest?.seq ?? 0)));
}
