/** Queries of revocations. Triggers write them in the transaction that ends a session, changes a role or revokes an API client. */
import { type Reader, statement, type Tx } from "@hansa/kit/store";
import { and, asc, gt, lt, lte, max } from "drizzle-orm";
import { type RevocationRow, revocations } from "../tables.ts";

const newestRevocation = statement([], (db: Reader) => db.select({ seq: max(revocations.seq) }).from(revocations));

/**
 * The rows after `after`, oldest first, and the newest sequence number; where `after` is null, those that a live token may still contradict. A
 * reader that follows gets every row, however far the clock of users is off for a while.
 */
export async function findRevocations(
  db: Reader,
  after: number | null,
  now: number,
): Promise<{ rows: RevocationRow[]; seq: number }> {
  const [newest] = await newestRevocation(db);
  const seq = newest?.seq ?? 0;
  if (after !== null && seq <= after) return { rows: [], seq };
  return { rows: await (after === null ? relevantRevocations(db, now) : laterRevocations(db, after)), seq };
}

const relevantRevocations = statement([revocations.relevantUntil], (db: Reader, now) =>
  db.select().from(revocations).where(gt(revocations.relevantUntil, now)).orderBy(asc(revocations.seq)),
);
const laterRevocations = statement([revocations.seq], (db: Reader, after) =>
  db.select().from(revocations).where(gt(revocations.seq, after)).orderBy(asc(revocations.seq)),
);

/** Removes the rows that no live token contradicts, except the newest: its sequence number must stay known. */
export async function dropOldRevocations(tx: Tx, now: number): Promise<void> {
  const [newest] = await newestRevocation(tx);
  await dropRevocations(tx, now, newest?.seq ?? 0);
}

const dropRevocations = statement([revocations.relevantUntil, revocations.seq], (tx: Tx, now, newest) =>
  tx.delete(revocations).where(and(lte(revocations.relevantUntil, now), lt(revocations.seq, newest))),
);
