/** Stock levels and movements. Each change is one conditional statement, so two buyers cannot get the same unit. */
import { beyondCursor, type Keyset, limitOfPage, newestFirst, orderOfPage } from "@hansa/kit/graphql/keyset";
import type { Page } from "@hansa/kit/graphql/pages";
import { rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, eq, gte, lt, lte, type SQL, sql } from "drizzle-orm";
import { pageIn } from "../cursors.ts";
import { holds, reservations, type StockLevelRow, type StockMovementRow, stockLedger, stockLevels } from "./tables.ts";

export const findStockLevels = rowsBy(stockLevels, stockLevels.variantId);

/** Inserts a stock level of zero; an existing one stays unchanged. */
export async function createStockLevel(tx: Tx, variantId: string): Promise<void> {
  await tx.insert(stockLevels).values({ variantId, onHand: 0, reserved: 0 }).onConflictDoNothing();
}

/** Deletes the stock level and returns it; undefined, without a change, while units are reserved. */
export async function deleteStockLevel(tx: Tx, variantId: string): Promise<StockLevelRow | undefined> {
  const [row] = await tx
    .delete(stockLevels)
    .where(and(eq(stockLevels.variantId, variantId), eq(stockLevels.reserved, 0)))
    .returning();
  return row;
}

/** The maximum units of a variant: the largest `Int` of GraphQL. */
export const maxOnHand = 2 ** 31 - 1;

/** Changes the units on hand; undefined, without a change, if less than reserved or more than `maxOnHand` would remain. */
export async function changeOnHand(tx: Tx, variantId: string, delta: number): Promise<StockLevelRow | undefined> {
  const after = sql`${stockLevels.onHand} + ${delta}`;
  const [row] = await tx
    .update(stockLevels)
    .set({ onHand: after })
    .where(and(eq(stockLevels.variantId, variantId), gte(after, stockLevels.reserved), lte(after, maxOnHand)))
    .returning();
  return row;
}

/** The holder whose reservations are summed, and the maximum share of the units on hand. */
export type ReservationLimit = { holder: ReservationHolder; share: { units: number; percent: number } };
type ReservationHolder = { userId: string } | { network: string } | { cartId: string };

/** The share of the units on hand, less what the holder has reserved of them. */
function reservableUnits(db: Reader, variantId: string, { holder, share }: ReservationLimit): SQL<number> {
  const reservedByHolder = db
    .select({ units: sql`coalesce(sum(${reservations.quantity}), 0)` })
    .from(holds)
    .innerJoin(reservations, eq(reservations.checkoutId, holds.checkoutId))
    .where(and(isReservedBy(holder), eq(holds.state, "held"), eq(reservations.variantId, variantId)));
  return sql<number>`cast(max(${share.units}, ${stockLevels.onHand} * ${share.percent} / 100) AS integer) - (${reservedByHolder})`;
}

function isReservedBy(holder: ReservationHolder): SQL {
  if ("userId" in holder) return eq(holds.userId, holder.userId);
  return "network" in holder ? eq(holds.network, holder.network) : eq(holds.cartId, holder.cartId);
}

/** Reserves units if available; false, without a change, if not. */
export async function reserveUnitsWithoutLimit(tx: Tx, variantId: string, quantity: number): Promise<boolean> {
  const held = await tx
    .update(stockLevels)
    .set({ reserved: sql`${stockLevels.reserved} + ${quantity}` })
    .where(
      and(eq(stockLevels.variantId, variantId), gte(sql`${stockLevels.onHand} - ${stockLevels.reserved}`, quantity)),
    )
    .returning({ variantId: stockLevels.variantId });
  return held.length === 1;
}

/** Reserves units if available and within the limit; false, without a change, if not. */
export async function reserveUnits(tx: Tx, variantId: string, quantity: number, limit: ReservationLimit) {
  const reserved = await tx
    .update(stockLevels)
    .set({ reserved: sql`${stockLevels.reserved} + ${quantity}` })
    .where(
      and(
        eq(stockLevels.variantId, variantId),
        gte(sql`${stockLevels.onHand} - ${stockLevels.reserved}`, quantity),
        gte(reservableUnits(tx, variantId, limit), quantity),
      ),
    )
    .returning({ variantId: stockLevels.variantId });
  return reserved.length === 1;
}

/** The units of a variant that this holder may still reserve; undefined if the variant has no stock level. */
export async function findReservableUnits(
  db: Reader,
  variantId: string,
  limit: ReservationLimit,
): Promise<number | undefined> {
  const [row] = await db
    .select({ units: reservableUnits(db, variantId, limit) })
    .from(stockLevels)
    .where(eq(stockLevels.variantId, variantId));
  return row?.units;
}

/** Releases reserved units. */
export async function releaseUnits(tx: Tx, variantId: string, quantity: number): Promise<void> {
  await tx
    .update(stockLevels)
    .set({ reserved: sql`${stockLevels.reserved} - ${quantity}` })
    .where(eq(stockLevels.variantId, variantId));
}

/** Removes reserved units from the units on hand. */
export async function commitUnits(tx: Tx, variantId: string, quantity: number): Promise<StockLevelRow | undefined> {
  const [row] = await tx
    .update(stockLevels)
    .set({
      onHand: sql`${stockLevels.onHand} - ${quantity}`,
      reserved: sql`${stockLevels.reserved} - ${quantity}`,
    })
    .where(eq(stockLevels.variantId, variantId))
    .returning();
  return row;
}

/** Inserts a movement; false if this cause has already moved this line. */
export async function insertMovement(tx: Tx, movement: StockMovementRow): Promise<boolean> {
  const added = await tx.insert(stockLedger).values(movement).onConflictDoNothing().returning({ id: stockLedger.id });
  return added.length === 1;
}

export const findMovementsByIds = rowsBy(stockLedger, stockLedger.id);

/** Whether this cause has already moved this line. */
export async function hasMovement(
  db: Reader,
  reason: StockMovementRow["reason"],
  causeId: string,
  causeLine: string,
): Promise<boolean> {
  const [row] = await db
    .select({ id: stockLedger.id })
    .from(stockLedger)
    .where(and(eq(stockLedger.reason, reason), eq(stockLedger.causeId, causeId), eq(stockLedger.causeLine, causeLine)));
  return row !== undefined;
}

export type MovementFilter = {
  variantId?: string | null | undefined;
  reason?: StockMovementRow["reason"] | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
};

/** The name of this list in its cursors. */
export const movementList = "movements";
const byTime: Keyset = newestFirst(stockLedger.at, stockLedger.id);

/** Returns a page of movements, newest first, with one extra row. */
export function findMovements(db: Reader, filter: MovementFilter, page: Page): Promise<StockMovementRow[]> {
  return db
    .select()
    .from(stockLedger)
    .where(and(matching(filter), beyondCursor(byTime, pageIn(movementList, page))))
    .orderBy(...orderOfPage(byTime, page))
    .limit(limitOfPage(page));
}

export function countMovements(db: Reader, filter: MovementFilter): Promise<number> {
  return db.$count(stockLedger, matching(filter));
}

function matching({ variantId, reason, from, to }: MovementFilter) {
  return and(
    variantId ? eq(stockLedger.variantId, variantId) : undefined,
    reason ? eq(stockLedger.reason, reason) : undefined,
    typeof from === "number" ? gte(stockLedger.at, from) : undefined,
    typeof to === "number" ? lt(stockLedger.at, to) : undefined,
  );
}
