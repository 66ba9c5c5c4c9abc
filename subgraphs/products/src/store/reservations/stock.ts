/** Stock levels. Each change is one conditional statement, so two buyers cannot get the same unit. */

import {
  given,
  greatest,
  hasRow,
  isAmong,
  least,
  listOf,
  type Reader,
  rowsBy,
  statement,
  type Tx,
} from "@hansa/kit/store";
import { and, eq, getTableColumns, gt, gte, inArray, lt, lte, type Placeholder, type SQL, sql } from "drizzle-orm";
import { shopSettings } from "../projections/tables.ts";
import { reservationLines, reservations, type StockLevelRow, stockLevels, unpaidNetworks } from "./tables.ts";

export const findStockLevels = rowsBy(stockLevels, stockLevels.variantId);

/** A stock level, and the low stock threshold of the shop, which is null until orders has published settings. */
export type StockWithThreshold = StockLevelRow & { lowStock: number | null };
export const stockWithThreshold = { ...getTableColumns(stockLevels), lowStock: shopSettings.lowStock };

/** The condition of the only row of the settings. As a parameter, SQLite would take the number as a float, which makes each lookup of an integer slower. */
export const isOnlyRow = eq(shopSettings.id, sql`1`);

/** Returns the levels of these variants with the threshold that tells their status. */
export const findStockWithThreshold = statement([listOf(stockLevels.variantId)], (db: Reader, variantIds) =>
  db
    .select(stockWithThreshold)
    .from(stockLevels)
    .leftJoin(shopSettings, isOnlyRow)
    .where(isAmong(stockLevels.variantId, variantIds)),
);

/** Inserts a stock level with only committed units; false, without a change, if there is one. */
export const insertStockLevel = hasRow(
  statement([stockLevels.variantId, stockLevels.committed], (tx: Tx, variantId, committed) =>
    tx
      .insert(stockLevels)
      .values({ variantId, onHand: committed, committed, reserved: 0 })
      .onConflictDoNothing()
      .returning({ variantId: stockLevels.variantId }),
  ),
);

/** Deletes the stock level and returns it; undefined, without a change, while units are reserved. */
export async function deleteStockLevel(tx: Tx, variantId: string): Promise<StockLevelRow | undefined> {
  const [row] = await removeUnreserved(tx, variantId);
  return row;
}

const removeUnreserved = statement([stockLevels.variantId], (tx: Tx, variantId) =>
  tx
    .delete(stockLevels)
    .where(and(eq(stockLevels.variantId, variantId), eq(stockLevels.reserved, 0)))
    .returning(),
);

/** The maximum units of a variant: the largest `Int` of GraphQL. */
export const maxOnHand = 2 ** 31 - 1;

/** Changes of the units of a variant. */
export type UnitMove = Partial<Pick<StockLevelRow, "onHand" | "committed" | "reserved">>;

/** Changes the units of a variant; undefined, without a change, if fewer units than committed, or more than `maxOnHand`, would be on hand. */
export async function moveUnits(tx: Tx, variantId: string, move: UnitMove): Promise<StockLevelRow | undefined> {
  const [row] = await addUnits(tx, variantId, { onHand: 0, committed: 0, reserved: 0, ...move });
  return row;
}

const addUnits = statement(
  [stockLevels.variantId, { onHand: "number", committed: "number", reserved: "number" }],
  (tx: Tx, variantId, by) => {
    const onHand = sql`${stockLevels.onHand} + ${by.onHand}`;
    const committed = sql`${stockLevels.committed} + ${by.committed}`;
    return tx
      .update(stockLevels)
      .set({ onHand, committed, reserved: sql`${stockLevels.reserved} + ${by.reserved}` })
      .where(and(eq(stockLevels.variantId, variantId), gte(onHand, committed), lte(onHand, maxOnHand)))
      .returning();
  },
);

/** Units that can still be sold. */
export function unitsForSale(level: StockLevelRow | null | undefined): number {
  return level ? Math.max(0, level.onHand - level.committed - level.reserved) : 0;
}

/** The same, written as in the index. Below zero after goods were damaged that are reserved. */
export const availableUnits = sql<number>`(${stockLevels.onHand} - ${stockLevels.committed} - ${stockLevels.reserved})`;

/** The holder whose reservations are summed, and the share of the units on hand, without committed ones, that it may reserve. */
export type ReservationLimit = { holder: ReservationHolder; share: ReservationShare };
/** So many percent, but from `atLeast` to `atMost` units; of that one `part`th, and at least one unit. */
type ReservationShare = { percent: number; atLeast: number; atMost: number; part: number };
/**
 * `from` and `to` are the range of the paths of networks in a wider one, exclusive; `unpaidAt` stands for all networks together of which a
 * reservation has ended unpaid, and counts at this time.
 */
type ReservationHolder =
  | { userId: string }
  | { network: string }
  | { cartId: string }
  | { from: string; to: string }
  | { unpaidAt: number };

const { userId, network, cartId } = reservations;
/** A limit as parameters: the holder is one of the given columns. */
const limitParameters = [
  given({ userId, network, cartId, from: network, to: network, unpaidAt: unpaidNetworks.endsAt }),
  { percent: "number", atLeast: "number", atMost: "number", part: "number" },
] as const;
type HolderPlaces = { [Column in "userId" | "network" | "cartId" | "from" | "to" | "unpaidAt"]?: SQL | undefined };

/** The share of the units on hand that are not committed, less what the holder has reserved of them. */
function reservableUnits(
  db: Reader,
  variantId: SQL,
  holder: HolderPlaces,
  share: Readonly<Record<keyof ReservationShare, Placeholder>>,
): SQL<number> {
  const isOwn = and(
    holder.userId && eq(userId, holder.userId),
    holder.network && eq(network, holder.network),
    holder.cartId && eq(cartId, holder.cartId),
    holder.from && gt(network, holder.from),
    holder.to && lt(network, holder.to),
    holder.unpaidAt &&
      inArray(
        network,
        db
          .select({ network: unpaidNetworks.network })
          .from(unpaidNetworks)
          .where(gt(unpaidNetworks.endsAt, holder.unpaidAt)),
      ),
  );
  const reservedByHolder = db
    .select({ units: sql`coalesce(sum(${reservationLines.quantity}), 0)` })
    .from(reservations)
    .innerJoin(reservationLines, eq(reservationLines.checkoutId, reservations.checkoutId))
    .where(and(isOwn, eq(reservations.state, "reserved"), eq(reservationLines.variantId, variantId)));
  const ofStock = greatest(
    share.atLeast,
    least(share.atMost, sql`(${stockLevels.onHand} - ${stockLevels.committed}) * ${share.percent} / 100`),
  );
  // Cast before the division, since SQLite takes a parameter as a float.
  const ofPart = greatest(1, sql`cast(cast(${ofStock} AS bigint) / ${share.part} AS bigint)`);
  return sql<number>`${ofPart} - (${reservedByHolder})`;
}

/** Reserves units if available; false, without a change, if not. */
export async function reserveUnitsWithoutLimit(tx: Tx, variantId: string, quantity: number): Promise<boolean> {
  return (await reserveAvailable(tx, variantId, quantity)).length === 1;
}

const isAvailable = (variantId: SQL, quantity: Placeholder) =>
  and(eq(stockLevels.variantId, variantId), gte(availableUnits, quantity));

const reserveAvailable = statement([stockLevels.variantId, "number"], (tx: Tx, variantId, quantity) =>
  tx
    .update(stockLevels)
    .set({ reserved: sql`${stockLevels.reserved} + ${quantity}` })
    .where(isAvailable(variantId, quantity))
    .returning({ variantId: stockLevels.variantId }),
);

/** Reserves units if available and within the limit; false, without a change, if not. */
export async function reserveUnits(tx: Tx, variantId: string, quantity: number, { holder, share }: ReservationLimit) {
  return (await reserveWithinLimit(tx, { variantId, quantity }, holder, share)).length === 1;
}

const reserveWithinLimit = statement(
  [{ variantId: stockLevels.variantId, quantity: "number" }, ...limitParameters],
  (tx: Tx, { variantId, quantity }, holder, share) =>
    tx
      .update(stockLevels)
      .set({ reserved: sql`${stockLevels.reserved} + ${quantity}` })
      .where(and(isAvailable(variantId, quantity), gte(reservableUnits(tx, variantId, holder, share), quantity)))
      .returning({ variantId: stockLevels.variantId }),
);

/** The units of a variant that this holder may still reserve; undefined if the variant has no stock level. */
export async function findReservableUnits(
  db: Reader,
  variantId: string,
  { holder, share }: ReservationLimit,
): Promise<number | undefined> {
  const [row] = await unitsWithinLimit(db, variantId, holder, share);
  return row?.units;
}

const unitsWithinLimit = statement(
  [stockLevels.variantId, ...limitParameters],
  (db: Reader, variantId, holder, share) =>
    db
      .select({ units: reservableUnits(db, variantId, holder, share) })
      .from(stockLevels)
      .where(eq(stockLevels.variantId, variantId)),
);
