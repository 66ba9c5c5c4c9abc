/** Guests who are to be forgotten, as rows: the address is there until nothing else has it. */
import type { Reader, Tx } from "@hansa/kit/store";
import { asc, eq } from "drizzle-orm";
import { type GuestErasureRow, guestErasures } from "./tables.ts";

export async function insertGuestErasure(tx: Tx, row: GuestErasureRow): Promise<void> {
  await tx.insert(guestErasures).values(row).onConflictDoNothing();
}

/** Those who wait longest first. */
export function findGuestErasures(db: Reader, limit: number): Promise<GuestErasureRow[]> {
  return db.select().from(guestErasures).orderBy(asc(guestErasures.heardAt)).limit(limit);
}

/** Takes the address out: no row has it any more, and only the store's log is still to be emptied. */
export async function forgetAddress(tx: Tx, id: string): Promise<void> {
  await tx.update(guestErasures).set({ email: null }).where(eq(guestErasures.id, id));
}

export async function endGuestErasure(tx: Tx, id: string): Promise<void> {
  await tx.delete(guestErasures).where(eq(guestErasures.id, id));
}
