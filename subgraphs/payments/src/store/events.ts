/** What was heard about payments, as rows that are only ever added. */
import { rowInto, rowsBy } from "@hansa/kit/prepared";
import type { Reader } from "@hansa/kit/store";
import { and, asc, eq } from "drizzle-orm";
import { paymentEvents } from "./tables.ts";

/** What was heard about these payments, the oldest first. */
export const findEventsByPayments = rowsBy(paymentEvents, paymentEvents.paymentId, asc(paymentEvents.seq));

/** Whether this was written down about the payment before; with `providerEventId`: because of this message. */
export async function wasHeard(
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
