/** Queries of reconciliation: payments to compare, provider balances and runs. */
import { firstRow, type Reader, rowInto, statement, type Tx } from "@hansa/kit/store";
import { and, asc, desc, eq, gt, gte, or, sql, sum } from "drizzle-orm";
import { mayChangeUnlisted } from "../payments/lookups.ts";
import { isUnsettled, ledgerEntries, payments, reconciliationRuns, unaskedProviders } from "../tables.ts";

/** Payments that started or changed since, or can still change, ordered by id, after `after`. */
export const findPaymentsToCompare = statement(
  [payments.changedAt, payments.id, "number"],
  (db: Reader, since, after, limit) =>
    db
      .select()
      .from(payments)
      .where(
        and(
          gt(payments.id, after),
          or(
            gte(payments.changedAt, since),
            gte(payments.createdAt, since),
            sql`(${isUnsettled})`,
            mayChangeUnlisted(db),
          ),
        ),
      )
      .orderBy(asc(payments.id))
      .limit(limit),
);

const balances = statement([ledgerEntries.paymentId], (db: Reader, paymentId) =>
  db
    .select({ balance: sum(ledgerEntries.amountMinor) })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.paymentId, paymentId), eq(ledgerEntries.account, "provider"))),
);

/** The balance of a payment at the provider, by the ledger. */
export async function findProviderBalance(db: Reader, paymentId: string): Promise<number> {
  const [row] = await balances(db, paymentId);
  return Number(row?.balance ?? 0);
}

/** When the last run ended, and its mismatches; undefined if there is none. Their ids sort by time. */
export const findLastRun = firstRow(
  statement([], (db: Reader) =>
    db
      .select({ endedAt: reconciliationRuns.endedAt, mismatches: reconciliationRuns.mismatches })
      .from(reconciliationRuns)
      .orderBy(desc(reconciliationRuns.id))
      .limit(1),
  ),
);

export const insertRun = rowInto(reconciliationRuns);

const onlyId = 1;

/** The providers that a restore did not ask: since when, and when it was; undefined once they were. */
export const findUnasked = firstRow(
  statement([], (db: Reader) => db.select().from(unaskedProviders).where(eq(unaskedProviders.id, onlyId))),
);

/** Notes that the providers have to be asked for everything since. An earlier time that is noted already stays. */
export async function noteUnasked(tx: Tx, since: number, restoredAt: number): Promise<void> {
  const earlier = await findUnasked(tx);
  const noted = { since: Math.min(since, earlier?.since ?? since), restoredAt };
  await tx
    .insert(unaskedProviders)
    .values({ id: onlyId, ...noted })
    .onConflictDoUpdate({ target: unaskedProviders.id, set: noted });
}

/** Ends it with a run that had every response since that time. */
export async function endUnasked(tx: Tx, since: number): Promise<void> {
  await tx.delete(unaskedProviders).where(gte(unaskedProviders.since, since));
}
