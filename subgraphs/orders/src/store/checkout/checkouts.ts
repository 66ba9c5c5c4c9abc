/** Queries of checkouts. Every update names its allowed source states in the same statement. */
import { isAmong, prepared, rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { SQLiteUpdateSetSource } from "drizzle-orm/sqlite-core";
import { releaseUses } from "../promotions/uses.ts";
import { type CheckoutRow, checkouts } from "../tables.ts";

type State = CheckoutRow["state"];

/** The states in which a checkout prevents another one of the same cart. */
const live: State[] = ["OPEN", "AWAITING_PAYMENT", "COMPLETING"];

export const findCheckoutsByIds = rowsBy(checkouts, checkouts.id);

export async function findCheckout(db: Reader, id: string): Promise<CheckoutRow | undefined> {
  const [row] = await findCheckoutsByIds(db, [id]);
  return row;
}

const liveCheckouts = prepared(["cartIds"], (db: Reader, { cartIds }) =>
  db
    .select()
    .from(checkouts)
    .where(and(isAmong(checkouts.cartId, cartIds), inArray(checkouts.state, live))),
);

/** The live checkout of each of these carts, with or without a reservation. */
export function findLiveCheckouts(db: Reader, cartIds: readonly string[]): Promise<CheckoutRow[]> {
  return liveCheckouts(db, { cartIds: JSON.stringify(cartIds) });
}

export const insertCheckout = rowInto(checkouts);

export type CheckoutChange = Partial<Omit<CheckoutRow, "id" | "cartId">>;

/** Updates a checkout in one of the states `from`; undefined and no change otherwise. */
export function changeCheckout(
  tx: Tx,
  id: string,
  from: readonly State[],
  change: CheckoutChange,
): Promise<CheckoutRow | undefined> {
  return updateIf(tx, id, from, change);
}

/** Expires an open checkout whose reservation was refused; undefined and no change if it has ended, or another attempt has reserved the goods. */
export function expireUnreserved(tx: Tx, id: string): Promise<CheckoutRow | undefined> {
  return updateIf(tx, id, ["OPEN"], { state: "EXPIRED" }, eq(checkouts.held, false));
}

/** Expires an open checkout whose reservation ended before `now`; undefined if a step of the buyer has extended it. */
export function expireOverdue(tx: Tx, id: string, now: number): Promise<CheckoutRow | undefined> {
  return updateIf(tx, id, ["OPEN"], { state: "EXPIRED" }, lt(checkouts.holdUntil, now));
}

/** Changes the amount to pay and raises the version; undefined and no change if the checkout is not open. */
export function reviseCheckout(
  tx: Tx,
  id: string,
  change: Omit<CheckoutChange, "version">,
): Promise<CheckoutRow | undefined> {
  return updateIf(tx, id, ["OPEN"], { ...change, version: nextVersion });
}

/** Ends the reopening of exactly this version; undefined if it has ended already. */
export function endReopening(
  tx: Tx,
  { id, version }: Pick<CheckoutRow, "id" | "version">,
  isVoided: boolean,
): Promise<CheckoutRow | undefined> {
  const change = isVoided ? ({ state: "OPEN", version: nextVersion } as const) : {};
  const asBegun = and(eq(checkouts.version, version), eq(checkouts.givingUp, true));
  return updateIf(tx, id, ["AWAITING_PAYMENT"], { ...change, givingUp: false }, asBegun);
}

/** Starts the completion of exactly this version; undefined if it has changed, is being reopened, or was started before. */
export function startCompletion(tx: Tx, id: string, version: number): Promise<CheckoutRow | undefined> {
  const asPaid = and(eq(checkouts.version, version), eq(checkouts.givingUp, false), eq(checkouts.held, true));
  return updateIf(tx, id, ["OPEN", "AWAITING_PAYMENT"], { state: "COMPLETING" }, asPaid);
}

/** Assigns all checkouts of a cart to this customer. */
export async function assignCheckouts(tx: Tx, cartId: string, ownerId: string): Promise<void> {
  await tx.update(checkouts).set({ ownerId }).where(eq(checkouts.cartId, cartId));
}

const overdueCheckouts = prepared(["state", "before"], (db: Reader, { state, before }) =>
  db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.state, state), lt(checkouts.holdUntil, before)))
    .orderBy(asc(checkouts.holdUntil)),
);

/** Checkouts in `state` whose reservation ended before `before`, without a limit: unanswered ones must not delay the others. */
export function findOverdueCheckouts(db: Reader, state: State, before: number): Promise<CheckoutRow[]> {
  return overdueCheckouts(db, { state, before });
}

const isUnreleased = and(eq(checkouts.state, "EXPIRED"), eq(checkouts.released, false));
const unreleased = prepared(["limit"], (db: Reader, { limit }) =>
  db.select().from(checkouts).where(isUnreleased).limit(limit),
);
const unreleasedOfCart = prepared(["cartId", "limit"], (db: Reader, { cartId, limit }) =>
  db
    .select()
    .from(checkouts)
    .where(and(isUnreleased, eq(checkouts.cartId, cartId)))
    .limit(limit),
);

/** Expired checkouts, of one cart if given, whose reservation is not released yet. */
export function findUnreleasedCheckouts(db: Reader, cartId: string | undefined, limit: number): Promise<CheckoutRow[]> {
  return cartId === undefined ? unreleased(db, { limit }) : unreleasedOfCart(db, { cartId, limit });
}

/** Checkouts with an unfinished reopening, without a limit: unanswered ones must not delay the others. */
export function findReopenings(db: Reader): Promise<CheckoutRow[]> {
  return db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.state, "AWAITING_PAYMENT"), eq(checkouts.givingUp, true)));
}

const nextVersion = sql`${checkouts.version} + 1`;

/**
 * The only function that updates a checkout. When it expires, or its payment ends without a capture, its uses of promotions are
 * released in the same transaction.
 */
async function updateIf(
  tx: Tx,
  id: string,
  from: readonly State[],
  change: SQLiteUpdateSetSource<typeof checkouts>,
  onlyIf?: SQL,
): Promise<CheckoutRow | undefined> {
  const [row] = await tx
    .update(checkouts)
    .set(isEnded(change) ? { ...change, network: null } : change)
    .where(and(eq(checkouts.id, id), inArray(checkouts.state, [...from]), onlyIf))
    .returning();
  if (row && (change.state === "EXPIRED" || change.state === "OPEN")) await releaseUses(tx, id);
  return row;
}

/** Whether the change ends the checkout. The network of an ended checkout is not needed any more. */
function isEnded({ state }: SQLiteUpdateSetSource<typeof checkouts>): boolean {
  return state === "EXPIRED" || state === "COMPLETED";
}
