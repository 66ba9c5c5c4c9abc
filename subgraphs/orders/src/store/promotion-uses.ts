/** Uses of promotions as rows: taken under their limits in the statement that writes them, kept, or given back. */
import { isAmong, prepared } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, count, eq, inArray, isNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import { checkouts, type PromotionUseRow, promotions, promotionUses } from "./tables.ts";

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

const usesOfCustomers = prepared(["customerKeys"], (db: Reader, { customerKeys }) =>
  db
    .select({ customerKey: promotionUses.customerKey, promotionId: promotionUses.promotionId, uses: count() })
    .from(promotionUses)
    .where(and(isAmong(promotionUses.customerKey, customerKeys), counted))
    .groupBy(promotionUses.customerKey, promotionUses.promotionId),
);

/** How often each of these customers has used or holds each promotion. */
export function countUsesOfCustomers(db: Reader, customerKeys: readonly string[]): Promise<UsesOfCustomer[]> {
  return usesOfCustomers(db, { customerKeys: JSON.stringify(customerKeys) });
}

/** The unpaid uses of a limited promotion that checkouts of one network may hold at once. */
export type NetworkCap = { network: string; most: number };

/** How many uses of a promotion the checkouts of a network hold. */
export async function countUnpaidUses(db: Reader, promotionId: string, network: string): Promise<number> {
  const [row] = await unpaidUses(db, promotionId, network);
  return row?.uses ?? 0;
}

function unpaidUses(db: Reader, promotionId: string, network: string) {
  return db
    .select({ uses: count() })
    .from(promotionUses)
    .innerJoin(checkouts, eq(checkouts.id, promotionUses.checkoutId))
    .where(
      and(eq(promotionUses.promotionId, promotionId), eq(promotionUses.state, "held"), eq(checkouts.network, network)),
    );
}

/**
 * Takes one use of a promotion for a checkout that does not hold it, if its limits leave one; false, and nothing changed, if they do not.
 * The limit for each customer is not asked while nobody knows who the customer is.
 */
export async function takeUse(
  tx: Tx,
  { promotionId, checkoutId, customerKey }: Use,
  cap?: NetworkCap,
): Promise<boolean> {
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
        cap && or(isNull(promotions.usesTotal), sql`(${unpaidUses(tx, promotionId, cap.network)}) < ${cap.most}`),
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

/** Gives back the uses that a checkout holds. Used ones stay used. */
export async function releaseUses(tx: Tx, checkoutId: string): Promise<void> {
  const released = await endHolding(tx, checkoutId, "released");
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

async function endHolding(tx: Tx, checkoutId: string, state: "used" | "released"): Promise<string[]> {
  const ended = await tx
    .update(promotionUses)
    .set({ state })
    .where(and(eq(promotionUses.checkoutId, checkoutId), eq(promotionUses.state, "held")))
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
