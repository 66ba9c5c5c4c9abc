/** Queries of abandoned purchases: unpaid checkouts that have ended, and carts of guests, with all rows that exist for them. */
import { firstRow, isAmong, jsonText, listOf, type Reader, statement, type Tx, withoutIndex } from "@hansa/kit/store";
import { and, asc, eq, getTableColumns, gt, lt, notExists, or, sql } from "drizzle-orm";
import { cartLines, carts, checkouts, idempotency, mayBeAbandoned, promotionUses } from "../tables.ts";

/** The place of a row in a walk through rows by time: of a cart its last change, of a checkout the end of its reservation by the store's clock. */
export type Position = { at: number; id: string };

const { reservedUntil } = checkouts;
const ofUnpaid = { id: checkouts.id, at: reservedUntil };

/** An expired checkout has no order, and with its goods released nothing of it is in progress here. */
const isUnpaid = and(eq(checkouts.state, "EXPIRED"), eq(checkouts.released, true));

/** Checkouts that expired, released their goods and were reserved until before `before`: the next ones of a walk, the oldest first. */
export const findUnpaidCheckouts = statement(
  [reservedUntil, { at: reservedUntil, id: checkouts.id }, "number"],
  (db: Reader, before, after, limit) =>
    db
      .select(ofUnpaid)
      .from(checkouts)
      .where(
        and(
          isUnpaid,
          lt(reservedUntil, before),
          or(gt(reservedUntil, after.at), and(eq(reservedUntil, after.at), gt(checkouts.id, after.id))),
        ),
      )
      .orderBy(asc(reservedUntil), asc(checkouts.id))
      .limit(limit),
);

/** When the unpaid checkout ended that has been kept for the longest time. */
export const findOldestUnpaid = firstRow(
  statement([], (db: Reader) =>
    db
      .select({ endedAt: sql<number | null>`min(${reservedUntil})` })
      .from(checkouts)
      .where(eq(checkouts.state, "EXPIRED")),
  ),
);

/** The unpaid checkouts of these carts. Carts have few checkouts, while most of all have expired. */
export const findUnpaidOfCarts = statement([listOf(checkouts.cartId)], (db: Reader, cartIds) =>
  db
    .select(ofUnpaid)
    .from(checkouts)
    .where(
      and(
        isAmong(checkouts.cartId, cartIds),
        eq(withoutIndex(checkouts.state), "EXPIRED"),
        eq(checkouts.released, true),
      ),
    ),
);

/**
 * Carts of guests without a change since `changed`, whose checkouts are all unpaid and were reserved until before `ended`: the next ones of a
 * walk, the oldest first.
 */
export const findAbandonedCarts = statement(
  [{ changed: carts.updatedAt, ended: reservedUntil }, { at: carts.updatedAt, id: carts.id }, "number"],
  (db: Reader, before, after, limit) =>
    db
      .select({ id: carts.id, at: carts.updatedAt })
      .from(carts)
      .where(
        and(
          mayBeAbandoned,
          lt(carts.updatedAt, before.changed),
          or(gt(carts.updatedAt, after.at), and(eq(carts.updatedAt, after.at), gt(carts.id, after.id))),
          notExists(
            db
              .select({ id: checkouts.id })
              .from(checkouts)
              .where(and(eq(checkouts.cartId, carts.id), sql`NOT (${and(isUnpaid, lt(reservedUntil, before.ended))})`)),
          ),
        ),
      )
      .orderBy(asc(carts.updatedAt), asc(carts.id))
      .limit(limit),
);

/** Deletes those of these checkouts that are unpaid, their keys and their released uses of promotions; returns the number of checkouts. */
export async function deleteUnpaidCheckouts(tx: Tx, ids: readonly string[]): Promise<number> {
  const deleted = await dropCheckouts(tx, ids);
  const deletedIds = deleted.map(({ id }) => id);
  await dropUses(tx, deletedIds);
  await dropKeys(
    tx,
    deleted.flatMap(({ id, cartId, ownerId }) => (ownerId === null ? [id, cartId] : [id, cartId, ownerId])),
    deletedIds,
  );
  return deleted.length;
}

/** Deletes those of these carts that were not changed since `before`, as by a claim, and have no checkout; returns their number. */
export async function deleteAbandonedCarts(tx: Tx, ids: readonly string[], before: number): Promise<number> {
  const deleted = (await findDeletable(tx, ids, before)).map(({ id }) => id);
  await dropLines(tx, deleted);
  await dropCarts(tx, deleted);
  return deleted.length;
}

const { id, cartId, ownerId } = getTableColumns(checkouts);
const dropCheckouts = statement([listOf(checkouts.id)], (tx: Tx, ids) =>
  tx
    .delete(checkouts)
    .where(and(isAmong(checkouts.id, ids), isUnpaid))
    .returning({ id, cartId, ownerId }),
);

const dropUses = statement([listOf(promotionUses.checkoutId)], (tx: Tx, checkoutIds) =>
  tx
    .delete(promotionUses)
    .where(and(isAmong(promotionUses.checkoutId, checkoutIds), eq(promotionUses.state, "released"))),
);

/** Deletes the keys whose response is one of these checkouts. A guest's have the scope of the cart or the checkout. */
const dropKeys = statement([listOf(idempotency.scope), listOf(checkouts.id)], (tx: Tx, scopes, checkoutIds) =>
  tx
    .delete(idempotency)
    .where(and(isAmong(idempotency.scope, scopes), isAmong(jsonText(idempotency.response, "checkoutId"), checkoutIds))),
);

const findDeletable = statement([listOf(carts.id), carts.updatedAt], (tx: Tx, ids, before) =>
  tx
    .select({ id: carts.id })
    .from(carts)
    .where(
      and(
        isAmong(carts.id, ids),
        lt(carts.updatedAt, before),
        notExists(tx.select({ id: checkouts.id }).from(checkouts).where(eq(checkouts.cartId, carts.id))),
      ),
    ),
);

const dropLines = statement([listOf(cartLines.cartId)], (tx: Tx, cartIds) =>
  tx.delete(cartLines).where(isAmong(cartLines.cartId, cartIds)),
);

const dropCarts = statement([listOf(carts.id)], (tx: Tx, ids) => tx.delete(carts).where(isAmong(carts.id, ids)));
