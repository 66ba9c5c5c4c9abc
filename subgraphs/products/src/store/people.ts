/** People who are gone: their purchases, and the note that nothing more is to be kept of them. */
import type { Tx } from "@hansa/kit/store";
import { eq } from "drizzle-orm";
import { erasedPeople, purchases } from "./projection-tables.ts";

/** Removes what somebody has bought, and remembers the id, so that news that come late bring nothing back. */
export async function forgetPerson(tx: Tx, userId: string): Promise<void> {
  await tx.insert(erasedPeople).values({ userId }).onConflictDoNothing();
  await tx.delete(purchases).where(eq(purchases.customerId, userId));
}
