/** Queries of pending erasures of guests: the address is stored until no other row contains it. */
import type { Reader, Tx } from "@hansa/kit/store/store";
import { asc, eq } from "drizzle-orm";
import { type GuestErasureRow, guestErasures } from "../tables.ts";

export async function insertGuestErasure(tx: Tx, row: GuestErasureRow): Promise<void> {
  await tx.insert(guestErasures).values(row).onConflictDoNothing();
}

/** Pending erasures, the oldest first. */
export function findGuestErasures(db: Reader, limit: number): Promise<GuestErasureRow[]> {
  return db.select().from(guestErasures).orderBy(asc(guestErasures.receivedAt)).limit(limit);
}

/** Deletes the address: no other row contains it any more, and only the WAL checkpoint is pending. */
export async function eraseGuestAddress(tx: Tx, id: string): Promise<void> {
  await tx.update(guestErasures).set({ email: null }).where(eq(guestErasures.id, id));
}

export async function endGuestErasure(tx: Tx, id: string): Promise<void> {
  await tx.delete(guestErasures).where(eq(guestErasures.id, id));
}
