/** Queries of payment events: append-only rows of reports about payments. */
import { prepared, rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader } from "@hansa/kit/store/store";
import { and, asc, count, eq, sql } from "drizzle-orm";
import { paymentEvents } from "../tables.ts";

/** The events of these payments, the oldest first. */
export const findEventsByPayments = rowsBy(paymentEvents, paymentEvents.paymentId, asc(paymentEvents.seq));

const counts = prepared(["paymentId", "kind", "messageId"], (db: Reader, { paymentId, kind, messageId }) =>
  db
    .select({ events: count() })
    .from(paymentEvents)
    .where(
      and(
        eq(paymentEvents.paymentId, paymentId),
        eq(paymentEvents.kind, kind),
        sql`(${messageId} IS NULL OR ${paymentEvents.providerEventId} = ${messageId})`,
      ),
    ),
);

/** Whether the payment has an event of this kind; with `providerEventId`: caused by this message. */
export async function hasEvent(
  db: Reader,
  paymentId: string,
  kind: string,
  providerEventId?: string,
): Promise<boolean> {
  const [counted] = await counts(db, { paymentId, kind, messageId: providerEventId ?? null });
  return (counted?.events ?? 0) > 0;
}

export const insertEvent = rowInto(paymentEvents);
