/** Queries of uses of promotions: taken within their limits by the inserting statement, then used or released. */
import { isAmong, prepared } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, count, eq, inArray, isNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import { checkouts, type PromotionUseRow, promotions, promotionUses } from "../tables.ts";

type Use = Omit<PromotionUseRow, "state">;

/** The uses that count towards limits: held by a checkout, or used by an order. */
const counted = inArray(promotionUses.state, ["held", "used"]);

const heldUses = prepared(["checkoutId"], (db: Reader, { checkoutId }) =>
  db
    .select()
    .from(promotionUses)
    .where(and(eq(promotionUses.checkoutId, checkoutId), eq(promotionUses.state, "held"))),
);

/** The uses that this checkout holds. */
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

/** The number of uses of each promotion by each of these customers, held ones included. */
export function countUsesOfCustomers(db: Reader, customerKeys: readonly string[]): Promise<UsesOfCustomer[]> {
  return usesOfCustomers(db, { customerKeys: JSON.stringify(customerKeys) });
}

/** The maximum number of unpaid uses of a limited promotion by the checkouts of one network. */
export type NetworkCap = { network: string; most: number };

/** The number of uses of a promotion that the checkouts of a network hold. */
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
 * Takes one use of a promotion for a checkout that does not hold it; false and no change if a limit is reached.
 * The limit per customer is not checked while the customer is unknown.
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
        isWithinCustomerLimit(tx, { promotionId, checkoutId, customerKey }),
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

/** Releases the uses that a checkout holds. Used ones stay used. */
export async function releaseUses(tx: Tx, checkoutId: string): Promise<void> {
  const released = await endHeldUses(tx, checkoutId, "released");
  if (released.length === 0) return;
  await tx
    .update(promotions)
    .set({ usesTaken: sql`${promotions.usesTaken} - 1` })
    .where(inArray(promotions.id, released));
}

/** Marks the held uses of a checkout as used: its order is confirmed. */
export async function markUsed(tx: Tx, checkoutId: string): Promise<void> {
  await endHeldUses(tx, checkoutId, "used");
}

async function endHeldUses(tx: Tx, checkoutId: string, state: "used" | "released"): Promise<string[]> {
  const ended = await tx
    .update(promotionUses)
    .set({ state })
    .where(and(eq(promotionUses.checkoutId, checkoutId), eq(promotionUses.state, "held")))
    .returning({ promotionId: promotionUses.promotionId });
  return ended.map((use) => use.promotionId);
}

/** The condition that the customer's uses by other checkouts are below the limit per customer. */
function isWithinCustomerLimit(tx: Tx, { promotionId, checkoutId, customerKey }: Use): SQL | undefined {
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
