/** Queries of carts and their lines. */
import { rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { activeCarts, type CartLineRow, type CartRow, cartLines, carts } from "../tables.ts";

export const findCartsByIds = rowsBy(carts, carts.id);

export async function findCart(db: Reader, id: string): Promise<CartRow | undefined> {
  const [row] = await findCartsByIds(db, [id]);
  return row;
}

export type ActiveCart = { userId: string; cart: CartRow };

/** The active carts of these customers; closed carts are left out. */
export function findActiveCarts(db: Reader, userIds: readonly string[]): Promise<ActiveCart[]> {
  return db
    .select({ userId: activeCarts.userId, cart: carts })
    .from(activeCarts)
    .innerJoin(carts, eq(carts.id, activeCarts.cartId))
    .where(and(inArray(activeCarts.userId, [...userIds]), eq(carts.state, "OPEN")));
}

export async function setActiveCart(tx: Tx, userId: string, cartId: string): Promise<void> {
  await tx
    .insert(activeCarts)
    .values({ userId, cartId })
    .onConflictDoUpdate({ target: activeCarts.userId, set: { cartId } });
}

export const insertCart = rowInto(carts);

/** Raises the version and sets the given columns. */
export async function touchCart(
  tx: Tx,
  id: string,
  now: number,
  change: Partial<Pick<CartRow, "state" | "ownerId" | "code">> = {},
): Promise<CartRow> {
  const [row] = await tx
    .update(carts)
    .set({ ...change, version: sql`${carts.version} + 1`, updatedAt: now })
    .where(eq(carts.id, id))
    .returning();
  if (!row) throw new Error("a cart does not exist");
  return row;
}

/** Sets or removes the promotion code of a cart. */
export async function setCartCode(tx: Tx, id: string, code: string | null): Promise<void> {
  await tx.update(carts).set({ code }).where(eq(carts.id, id));
}

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
  if (lines.length === 0) return;
  await tx
    .insert(cartLines)
    .values([...lines])
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
      },
    });
}

export async function removeCartLines(tx: Tx, cartId: string, lineIds: readonly string[]): Promise<void> {
  await tx.delete(cartLines).where(and(eq(cartLines.cartId, cartId), inArray(cartLines.id, [...lineIds])));
}
