/** Uses of promotions as rows: taken under their limits in the statement that writes them, kept, or given back. */
import { isAmong, prepared } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, count, eq, inArray, isNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import { type PromotionUseRow, promotions, promotionUses } from "./tables.ts";

type Use = Omit<PromotionUseRow, "state">;

/** The uses that count: held by a checkout, or used by an order. */
const counted = inArray(promotionUses.state, ["held", "used"]);

const heldUses = prepared(["checkoutId"], (db: Reader, { checkoutId }) =>
  db
    .select()
    .from(promotionUses)
    .where(and(eq(promotionUses.checkoutId, checkoutId), eq(promotionUses.state, "held"))),
);

/** The promotions that this checkout holds. */
export function findHeldUses(db: Reader, checkoutId: string): Promise<PromotionUseRow[]> {
  return heldUses(db, { checkoutId });
}

export type UsesOfCustomer = { customerKey: string | null; promotionId: string; uses: number };

const usesOfCustomers = prepared(["customerKeys", "except"], (db: Reader, { customerKeys, except }) =>
  db
    .select({ customerKey: promotionUses.customerKey, promotionId: promotionUses.promotionId, uses: count() })
    .from(promotionUses)
    .where(and(isAmong(promotionUses.customerKey, customerKeys), ne(promotionUses.checkoutId, except), counted))
    .groupBy(promotionUses.customerKey, promotionUses.promotionId),
);

/** How often each of these customers has used or holds each promotion; `except` is a checkout that is left out. */
export function countUsesOfCustomers(
  db: Reader,
  customerKeys: readonly string[],
  except = "",
): Promise<UsesOfCustomer[]> {
  return usesOfCustomers(db, { customerKeys: JSON.stringify(customerKeys), except });
}

/**
 * Takes one use of a promotion for a checkout that does not hold it, if its limits leave one; false, and nothing changed, if they do not.
 * The limit for each customer is not asked while nobody knows who the customer is.
 */
export async function takeUse(tx: Tx, { promotionId, checkoutId, customerKey }: Use): Promise<boolean> {
  const allowed = tx
    .select({
      promotionId: promotions.id,
      checkoutId: sql<string>`${checkoutId}`.as("checkout_id"),
      customerKey: sql<string | null>`${customerKey}`.as("customer_key"),
      state: sql<"held">`'held'`.as("state"),
    })
    .from(promotions)
    .where(
      and(
        eq(promotions.id, promotionId),
        or(isNull(promotions.usesTotal), lt(promotions.usesTaken, promotions.usesTotal)),
        withinCustomersLimit(tx, { promotionId, checkoutId, customerKey }),
      ),
    );
  const taken = await tx
    .insert(promotionUses)
    .select(allowed)
    .onConflictDoUpdate({
      target: [promotionUses.promotionId, promotionUses.checkoutId],
      set: { state: "held", customerKey },
      setWhere: eq(promotionUses.state, "released"),
    })
    .returning({ promotionId: promotionUses.promotionId });
  if (taken.length === 0) return false;
  await tx
    .update(promotions)
    .set({ usesTaken: sql`${promotions.usesTaken} + 1` })
    .where(eq(promotions.id, promotionId));
  return true;
}

/** Says whose a held use is; false, and nothing changed, if this customer has had all that one customer may. */
export async function assignUse(tx: Tx, use: Use): Promise<boolean> {
  const limits = tx
    .select({ id: promotions.id })
    .from(promotions)
    .where(and(eq(promotions.id, use.promotionId), withinCustomersLimit(tx, use)));
  const assigned = await tx
    .update(promotionUses)
    .set({ customerKey: use.customerKey })
    .where(
      and(
        eq(promotionUses.promotionId, use.promotionId),
        eq(promotionUses.checkoutId, use.checkoutId),
        eq(promotionUses.state, "held"),
        inArray(promotionUses.promotionId, limits),
      ),
    )
    .returning({ promotionId: promotionUses.promotionId });
  return assigned.length === 1;
}

/** Gives back what a checkout holds: all of it, or these promotions only. What was used stays used. */
export async function releaseUses(tx: Tx, checkoutId: string, promotionIds?: readonly string[]): Promise<void> {
  const released = await endHolding(tx, checkoutId, "released", promotionIds);
  if (released.length === 0) return;
  await tx
    .update(promotions)
    .set({ usesTaken: sql`${promotions.usesTaken} - 1` })
    .where(inArray(promotions.id, released));
}

/** What a checkout holds is used up: its order is certain. */
export async function useUp(tx: Tx, checkoutId: string): Promise<void> {
  await endHolding(tx, checkoutId, "used");
}

async function endHolding(
  tx: Tx,
  checkoutId: string,
  state: "used" | "released",
  promotionIds?: readonly string[],
): Promise<string[]> {
  const ended = await tx
    .update(promotionUses)
    .set({ state })
    .where(
      and(
        eq(promotionUses.checkoutId, checkoutId),
        eq(promotionUses.state, "held"),
        promotionIds && inArray(promotionUses.promotionId, [...promotionIds]),
      ),
    )
    .returning({ promotionId: promotionUses.promotionId });
  return ended.map((use) => use.promotionId);
}

/** Whether the customer, by other checkouts, has used less than one customer may. */
function withinCustomersLimit(tx: Tx, { promotionId, checkoutId, customerKey }: Use): SQL | undefined {
  if (customerKey === null) return undefined;
  const others = tx
    .select({ uses: count() })
    .from(promotionUses)
    .where(
      and(
        eq(promotionUses.promotionId, promotionId),
        eq(promotionUses.customerKey, customerKey),
        ne(promotionUses.checkoutId, checkoutId),
        counted,
      ),
    );
  return or(isNull(promotions.usesPerCustomer), sql`(${others}) < ${promotions.usesPerCustomer}`);
}
