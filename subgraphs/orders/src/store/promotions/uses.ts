/** Queries of uses of promotions: taken within their limits by the inserting statement, then used or released. */
import { given, isAmong, listOf, type Reader, statement, type Tx } from "@hansa/kit/store";
import { and, count, eq, inArray, isNotNull, isNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import type { Customer } from "../accounts/account-emails.ts";
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

/** The number of uses of each promotion by a customer, reserved ones included. */
export async function countUsesOf(db: Reader, { userId, emails }: Customer): Promise<Map<string, number>> {
  const rows = await usesOf(db, userId, emails);
  return new Map(rows.map((row) => [row.promotionId, row.uses]));
}

const usesOf = statement([promotionUses.userId, listOf(promotionUses.email)], (db: Reader, userId, emails) =>
  db
    .select({ promotionId: promotionUses.promotionId, uses: count() })
    .from(promotionUses)
    .where(and(isOf(userId, emails), counted))
    .groupBy(promotionUses.promotionId),
);

/** Uses that share the account or an address. */
function isOf(userId: SQL, emails: SQL): SQL | undefined {
  return or(eq(promotionUses.userId, userId), isAmong(promotionUses.email, emails));
}

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
 * Takes one use of a promotion for a checkout that does not hold it; false and no change if a limit is reached. `emails`: further addresses of
 * the customer. A customer who is unknown yet has no other uses.
 */
export async function takeUse(tx: Tx, use: Use, emails: readonly string[], cap?: NetworkCap): Promise<boolean> {
  const all = use.email === null ? emails : [use.email, ...emails];
  if ((await insertUse(tx, use, all, { network: cap?.network, most: cap?.most })).length === 0) return false;
  await countUse(tx, use.promotionId);
  return true;
}

const { promotionId, checkoutId, userId, email } = promotionUses;
const insertUse = statement(
  [{ promotionId, checkoutId, userId, email }, listOf(email), given({ network: checkouts.network, most: "number" })],
  (tx: Tx, use, emails, cap) => {
    const allowed = tx
      .select({
        promotionId: promotions.id,
        checkoutId: sql<string>`${use.checkoutId}`.as("checkout_id"),
        userId: sql<string | null>`${use.userId}`.as("user_id"),
        email: sql<string | null>`${use.email}`.as("email"),
        state: sql<"reserved">`'reserved'`.as("state"),
      })
      .from(promotions)
      .where(
        and(
          eq(promotions.id, use.promotionId),
          or(isNull(promotions.usesTotal), lt(promotions.usesTaken, promotions.usesTotal)),
          isWithinCustomerLimit(tx, use, emails),
          cap.network &&
            or(isNull(promotions.usesTotal), sql`(${unpaidUses(tx, use.promotionId, cap.network)}) < ${cap.most}`),
        ),
      );
    return tx
      .insert(promotionUses)
      .select(allowed)
      .onConflictDoUpdate({
        target: [promotionId, checkoutId],
        set: { state: "reserved", userId: use.userId, email: use.email },
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
export function releaseUses(tx: Tx, checkoutId: string): Promise<void> {
  return freeUses(tx, checkoutId, ["reserved"]);
}

/** Returns the uses of a checkout whose whole order was cancelled, reserved and used ones: its customer may use them again. */
export function returnUses(tx: Tx, checkoutId: string): Promise<void> {
  return freeUses(tx, checkoutId, ["reserved", "used"]);
}

async function freeUses(tx: Tx, checkoutId: string, from: readonly PromotionUseRow["state"][]): Promise<void> {
  const released = await moveUses(tx, checkoutId, from, "released");
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
  await moveUses(tx, checkoutId, ["reserved"], "used");
}

const moveUses = statement([checkoutId, listOf(promotionUses.state), promotionUses.state], (tx: Tx, id, from, state) =>
  tx
    .update(promotionUses)
    .set({ state })
    .where(and(eq(checkoutId, id), isAmong(promotionUses.state, from)))
    .returning({ promotionId }),
);

/** Counts the uses of these checkouts for another address of their buyer. */
export const setEmailOfUses = statement([listOf(checkoutId), email], (tx: Tx, ids, corrected) =>
  tx
    .update(promotionUses)
    .set({ email: corrected })
    .where(and(isAmong(checkoutId, ids), isNotNull(email))),
);

/** The condition that the customer's uses by other checkouts are below the limit per customer. */
function isWithinCustomerLimit(tx: Tx, use: Readonly<Record<keyof Use, SQL>>, emails: SQL): SQL | undefined {
  const others = tx
    .select({ uses: count() })
    .from(promotionUses)
    .where(and(eq(promotionId, use.promotionId), isOf(use.userId, emails), ne(checkoutId, use.checkoutId), counted));
  return or(isNull(promotions.usesPerCustomer), sql`(${others}) < ${promotions.usesPerCustomer}`);
}
