/** Erased accounts: deletes their purchases and stores their ids. */
import type { Tx } from "@hansa/kit/store/store";
import { eq } from "drizzle-orm";
import { erasedPeople, purchases } from "./tables.ts";

/** Deletes the purchases of a person and stores the id, so that late events restore nothing. */
export async function recordErasedPerson(tx: Tx, userId: string): Promise<void> {
  await tx.insert(erasedPeople).values({ userId }).onConflictDoNothing();
  await tx.delete(purchases).where(eq(purchases.customerId, userId));
}
