/** Reservations of stock: the rows of a checkout and its lines, each in exactly one state. */
import { greatest, isAmong } from "@hansa/kit/store/dialect";
import { rowBy, rowInto, rowsBy, rowsInto } from "@hansa/kit/store/prepared";
import { given, listOf, statement } from "@hansa/kit/store/statement";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, lt, sum } from "drizzle-orm";
import { holds, type ReservationLineRow, reservations, type StockReservationRow } from "./tables.ts";

const insertReservationRow = rowInto(holds);

export const findReservation = rowBy(holds, holds.checkoutId);

const findLinesByCheckouts = rowsBy(reservations, reservations.checkoutId, asc(reservations.variantId));

/** Returns the lines of a reservation in the order in which stock is always changed, which prevents deadlocks. */
export function findReservedLines(db: Reader, checkoutId: string): Promise<ReservationLineRow[]> {
  return findLinesByCheckouts(db, [checkoutId]);
}

export async function insertReservation(
  tx: Tx,
  hold: StockReservationRow,
  lines: readonly Omit<ReservationLineRow, "checkoutId">[],
): Promise<void> {
  await insertReservationRow(tx, hold);
  await insertLines(
    tx,
    lines.map((line) => ({ ...line, checkoutId: hold.checkoutId })),
  );
}

const insertLines = rowsInto(reservations);

/** Changes the state of a reservation from one of `from` to `to`; false, without a change, if it is in another state. */
export async function changeReservationState(
  tx: Tx,
  checkoutId: string,
  from: readonly StockReservationRow["state"][],
  to: StockReservationRow["state"],
): Promise<boolean> {
  return (await moveState(tx, checkoutId, from, to)).length === 1;
}

const moveState = statement([holds.checkoutId, listOf(holds.state), holds.state], (tx: Tx, checkoutId, from, to) =>
  tx
    .update(holds)
    .set({ state: to, network: null })
    .where(and(eq(holds.checkoutId, checkoutId), isAmong(holds.state, from)))
    .returning({ checkoutId: holds.checkoutId }),
);

const extendLiveExpiry = statement([holds.checkoutId, holds.expiresAt], (tx: Tx, checkoutId, expiresAt) =>
  tx
    .update(holds)
    .set({ expiresAt: greatest(holds.expiresAt, expiresAt) })
    .where(and(eq(holds.checkoutId, checkoutId), eq(holds.state, "held")))
    .returning(),
);

/** Extends a live reservation, never shortens it; undefined if it is not live. */
export async function extendExpiry(
  tx: Tx,
  checkoutId: string,
  expiresAt: number,
): Promise<StockReservationRow | undefined> {
  const [row] = await extendLiveExpiry(tx, checkoutId, expiresAt);
  return row;
}

/** Expires a live reservation that ended before `before`; false, without a change, if it is not live or was extended. */
export async function expireReservation(tx: Tx, checkoutId: string, before: number): Promise<boolean> {
  return (await expireLive(tx, checkoutId, before)).length === 1;
}

const expireLive = statement([holds.checkoutId, holds.expiresAt], (tx: Tx, checkoutId, before) =>
  tx
    .update(holds)
    .set({ state: "expired", network: null })
    .where(and(eq(holds.checkoutId, checkoutId), eq(holds.state, "held"), lt(holds.expiresAt, before)))
    .returning({ checkoutId: holds.checkoutId }),
);

/** Returns live reservations that ended before `before`. */
export async function findOverdueReservations(db: Reader, before: number, limit: number): Promise<string[]> {
  return (await overdue(db, before, limit)).map((row) => row.checkoutId);
}

const overdue = statement([holds.expiresAt, "number"], (db: Reader, before, limit) =>
  db
    .select({ checkoutId: holds.checkoutId })
    .from(holds)
    .where(and(eq(holds.state, "held"), lt(holds.expiresAt, before)))
    .orderBy(asc(holds.expiresAt))
    .limit(limit),
);

/** The number of units reserved for a customer or, for a guest, for a cart. */
export async function countReservedUnits(
  db: Reader,
  { userId, cartId }: Pick<StockReservationRow, "userId" | "cartId">,
): Promise<number> {
  const [row] = await reservedUnits(db, userId ? { userId } : { cartId });
  return Number(row?.units ?? 0);
}

const reservedUnits = statement([given({ userId: holds.userId, cartId: holds.cartId })], (db: Reader, holder) =>
  db
    .select({ units: sum(reservations.quantity) })
    .from(holds)
    .innerJoin(reservations, eq(reservations.checkoutId, holds.checkoutId))
    .where(
      and(
        eq(holds.state, "held"),
        holder.userId && eq(holds.userId, holder.userId),
        holder.cartId && eq(holds.cartId, holder.cartId),
      ),
    ),
);

/** Removes the user id from reservations. The cart id, which identifies nobody, stays. */
export const removeReservationOwner = statement([holds.userId], (tx: Tx, userId) =>
  tx.update(holds).set({ userId: null }).where(eq(holds.userId, userId)),
);
