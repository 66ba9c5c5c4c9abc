/** Checkouts that orders has closed to payments: nothing up to a version may begin or go on. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, eq, gte, sql } from "drizzle-orm";
import { closedCheckouts } from "./tables.ts";

/** Whether this version of the checkout may not be paid any more. */
export async function isClosed(db: Reader, checkoutId: string, version: number): Promise<boolean> {
  const closed = and(eq(closedCheckouts.checkoutId, checkoutId), gte(closedCheckouts.version, version));
  return (await db.$count(closedCheckouts, closed)) > 0;
}

/** Closes the checkout up to `version`. Never opens anything again. */
export async function closeCheckout(tx: Tx, checkoutId: string, version: number, now: number): Promise<void> {
  await tx
    .insert(closedCheckouts)
    .values({ checkoutId, version, closedAt: now })
    .onConflictDoUpdate({
      target: closedCheckouts.checkoutId,
      set: { version, closedAt: now },
      setWhere: sql`${closedCheckouts.version} < ${version}`,
    });
}
