/** Queries of closed checkouts: checkouts that orders has closed to payments up to a version. */
import { type Reader, statement, type Tx } from "@hansa/kit/store";
import { and, eq, gte, sql } from "drizzle-orm";
import { closedCheckouts } from "../tables.ts";

const closings = statement([closedCheckouts.checkoutId, closedCheckouts.version], (db: Reader, checkoutId, version) =>
  db
    .select({ closedAt: closedCheckouts.closedAt })
    .from(closedCheckouts)
    .where(and(eq(closedCheckouts.checkoutId, checkoutId), gte(closedCheckouts.version, version))),
);

/** The store's time at which this version of the checkout was closed to payments; undefined if it is open. */
export async function findClosedAt(db: Reader, checkoutId: string, version: number): Promise<number | undefined> {
  const [closed] = await closings(db, checkoutId, version);
  return closed?.closedAt;
}

/** Whether this version of the checkout is closed to payments. */
export async function isClosed(db: Reader, checkoutId: string, version: number): Promise<boolean> {
  return (await findClosedAt(db, checkoutId, version)) !== undefined;
}

/** Closes the checkout up to `version`. Never opens a closed version. */
export const closeCheckout = statement(
  [closedCheckouts.checkoutId, closedCheckouts.version, closedCheckouts.closedAt],
  (tx: Tx, checkoutId, version, closedAt) =>
    tx
      .insert(closedCheckouts)
      .values({ checkoutId, version, closedAt })
      .onConflictDoUpdate({
        target: closedCheckouts.checkoutId,
        set: { version: sql`excluded.version`, closedAt: sql`excluded.closed_at` },
        setWhere: sql`${closedCheckouts.version} < excluded.version`,
      }),
);
