/** Reservations of stock: the rows of a checkout and its lines, each in exactly one state. */
import { prepared, rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, inArray, lt, sql, sum } from "drizzle-orm";
import { holds, type ReservationLineRow, reservations, type StockReservationRow } from "./tables.ts";

const insertReservationRow = rowInto(holds);
const findByCheckouts = rowsBy(holds, holds.checkoutId);

export async function findReservation(db: Reader, checkoutId: string): Promise<StockReservationRow | undefined> {
  const [row] = await findByCheckouts(db, [checkoutId]);
  return row;
}

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
  if (lines.length === 0) return;
  await tx.insert(reservations).values(lines.map((line) => ({ ...line, checkoutId: hold.checkoutId })));
}

/** Changes the state of a reservation from one of `from` to `to`; false, without a change, if it is in another state. */
export async function changeReservationState(
  tx: Tx,
  checkoutId: string,
  from: readonly StockReservationRow["state"][],
  to: StockReservationRow["state"],
): Promise<boolean> {
  const moved = await tx
    .update(holds)
    .set({ state: to, network: null })
    .where(and(eq(holds.checkoutId, checkoutId), inArray(holds.state, [...from])))
    .returning({ checkoutId: holds.checkoutId });
  return moved.length === 1;
}

const extendLiveExpiry = prepared(["checkoutId", "expiresAt"], (tx: Tx, { checkoutId, expiresAt }) =>
  tx
    .update(holds)
    .set({ expiresAt: sql`max(${holds.expiresAt}, ${expiresAt})` })
    .where(and(eq(holds.checkoutId, checkoutId), eq(holds.state, "held")))
    .returning(),
);

/** Extends a live reservation, never shortens it; undefined if it is not live. */
export async function extendExpiry(
  tx: Tx,
  checkoutId: string,
  expiresAt: number,
): Promise<StockReservationRow | undefined> {
  const [row] = await extendLiveExpiry(tx, { checkoutId, expiresAt });
  return row;
}

/** Expires a live reservation that ended before `before`; false, without a change, if it is not live or was extended. */
export async function expireReservation(tx: Tx, checkoutId: string, before: number): Promise<boolean> {
  const expired = await tx
    .update(holds)
    .set({ state: "expired", network: null })
    .where(and(eq(holds.checkoutId, checkoutId), eq(holds.state, "held"), lt(holds.expiresAt, before)))
    .returning({ checkoutId: holds.checkoutId });
  return expired.length === 1;
}

/** Returns live reservations that ended before `before`. */
export async function findOverdueReservations(db: Reader, before: number, limit: number): Promise<string[]> {
  const rows = await db
    .select({ checkoutId: holds.checkoutId })
    .from(holds)
    .where(and(eq(holds.state, "held"), lt(holds.expiresAt, before)))
    .orderBy(asc(holds.expiresAt))
    .limit(limit);
  return rows.map((row) => row.checkoutId);
}

/** The number of units reserved for a customer or, for a guest, for a cart. */
export async function countReservedUnits(
  db: Reader,
  { userId, cartId }: Pick<StockReservationRow, "userId" | "cartId">,
): Promise<number> {
  const [row] = await db
    .select({ units: sum(reservations.quantity) })
    .from(holds)
    .innerJoin(reservations, eq(reservations.checkoutId, holds.checkoutId))
    .where(and(eq(holds.state, "held"), userId ? eq(holds.userId, userId) : eq(holds.cartId, cartId)));
  return Number(row?.units ?? 0);
}

/** Removes the user id from reservations. The cart id, which identifies nobody, stays. */
export async function removeReservationOwner(tx: Tx, userId: string): Promise<void> {
  await tx.update(holds).set({ userId: null }).where(eq(holds.userId, userId));
}
