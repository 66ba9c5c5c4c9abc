/** Queries of carts and their lines. */
import {
  given,
  isAmong,
  listOf,
  type Reader,
  rowBy,
  rowInto,
  rowsBy,
  rowsOf,
  statement,
  type Tx,
} from "@hansa/kit/store";
import { and, asc, eq, sql } from "drizzle-orm";
import { activeCarts, type CartLineRow, type CartRow, cartLines, carts } from "../tables.ts";

export const findCartsByIds = rowsBy(carts, carts.id);

export const findCart = rowBy(carts, carts.id);

/** The active carts of these customers; closed carts are left out. */
export const findActiveCarts = statement([listOf(activeCarts.userId)], (db: Reader, userIds) =>
  db
    .select({ userId: activeCarts.userId, cart: carts })
    .from(activeCarts)
    .innerJoin(carts, eq(carts.id, activeCarts.cartId))
    .where(and(isAmong(activeCarts.userId, userIds), eq(carts.state, "OPEN"))),
);

export const setActiveCart = statement([activeCarts.userId, activeCarts.cartId], (tx: Tx, userId, cartId) =>
  tx.insert(activeCarts).values({ userId, cartId }).onConflictDoUpdate({ target: activeCarts.userId, set: { cartId } }),
);

export const insertCart = rowInto(carts);

const raiseVersion = statement(
  [
    carts.id,
    carts.updatedAt,
    given({ state: carts.state, ownerId: carts.ownerId, code: carts.code, ordered: carts.ordered }),
  ],
  (tx: Tx, id, now, change) =>
    tx
      .update(carts)
      .set({ ...change, version: sql`${carts.version} + 1`, updatedAt: now })
      .where(eq(carts.id, id))
      .returning(),
);

/** Raises the version and sets the given columns. */
export async function touchCart(
  tx: Tx,
  id: string,
  now: number,
  change: Partial<Pick<CartRow, "state" | "ownerId" | "code" | "ordered">> = {},
): Promise<CartRow> {
  const [row] = await raiseVersion(tx, id, now, change);
  if (!row) throw new Error("a cart does not exist");
  return row;
}

/** Sets or removes the promotion code of a cart. */
export const setCartCode = statement([carts.id, carts.code], (tx: Tx, id, code) =>
  tx.update(carts).set({ code }).where(eq(carts.id, id)),
);

/** The lines of these carts, each cart's in the order of addition. */
export const findLinesByCarts = rowsBy(
  cartLines,
  cartLines.cartId,
  asc(cartLines.cartId),
  asc(cartLines.position),
  asc(cartLines.id),
);

export const findCartLinesByIds = rowsBy(cartLines, cartLines.id);

/** Inserts lines, or updates those of variants that are already in the cart. */
export async function saveCartLines(tx: Tx, lines: readonly CartLineRow[]): Promise<void> {
  if (lines.length > 0) await upsertLines(tx, lines);
}

const upsertLines = statement([rowsOf(cartLines)], (tx: Tx, lines) =>
  tx
    .insert(cartLines)
    .select(lines)
    .onConflictDoUpdate({
      target: [cartLines.cartId, cartLines.variantId],
      set: {
        quantity: sql`excluded.quantity`,
        unitPriceMinor: sql`excluded.unit_price_minor`,
        title: sql`excluded.title`,
        sku: sql`excluded.sku`,
        taxClass: sql`excluded.tax_class`,
        weightGrams: sql`excluded.weight_grams`,
        collectionIds: sql`excluded.collection_ids`,
        isWithdrawable: sql`excluded.is_withdrawable`,
      },
    }),
);

export const removeCartLines = statement([cartLines.cartId, listOf(cartLines.id)], (tx: Tx, cartId, lineIds) =>
  tx.delete(cartLines).where(and(eq(cartLines.cartId, cartId), isAmong(cartLines.id, lineIds))),
);
