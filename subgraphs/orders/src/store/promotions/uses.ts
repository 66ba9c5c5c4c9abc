/** Queries of uses of promotions: taken within their limits by the inserting statement, then used or released. */
import { choice, given, isAmong, listOf, type Reader, statement, type Tx } from "@hansa/kit/store";
import { and, count, eq, inArray, isNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import { checkouts, type PromotionUseRow, promotions, promotionUses } from "../tables.ts";

type Use = Omit<PromotionUseRow, "state">;

/** The uses that count towards limits: reserved by a checkout, or used by an order. */
const counted = inArray(promotionUses.state, ["reserved", "used"]);

/** The uses that this checkout holds. */
export const findReservedUses = statement([promotionUses.checkoutId], (db: Reader, checkoutId) =>
  db
    .select()
    .from(promotionUses)
    .where(and(eq(promotionUses.checkoutId, checkoutId), eq(promotionUses.state, "reserved"))),
);

/** The number of uses of each promotion by each of these customers, reserved ones included. */
export const countUsesOfCustomers = statement([listOf(promotionUses.customerKey)], (db: Reader, customerKeys) =>
  db
    .select({ customerKey: promotionUses.customerKey, promotionId: promotionUses.promotionId, uses: count() })
    .from(promotionUses)
    .where(and(isAmong(promotionUses.customerKey, customerKeys), counted))
    .groupBy(promotionUses.customerKey, promotionUses.promotionId),
);

/** The maximum number of unpaid uses of a limited promotion by the checkouts of one network. */
export type NetworkCap = { network: string; most: number };

/** The number of uses of a promotion that the checkouts of a network hold. */
export async function countUnpaidUses(db: Reader, promotionId: string, network: string): Promise<number> {
  const [row] = await countUnpaid(db, promotionId, network);
  return row?.uses ?? 0;
}

const countUnpaid = statement([promotionUses.promotionId, checkouts.network], unpaidUses);

function unpaidUses(db: Reader, promotionId: SQL, network: SQL) {
  return db
    .select({ uses: count() })
    .from(promotionUses)
    .innerJoin(checkouts, eq(checkouts.id, promotionUses.checkoutId))
    .where(
      and(
        eq(promotionUses.promotionId, promotionId),
        eq(promotionUses.state, "reserved"),
        eq(checkouts.network, network),
      ),
    );
}

/**
 * Takes one use of a promotion for a checkout that does not hold it; false and no change if a limit is reached.
 * The limit per customer is not checked while the customer is unknown.
 */
export async function takeUse(tx: Tx, use: Use, cap?: NetworkCap): Promise<boolean> {
  const isKnown = use.customerKey !== null;
  if ((await insertUse(tx, use, isKnown, { network: cap?.network, most: cap?.most })).length === 0) return false;
  await countUse(tx, use.promotionId);
  return true;
}

const { promotionId, checkoutId, customerKey } = promotionUses;
const insertUse = statement(
  [{ promotionId, checkoutId, customerKey }, choice<boolean>(), given({ network: checkouts.network, most: "number" })],
  (tx: Tx, use, isKnown, cap) => {
    const allowed = tx
      .select({
        promotionId: promotions.id,
        checkoutId: sql<string>`${use.checkoutId}`.as("checkout_id"),
        customerKey: sql<string | null>`${use.customerKey}`.as("customer_key"),
        state: sql<"reserved">`'reserved'`.as("state"),
      })
      .from(promotions)
      .where(
        and(
          eq(promotions.id, use.promotionId),
          or(isNull(promotions.usesTotal), lt(promotions.usesTaken, promotions.usesTotal)),
          isKnown ? isWithinCustomerLimit(tx, use) : undefined,
          cap.network &&
            or(isNull(promotions.usesTotal), sql`(${unpaidUses(tx, use.promotionId, cap.network)}) < ${cap.most}`),
        ),
      );
    return tx
      .insert(promotionUses)
      .select(allowed)
      .onConflictDoUpdate({
        target: [promotionId, checkoutId],
        set: { state: "reserved", customerKey: use.customerKey },
        setWhere: eq(promotionUses.state, "released"),
      })
      .returning({ promotionId });
  },
);

const countUse = statement([promotions.id], (tx: Tx, id) =>
  tx
    .update(promotions)
    .set({ usesTaken: sql`${promotions.usesTaken} + 1` })
    .where(eq(promotions.id, id)),
);

/** Releases the uses that a checkout holds. Used ones stay used. */
export async function releaseUses(tx: Tx, checkoutId: string): Promise<void> {
  const released = await endReservedUses(tx, checkoutId, "released");
  const ids = released.map((use) => use.promotionId);
  if (ids.length > 0) await uncountUses(tx, ids);
}

const uncountUses = statement([listOf(promotions.id)], (tx: Tx, ids) =>
  tx
    .update(promotions)
    .set({ usesTaken: sql`${promotions.usesTaken} - 1` })
    .where(isAmong(promotions.id, ids)),
);

/** Marks the reserved uses of a checkout as used: its order is confirmed. */
export async function markUsed(tx: Tx, checkoutId: string): Promise<void> {
  await endReservedUses(tx, checkoutId, "used");
}

const endReservedUses = statement([checkoutId, promotionUses.state], (tx: Tx, id, state) =>
  tx
    .update(promotionUses)
    .set({ state })
    .where(and(eq(checkoutId, id), eq(promotionUses.state, "reserved")))
    .returning({ promotionId }),
);

/** The condition that the customer's uses by other checkouts are below the limit per customer. */
function isWithinCustomerLimit(tx: Tx, use: Readonly<Record<keyof Use, SQL>>): SQL | undefined {
  const others = tx
    .select({ uses: count() })
    .from(promotionUses)
    .where(
      and(eq(promotionId, use.promotionId), eq(customerKey, use.customerKey), ne(checkoutId, use.checkoutId), counted),
    );
  return or(isNull(promotions.usesPerCustomer), sql`(${others}) < ${promotions.usesPerCustomer}`);
}
