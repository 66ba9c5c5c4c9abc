/** Queries of pending erasures: guests whose orders the orders service has to erase. */
import { rowInto } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { asc, eq, lte } from "drizzle-orm";
import { type PendingErasureRow, pendingErasures } from "../tables.ts";

export const insertPendingErasure = rowInto(pendingErasures);

/** Finds the due pending erasures, the earliest first. */
export function findDuePendingErasures(db: Reader, now: number, most: number): Promise<PendingErasureRow[]> {
  return db
    .select()
    .from(pendingErasures)
    .where(lte(pendingErasures.dueAt, now))
    .orderBy(asc(pendingErasures.dueAt))
    .limit(most);
}

export async function postponePendingErasure(tx: Tx, id: string, attempts: number, dueAt: number): Promise<void> {
  await tx.update(pendingErasures).set({ attempts, dueAt }).where(eq(pendingErasures.id, id));
}

export async function deletePendingErasure(tx: Tx, id: string): Promise<void> {
  await tx.delete(pendingErasures).where(eq(pendingErasures.id, id));
}
