/** Queries of reconciliation: payments to compare, provider balances and runs. */
import { rowInto } from "@hansa/kit/store/prepared";
import type { Reader } from "@hansa/kit/store/store";
import { and, asc, eq, gt, gte, or, sql, sum } from "drizzle-orm";
import { mayChangeUnlisted } from "../payments/queries.ts";
import { isUnsettled, ledgerEntries, type PaymentRow, payments, reconciliationRuns } from "../tables.ts";

/** Payments that started or changed since, or can still change, ordered by id, after `after`. */
export function findPaymentsToCompare(db: Reader, since: number, after: string, limit: number): Promise<PaymentRow[]> {
  const isOpen = or(sql`(${isUnsettled})`, mayChangeUnlisted(db));
  const moved = or(gte(payments.changedAt, since), gte(payments.createdAt, since), isOpen);
  return db
    .select()
    .from(payments)
    .where(and(gt(payments.id, after), moved))
    .orderBy(asc(payments.id))
    .limit(limit);
}

/** The balance of a payment at the provider, by the ledger. */
export async function findProviderBalance(db: Reader, paymentId: string): Promise<number> {
  const [row] = await db
    .select({ balance: sum(ledgerEntries.amountMinor) })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.paymentId, paymentId), eq(ledgerEntries.account, "provider")));
  return Number(row?.balance ?? 0);
}

export const insertRun = rowInto(reconciliationRuns);
