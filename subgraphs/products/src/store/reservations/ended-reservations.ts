/** Queries of ended reservations, which are deleted when no request about them can come any more. */
import { isAmong, listOf, type Reader, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, lt } from "drizzle-orm";
import { reservationLines, reservations } from "./tables.ts";

const endedStates = ["released", "expired"] as const;

/** Released and expired reservations that were to end before `before`, the oldest first, at most `limit` of each state. */
export async function findEndedReservations(db: Reader, before: number, limit: number): Promise<string[]> {
  const found = await Promise.all(endedStates.map((state) => endedIn(db, state, before, limit)));
  return found.flat().map(({ checkoutId }) => checkoutId);
}

/** Deletes these reservations with their lines. */
export async function deleteReservations(tx: Tx, checkoutIds: readonly string[]): Promise<void> {
  await dropLines(tx, checkoutIds);
  await dropReservations(tx, checkoutIds);
}

const endedIn = statement([reservations.state, reservations.expiresAt, "number"], (db: Reader, state, before, limit) =>
  db
    .select({ checkoutId: reservations.checkoutId })
    .from(reservations)
    .where(and(eq(reservations.state, state), lt(reservations.expiresAt, before)))
    .orderBy(asc(reservations.expiresAt))
    .limit(limit),
);

const dropLines = statement([listOf(reservationLines.checkoutId)], (tx: Tx, checkoutIds) =>
  tx.delete(reservationLines).where(isAmong(reservationLines.checkoutId, checkoutIds)),
);

const dropReservations = statement([listOf(reservations.checkoutId)], (tx: Tx, checkoutIds) =>
  tx.delete(reservations).where(isAmong(reservations.checkoutId, checkoutIds)),
);
