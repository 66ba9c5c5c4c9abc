/** Addresses that orders is to forget, as rows. */
import { rowInto } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { asc, eq, lte } from "drizzle-orm";
import { type DepartureRow, departures } from "./tables.ts";

export const insertDeparture = rowInto(departures);

/** Those that wait longest first. */
export function findDueDepartures(db: Reader, now: number, most: number): Promise<DepartureRow[]> {
  return db.select().from(departures).where(lte(departures.dueAt, now)).orderBy(asc(departures.dueAt)).limit(most);
}

export async function postponeDeparture(tx: Tx, id: string, attempts: number, dueAt: number): Promise<void> {
  await tx.update(departures).set({ attempts, dueAt }).where(eq(departures.id, id));
}

export async function endDeparture(tx: Tx, id: string): Promise<void> {
  await tx.delete(departures).where(eq(departures.id, id));
}
