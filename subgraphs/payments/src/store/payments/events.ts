/** Queries of payment events: append-only rows of reports about payments. */
import { given, hasRow, type Reader, rowInto, rowsBy, statement } from "@hansa/kit/store";
import { and, asc, eq } from "drizzle-orm";
import { paymentEvents } from "../tables.ts";

/** The events of these payments, the oldest first. */
export const findEventsByPayments = rowsBy(paymentEvents, paymentEvents.paymentId, asc(paymentEvents.seq));

/** Whether the payment has an event of this kind; with `providerEventId`: caused by this message. */
export const hasEvent = hasRow(
  statement(
    [paymentEvents.paymentId, paymentEvents.kind, given({ providerEventId: paymentEvents.providerEventId })],
    (db: Reader, paymentId, kind, { providerEventId }) =>
      db
        .select({ seq: paymentEvents.seq })
        .from(paymentEvents)
        .where(
          and(
            eq(paymentEvents.paymentId, paymentId),
            eq(paymentEvents.kind, kind),
            providerEventId && eq(paymentEvents.providerEventId, providerEventId),
          ),
        )
        .limit(1),
  ),
);

export const insertEvent = rowInto(paymentEvents);
