/** Reservations of stock: the rows of a checkout and its lines, each in exactly one state. */
import {
  given,
  greatest,
  isAmong,
  listOf,
  type Reader,
  rowBy,
  rowInto,
  rowsBy,
  rowsInto,
  statement,
  type Tx,
} from "@hansa/kit/store";
import { and, asc, eq, lt, sum } from "drizzle-orm";
import { type ReservationLineRow, reservationLines, reservations, type StockReservationRow } from "./tables.ts";

const insertReservationRow = rowInto(reservations);

export const findReservation = rowBy(reservations, reservations.checkoutId);

const findLinesByCheckouts = rowsBy(reservationLines, reservationLines.checkoutId, asc(reservationLines.variantId));

/** Returns the lines of a reservation in the order in which stock is always changed, which prevents deadlocks. */
export function findReservedLines(db: Reader, checkoutId: string): Promise<ReservationLineRow[]> {
  return findLinesByCheckouts(db, [checkoutId]);
}

/** Inserts a reservation with its lines. */
export async function insertReservation(
  tx: Tx,
  hold: StockReservationRow,
  lines: readonly Pick<ReservationLineRow, "variantId" | "quantity">[],
): Promise<void> {
  await insertReservationRow(tx, hold);
  await insertLines(
    tx,
    lines.map((line) => ({ ...line, checkoutId: hold.checkoutId, committed: 0 })),
  );
}

const insertLines = rowsInto(reservationLines);

/** Changes the state of a reservation from one of `from` to `to`; false, without a change, if it is in another state. */
export async function changeReservationState(
  tx: Tx,
  checkoutId: string,
  from: readonly StockReservationRow["state"][],
  to: StockReservationRow["state"],
): Promise<boolean> {
  return (await moveState(tx, checkoutId, from, to)).length === 1;
}

const moveState = statement(
  [reservations.checkoutId, listOf(reservations.state), reservations.state],
  (tx: Tx, checkoutId, from, to) =>
    tx
      .update(reservations)
      .set({ state: to, network: null })
      .where(and(eq(reservations.checkoutId, checkoutId), isAmong(reservations.state, from)))
      .returning({ checkoutId: reservations.checkoutId }),
);

const extendLiveExpiry = statement([reservations.checkoutId, reservations.expiresAt], (tx: Tx, checkoutId, expiresAt) =>
  tx
    .update(reservations)
    .set({ expiresAt: greatest(reservations.expiresAt, expiresAt) })
    .where(and(eq(reservations.checkoutId, checkoutId), eq(reservations.state, "reserved")))
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

const expireLive = statement([reservations.checkoutId, reservations.expiresAt], (tx: Tx, checkoutId, before) =>
  tx
    .update(reservations)
    .set({ state: "expired", network: null })
    .where(
      and(
        eq(reservations.checkoutId, checkoutId),
        eq(reservations.state, "reserved"),
        lt(reservations.expiresAt, before),
      ),
    )
    .returning({ checkoutId: reservations.checkoutId }),
);

/** Returns live reservations that ended before `before`. */
export async function findOverdueReservations(db: Reader, before: number, limit: number): Promise<string[]> {
  return (await overdue(db, before, limit)).map((row) => row.checkoutId);
}

const overdue = statement([reservations.expiresAt, "number"], (db: Reader, before, limit) =>
  db
    .select({ checkoutId: reservations.checkoutId })
    .from(reservations)
    .where(and(eq(reservations.state, "reserved"), lt(reservations.expiresAt, before)))
    .orderBy(asc(reservations.expiresAt))
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

const reservedUnits = statement(
  [given({ userId: reservations.userId, cartId: reservations.cartId })],
  (db: Reader, holder) =>
    db
      .select({ units: sum(reservationLines.quantity) })
      .from(reservations)
      .innerJoin(reservationLines, eq(reservationLines.checkoutId, reservations.checkoutId))
      .where(
        and(
          eq(reservations.state, "reserved"),
          holder.userId && eq(reservations.userId, holder.userId),
          holder.cartId && eq(reservations.cartId, holder.cartId),
        ),
      ),
);

/** Removes the user id from reservations. The cart id, which does not identify a person, stays. */
export const removeReservationOwner = statement([reservations.userId], (tx: Tx, userId) =>
  tx.update(reservations).set({ userId: null }).where(eq(reservations.userId, userId)),
);
