/** Queries of payment events: append-only rows of reports about payments. */
import { rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader } from "@hansa/kit/store/store";
import { and, asc, eq } from "drizzle-orm";
import { paymentEvents } from "../tables.ts";

/** The events of these payments, the oldest first. */
export const findEventsByPayments = rowsBy(paymentEvents, paymentEvents.paymentId, asc(paymentEvents.seq));

/** Whether the payment has an event of this kind; with `providerEventId`: caused by this message. */
export async function hasEvent(
  db: Reader,
  paymentId: string,
  kind: string,
  providerEventId?: string,
): Promise<boolean> {
  const ofMessage = providerEventId === undefined ? undefined : eq(paymentEvents.providerEventId, providerEventId);
  const known = and(eq(paymentEvents.paymentId, paymentId), eq(paymentEvents.kind, kind), ofMessage);
  return (await db.$count(paymentEvents, known)) > 0;
}

export const insertEvent = rowInto(paymentEvents);
