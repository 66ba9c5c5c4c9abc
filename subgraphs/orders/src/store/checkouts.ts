/** Checkouts as rows. Every change says from which state it may happen, in the statement that makes it. */
import { isAmong, prepared, rowInto, rowsBy } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { SQLiteUpdateSetSource } from "drizzle-orm/sqlite-core";
import { releaseUses } from "./promotion-uses.ts";
import { type CheckoutRow, checkouts } from "./tables.ts";

type State = CheckoutRow["state"];

/** The states in which a checkout stands in the way of another one of its cart. */
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

/** The live checkout of each of these carts, whether its goods are held already or not. */
export function findLiveCheckouts(db: Reader, cartIds: readonly string[]): Promise<CheckoutRow[]> {
  return liveCheckouts(db, { cartIds: JSON.stringify(cartIds) });
}

export const insertCheckout = rowInto(checkouts);

export type CheckoutChange = Partial<Omit<CheckoutRow, "id" | "cartId">>;

/** Changes a checkout that is in one of `from`; undefined, and nothing changed, if it is not. */
export function changeCheckout(
  tx: Tx,
  id: string,
  from: readonly State[],
  change: CheckoutChange,
): Promise<CheckoutRow | undefined> {
  return updateIf(tx, id, from, change);
}

/** Ends an open checkout whose goods were refused; undefined, and nothing changed, if it has ended, or another try held them. */
export function dropUnheld(tx: Tx, id: string): Promise<CheckoutRow | undefined> {
  return updateIf(tx, id, ["OPEN"], { state: "EXPIRED" }, eq(checkouts.held, false));
}

/** Ends an open checkout whose hold ended before `now`; a step of the buyer's in between keeps it. */
export function expireOverdue(tx: Tx, id: string, now: number): Promise<CheckoutRow | undefined> {
  return updateIf(tx, id, ["OPEN"], { state: "EXPIRED" }, lt(checkouts.holdUntil, now));
}

/** Changes what is to be paid, and so raises the version; undefined, and nothing changed, if it is not open. */
export function reviseCheckout(
  tx: Tx,
  id: string,
  change: Omit<CheckoutChange, "version">,
): Promise<CheckoutRow | undefined> {
  return updateIf(tx, id, ["OPEN"], { ...change, version: nextVersion });
}

/** Ends the giving up of a payment of exactly this version; undefined if somebody else has ended it before. */
export function endGivingUp(
  tx: Tx,
  { id, version }: Pick<CheckoutRow, "id" | "version">,
  isVoided: boolean,
): Promise<CheckoutRow | undefined> {
  const change = isVoided ? ({ state: "OPEN", version: nextVersion } as const) : {};
  const asBegun = and(eq(checkouts.version, version), eq(checkouts.givingUp, true));
  return updateIf(tx, id, ["AWAITING_PAYMENT"], { ...change, givingUp: false }, asBegun);
}

/** Begins to make an order of exactly this version; undefined if it changed, or is being given up, or was begun before. */
export function beginCompleting(tx: Tx, id: string, version: number): Promise<CheckoutRow | undefined> {
  const asPaid = and(eq(checkouts.version, version), eq(checkouts.givingUp, false), eq(checkouts.held, true));
  return updateIf(tx, id, ["OPEN", "AWAITING_PAYMENT"], { state: "COMPLETING" }, asPaid);
}

/** Makes all checkouts of a cart this customer's. */
export async function giveCheckouts(tx: Tx, cartId: string, ownerId: string): Promise<void> {
  await tx.update(checkouts).set({ ownerId }).where(eq(checkouts.cartId, cartId));
}

const overdueCheckouts = prepared(["state", "before"], (db: Reader, { state, before }) =>
  db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.state, state), lt(checkouts.holdUntil, before)))
    .orderBy(asc(checkouts.holdUntil)),
);

/** Checkouts in `state` whose hold ended before `before`: all of them, as those without an answer must not keep the others waiting. */
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

/** Expired checkouts, of one cart if given, whose goods are still to be given back. */
export function findUnreleased(db: Reader, cartId: string | undefined, limit: number): Promise<CheckoutRow[]> {
  return cartId === undefined ? unreleased(db, { limit }) : unreleasedOfCart(db, { cartId, limit });
}

/** Checkouts whose payment is to be given up, and was not yet: all of them, as those without an answer must not keep the others waiting. */
export function findGivingUp(db: Reader): Promise<CheckoutRow[]> {
  return db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.state, "AWAITING_PAYMENT"), eq(checkouts.givingUp, true)));
}

const nextVersion = sql`${checkouts.version} + 1`;

/**
 * The one way in which a checkout changes. However it expires, or its payment ends without money, the uses of promotions that it holds are
 * given back in the same transaction.
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

/** Nothing is counted by the network of a checkout that has ended. */
function isEnded({ state }: SQLiteUpdateSetSource<typeof checkouts>): boolean {
  return state === "EXPIRED" || state === "COMPLETED";
}
