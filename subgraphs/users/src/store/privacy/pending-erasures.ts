/** Queries of pending erasures: guests whose orders the orders service has to erase. */
import { workQueue } from "@hansa/kit/messaging";
import { rowBy, rowInto, type Tx } from "@hansa/kit/store";
import { eq } from "drizzle-orm";
import { pendingErasures } from "../tables.ts";

/** Erasures and exports wait for other services of the shop: they are not urgent, but the law sets a time limit. 20 attempts take an hour. */
export const privacyRetries = { minPauseMs: 5_000, maxPauseMs: 5 * 60_000, maxAttempts: 20 } as const;

export const erasureQueue = workQueue(pendingErasures, { name: "erasure", policy: privacyRetries });

export const insertPendingErasure = rowInto(pendingErasures);

export const findPendingErasure = rowBy(pendingErasures, pendingErasures.id);

/** Deletes the request to erase an account. */
export async function deletePendingErasure(tx: Tx, id: string): Promise<void> {
  await tx.delete(pendingErasures).where(eq(pendingErasures.id, id));
}
