/** What a reconciliation asks of the store, and what it leaves there. */
import { rowInto } from "@hansa/kit/prepared";
import type { Reader } from "@hansa/kit/store";
import { and, asc, eq, gt, gte, or, sql, sum } from "drizzle-orm";
import { mayMoveUntold } from "./payments.ts";
import { isUnsettled, ledgerEntries, type PaymentRow, payments, reconciliationRuns } from "./tables.ts";

/** Payments that began or changed since, or that something may still become of, by their ids; those after `after`. */
export function findMoved(db: Reader, since: number, after: string, limit: number): Promise<PaymentRow[]> {
  const isOpen = or(sql`(${isUnsettled})`, mayMoveUntold(db));
  const moved = or(gte(payments.changedAt, since), gte(payments.createdAt, since), isOpen);
  return db
    .select()
    .from(payments)
    .where(and(gt(payments.id, after), moved))
    .orderBy(asc(payments.id))
    .limit(limit);
}

/** What the provider has for us of a payment, by the ledger. */
export async function findBalance(db: Reader, paymentId: string): Promise<number> {
  const [row] = await db
    .select({ balance: sum(ledgerEntries.amountMinor) })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.paymentId, paymentId), eq(ledgerEntries.account, "provider")));
  return Number(row?.balance ?? 0);
}

export const insertRun = rowInto(reconciliationRuns);
