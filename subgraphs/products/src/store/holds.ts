/** Holds as rows: what is kept for a checkout, in exactly one state. */
import { prepared, rowInto, rowsBy } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, inArray, lt, sql, sum } from "drizzle-orm";
import { type HoldRow, holds, type ReservationRow, reservations } from "./stock-tables.ts";

const insertHoldRow = rowInto(holds);
const holdsByCheckouts = rowsBy(holds, holds.checkoutId);

export async function findHold(db: Reader, checkoutId: string): Promise<HoldRow | undefined> {
  const [row] = await holdsByCheckouts(db, [checkoutId]);
  return row;
}

const reservationsByCheckouts = rowsBy(reservations, reservations.checkoutId, asc(reservations.variantId));

/** What the hold holds, in the order in which stock is always touched, so that two transactions never wait for each other. */
export function findReservations(db: Reader, checkoutId: string): Promise<ReservationRow[]> {
  return reservationsByCheckouts(db, [checkoutId]);
}

export async function insertHold(
  tx: Tx,
  hold: HoldRow,
  lines: readonly Omit<ReservationRow, "checkoutId">[],
): Promise<void> {
  await insertHoldRow(tx, hold);
  if (lines.length === 0) return;
  await tx.insert(reservations).values(lines.map((line) => ({ ...line, checkoutId: hold.checkoutId })));
}

/** Moves a hold from one of `from` to `to`; false, and nothing changed, if it is in another state. */
export async function moveHold(
  tx: Tx,
  checkoutId: string,
  from: readonly HoldRow["state"][],
  to: HoldRow["state"],
): Promise<boolean> {
  const moved = await tx
    .update(holds)
    .set({ state: to, network: null })
    .where(and(eq(holds.checkoutId, checkoutId), inArray(holds.state, [...from])))
    .returning({ checkoutId: holds.checkoutId });
  return moved.length === 1;
}

const extendLive = prepared(["checkoutId", "expiresAt"], (tx: Tx, { checkoutId, expiresAt }) =>
  tx
    .update(holds)
    .set({ expiresAt: sql`max(${holds.expiresAt}, ${expiresAt})` })
    .where(and(eq(holds.checkoutId, checkoutId), eq(holds.state, "held")))
    .returning(),
);

/** Lets a live hold end later, never earlier; undefined if it is not live. */
export async function extendHold(tx: Tx, checkoutId: string, expiresAt: number): Promise<HoldRow | undefined> {
  const [row] = await extendLive(tx, { checkoutId, expiresAt });
  return row;
}

/** Ends a live hold that ran out before `before`; false, and nothing changed, if it is not live or was extended meanwhile. */
export async function expireHold(tx: Tx, checkoutId: string, before: number): Promise<boolean> {
  const expired = await tx
    .update(holds)
    .set({ state: "expired", network: null })
    .where(and(eq(holds.checkoutId, checkoutId), eq(holds.state, "held"), lt(holds.expiresAt, before)))
    .returning({ checkoutId: holds.checkoutId });
  return expired.length === 1;
}

/** Holds that are live and ran out before `before`. */
export async function findOverdueHolds(db: Reader, before: number, limit: number): Promise<string[]> {
  const rows = await db
    .select({ checkoutId: holds.checkoutId })
    .from(holds)
    .where(and(eq(holds.state, "held"), lt(holds.expiresAt, before)))
    .orderBy(asc(holds.expiresAt))
    .limit(limit);
  return rows.map((row) => row.checkoutId);
}

/** How many units are held right now for a customer or, for a guest, for a cart. */
export async function countHeldUnits(
  db: Reader,
  { userId, cartId }: Pick<HoldRow, "userId" | "cartId">,
): Promise<number> {
  const [row] = await db
    .select({ units: sum(reservations.quantity) })
    .from(holds)
    .innerJoin(reservations, eq(reservations.checkoutId, holds.checkoutId))
    .where(and(eq(holds.state, "held"), userId ? eq(holds.userId, userId) : eq(holds.cartId, cartId)));
  return Number(row?.units ?? 0);
}

/** Takes somebody's id off everything that was held for them. Their cart, which is nobody's name, stays. */
export async function forgetHolder(tx: Tx, userId: string): Promise<void> {
  await tx.update(holds).set({ userId: null }).where(eq(holds.userId, userId));
}
