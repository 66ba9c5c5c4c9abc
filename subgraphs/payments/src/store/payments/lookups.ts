/** Queries of the payments to look up at a provider: undecided, recently changed or listed ones. */
import { firstRow, isAmong, listOf, type Reader, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, gt, inArray, lt, not, notExists, or, type Placeholder, type SQL, sql } from "drizzle-orm";
import { disputedPayments } from "../movements/queries.ts";
import { isUnsettled, type PaymentRow, type PaymentState, payments, providerCalls } from "../tables.ts";
import { isAmongRefs } from "./queries.ts";

/** States with an authorised amount that the provider can still capture or release. */
const capturableStates: PaymentState[] = ["AUTHORIZED", "PARTIALLY_CAPTURED"];

/** Payments with an undecided payment or refund, not looked up since `before`; the longest not looked up first. */
export const findUnsettledPayments = statement([payments.lookedUpAt, "number"], (db: Reader, before, limit) =>
  dueForLookup(db, sql`(${isUnsettled})`, before, limit),
);

/** Payments changed after `since` or still able to change, not looked up since `before`; the longest not looked up first. */
export const findRecentPayments = statement(
  [payments.changedAt, payments.lookedUpAt, "number"],
  (db: Reader, since, before, limit) =>
    dueForLookup(db, or(gt(payments.changedAt, since), mayChangeUnlisted(db)), before, limit),
);

/** When the oldest undecided payment was created, and the payment with the oldest pending refund changed last; null if there is none. */
export const findOldestUnsettled = firstRow(
  statement([], (db: Reader) =>
    db
      .select({
        paymentAt: sql<number | null>`min(${payments.createdAt}) FILTER (WHERE ${payments.refundPendingMinor} = 0)`,
        refundAt: sql<number | null>`min(${payments.changedAt}) FILTER (WHERE ${payments.refundPendingMinor} > 0)`,
      })
      .from(payments)
      .where(sql`(${isUnsettled})`),
  ),
);

const findListed = statement(
  [{ provider: payments.provider, before: payments.lookedUpAt, limit: "number" }, listOf("text")],
  (db: Reader, { provider, before, limit }, refs) => dueForLookup(db, isAmongRefs(provider, refs), before, limit),
);

/** Our payments among these ids of a provider, not looked up since `before`. */
export function findListedPayments(
  db: Reader,
  { provider, refs, before }: { provider: string; refs: readonly string[]; before: number },
): Promise<PaymentRow[]> {
  return findListed(db, { provider, before, limit: refs.length }, refs);
}

/** Condition of payments that can change at the provider without appearing on its lists: authorised ones and those with an open dispute. */
export function mayChangeUnlisted(db: Reader): SQL | undefined {
  return or(inArray(payments.state, capturableStates), inArray(payments.id, disputedPayments(db)));
}

/** The matching payments without an open call, whose response will tell their state. */
function dueForLookup(db: Reader, which: SQL | undefined, before: SQL, limit: Placeholder) {
  const openCall = db
    .select({ key: providerCalls.key })
    .from(providerCalls)
    .where(and(eq(providerCalls.paymentId, payments.id), eq(providerCalls.outcome, "open")));
  return db
    .select()
    .from(payments)
    .where(and(which, lt(payments.lookedUpAt, before), notExists(openCall)))
    .orderBy(asc(payments.lookedUpAt))
    .limit(limit);
}

/** The provider of each unfinished payment at a provider outside this list. Two queries in one, so that an index serves each half. */
export const findUnfinishedAtOthers = statement([listOf(payments.provider)], (db: Reader, providers) => {
  const isPromised = and(inArray(payments.state, capturableStates), eq(payments.refundPendingMinor, 0));
  const elsewhere = (which: SQL | undefined) =>
    db
      .select({ provider: payments.provider })
      .from(payments)
      .where(and(which, not(isAmong(payments.provider, providers))));
  return elsewhere(sql`(${isUnsettled})`).unionAll(elsewhere(isPromised));
});

/** Stores the time of a lookup: the payment that was not looked up for longest is next. */
export const recordLookup = statement([payments.id, payments.lookedUpAt], (tx: Tx, id, lookedUpAt) =>
  tx.update(payments).set({ lookedUpAt }).where(eq(payments.id, id)),
);
