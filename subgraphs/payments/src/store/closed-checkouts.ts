/** Checkouts that orders has closed to payments: nothing up to a version may begin or go on. */
import { prepared } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, eq, gte, sql } from "drizzle-orm";
import { closedCheckouts } from "./tables.ts";

const closings = prepared(["checkoutId", "version"], (db: Reader, { checkoutId, version }) =>
  db
    .select({ closedAt: closedCheckouts.closedAt })
    .from(closedCheckouts)
    .where(and(eq(closedCheckouts.checkoutId, checkoutId), gte(closedCheckouts.version, version))),
);

/** Since when, by the store's clock, this version of the checkout may not be paid any more; undefined if it may. */
export async function findClosing(db: Reader, checkoutId: string, version: number): Promise<number | undefined> {
  const [closed] = await closings(db, { checkoutId, version });
  return closed?.closedAt;
}

/** Whether this version of the checkout may not be paid any more. */
export async function isClosed(db: Reader, checkoutId: string, version: number): Promise<boolean> {
  return (await findClosing(db, checkoutId, version)) !== undefined;
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
