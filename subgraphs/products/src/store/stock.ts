/** Stock on hand and the ledger of every change to it. Each change is one conditional statement, so two buyers cannot share the last tin. */
import { beyondCursor, type Keyset, limitOfPage, newestFirst, orderOfPage } from "@hansa/kit/keyset";
import type { Page } from "@hansa/kit/pages";
import { rowsBy } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, eq, gte, lt, lte, type SQL, sql } from "drizzle-orm";
import { pageIn } from "./places.ts";
import {
  holds,
  reservations,
  type StockLevelRow,
  type StockMovementRow,
  stockLedger,
  stockLevels,
} from "./stock-tables.ts";

export const findStockLevels = rowsBy(stockLevels, stockLevels.variantId);

/** Opens an empty shelf for a variant; an existing one stays as it is. */
export async function openShelf(tx: Tx, variantId: string): Promise<void> {
  await tx.insert(stockLevels).values({ variantId, onHand: 0, reserved: 0 }).onConflictDoNothing();
}

/** Takes the shelf away and gives what lay on it; undefined, and nothing changed, while units of it are reserved. */
export async function closeShelf(tx: Tx, variantId: string): Promise<StockLevelRow | undefined> {
  const [row] = await tx
    .delete(stockLevels)
    .where(and(eq(stockLevels.variantId, variantId), eq(stockLevels.reserved, 0)))
    .returning();
  return row;
}

/** The most units of a variant that are counted: what GraphQL's `Int` can say. */
export const mostOnHand = 2 ** 31 - 1;

/** Changes what is on hand by `delta`; undefined, and nothing changed, if that would leave less than is reserved or more than `mostOnHand`. */
export async function changeOnHand(tx: Tx, variantId: string, delta: number): Promise<StockLevelRow | undefined> {
  const after = sql`${stockLevels.onHand} + ${delta}`;
  const [row] = await tx
    .update(stockLevels)
    .set({ onHand: after })
    .where(and(eq(stockLevels.variantId, variantId), gte(after, stockLevels.reserved), lte(after, mostOnHand)))
    .returning();
  return row;
}

/** Whose reservations count together, and the share of the units on hand that they may come to. */
export type ReservationLimit = { holder: ReservationHolder; share: { units: number; percent: number } };
type ReservationHolder = { userId: string } | { network: string } | { cartId: string };

/** The share of the units on hand, less what the holder has reserved of them. */
function reservableUnits(db: Reader, variantId: string, { holder, share }: ReservationLimit): SQL<number> {
  const reservedByHolder = db
    .select({ units: sql`coalesce(sum(${reservations.quantity}), 0)` })
    .from(holds)
    .innerJoin(reservations, eq(reservations.checkoutId, holds.checkoutId))
    .where(and(isHeldBy(holder), eq(holds.state, "held"), eq(reservations.variantId, variantId)));
  return sql<number>`cast(max(${share.units}, ${stockLevels.onHand} * ${share.percent} / 100) AS integer) - (${reservedByHolder})`;
}

function isHeldBy(holder: ReservationHolder): SQL {
  if ("userId" in holder) return eq(holds.userId, holder.userId);
  return "network" in holder ? eq(holds.network, holder.network) : eq(holds.cartId, holder.cartId);
}

/** Holds `quantity` units if that many are free; false, and nothing changed, if not. */
export async function holdUnits(tx: Tx, variantId: string, quantity: number): Promise<boolean> {
  const held = await tx
    .update(stockLevels)
    .set({ reserved: sql`${stockLevels.reserved} + ${quantity}` })
    .where(
      and(eq(stockLevels.variantId, variantId), gte(sql`${stockLevels.onHand} - ${stockLevels.reserved}`, quantity)),
    )
    .returning({ variantId: stockLevels.variantId });
  return held.length === 1;
}

/** Reserves `quantity` units if that many are free and within the limit; false, and nothing changed, if not. */
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

/** How many more units of a variant this holder may reserve; undefined if the variant has no stock level. */
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

/** Lets go of units that are held. */
export async function releaseUnits(tx: Tx, variantId: string, quantity: number): Promise<void> {
  await tx
    .update(stockLevels)
    .set({ reserved: sql`${stockLevels.reserved} - ${quantity}` })
    .where(eq(stockLevels.variantId, variantId));
}

/** Takes held units off the shelf for good. */
export async function takeHeldUnits(tx: Tx, variantId: string, quantity: number): Promise<StockLevelRow | undefined> {
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

/** Writes a movement down; false if this cause has moved this line before. */
export async function insertMovement(tx: Tx, movement: StockMovementRow): Promise<boolean> {
  const added = await tx.insert(stockLedger).values(movement).onConflictDoNothing().returning({ id: stockLedger.id });
  return added.length === 1;
}

export const findMovementsByIds = rowsBy(stockLedger, stockLedger.id);

/** Whether this cause has moved this line before. */
export async function wasMoved(
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

/** Movements, the newest first; one more than the page, to know whether there is a next. */
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
