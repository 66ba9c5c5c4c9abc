/** Queries of checkouts. Every update names its allowed source states in the same statement. */
import {
  firstRow,
  given,
  isAmong,
  likely,
  listOf,
  type Reader,
  rowBy,
  rowInto,
  rowsBy,
  statement,
  type Tx,
  withoutIndex,
} from "@hansa/kit/store";
import { and, asc, desc, eq, getTableColumns, isNotNull, lt, or, sql } from "drizzle-orm";
import { releaseUses } from "../promotions/uses.ts";
import { type CheckoutRow, checkouts, isLiveCheckout, isUnreleased } from "../tables.ts";

type State = CheckoutRow["state"];

export const findCheckoutsByIds = rowsBy(checkouts, checkouts.id);

export const findCheckout = rowBy(checkouts, checkouts.id);

/** The live checkout of each of these carts, with or without a reservation. */
export const findLiveCheckouts = statement([listOf(checkouts.cartId)], (db: Reader, cartIds) =>
  db
    .select()
    .from(checkouts)
    .where(and(isAmong(checkouts.cartId, cartIds), likely(isLiveCheckout))),
);

/** The addresses of the latest checkout of a cart that has one: where its goods are to go, as far as it is known. */
export const findLastAddresses = firstRow(
  statement([checkouts.cartId], (db: Reader, cartId) =>
    db
      .select({ shippingAddress: checkouts.shippingAddress, billingAddress: checkouts.billingAddress })
      .from(checkouts)
      .where(
        and(
          eq(checkouts.cartId, cartId),
          or(isNotNull(checkouts.shippingAddress), isNotNull(checkouts.billingAddress)),
        ),
      )
      .orderBy(desc(checkouts.startedAt), desc(checkouts.id))
      .limit(1),
  ),
);

export const insertCheckout = rowInto(checkouts);

export type CheckoutChange = Partial<Omit<CheckoutRow, "id" | "cartId">>;

/** Updates a checkout in one of the states `from`; undefined and no change otherwise. */
export function changeCheckout(
  tx: Tx,
  id: string,
  from: readonly State[],
  change: CheckoutChange,
): Promise<CheckoutRow | undefined> {
  return updateIf(tx, id, from, { change });
}

/** Expires an open checkout whose reservation was refused; undefined and no change if it has ended, or another attempt has reserved the goods. */
export function expireUnreserved(tx: Tx, id: string): Promise<CheckoutRow | undefined> {
  return updateIf(tx, id, ["OPEN"], { change: { state: "EXPIRED" }, ifReserved: false });
}

/** Expires an open checkout whose reservation ended before `now`; undefined if a step of the buyer has extended it. */
export function expireOverdue(tx: Tx, id: string, now: number): Promise<CheckoutRow | undefined> {
  return updateIf(tx, id, ["OPEN"], { change: { state: "EXPIRED" }, ifOverdueAt: now });
}

/** Changes the amount to pay and raises the version; undefined and no change if the checkout is not open. */
export function reviseCheckout(
  tx: Tx,
  id: string,
  change: Omit<CheckoutChange, "version">,
): Promise<CheckoutRow | undefined> {
  return updateIf(tx, id, ["OPEN"], { change, versionStep: 1 });
}

/** Ends the reopening of exactly this version; undefined if it has ended already. */
export function endReopening(
  tx: Tx,
  { id, version }: Pick<CheckoutRow, "id" | "version">,
  isVoided: boolean,
): Promise<CheckoutRow | undefined> {
  const change = { ...(isVoided && ({ state: "OPEN" } as const)), reopening: false };
  const versionStep = isVoided ? 1 : 0;
  return updateIf(tx, id, ["AWAITING_PAYMENT"], { change, versionStep, ifVersion: version, ifReopening: true });
}

/** Starts the completion of exactly this version; undefined if it has changed, is being reopened, or was started before. */
export function startCompletion(tx: Tx, id: string, version: number): Promise<CheckoutRow | undefined> {
  const asPaid = { ifVersion: version, ifReopening: false, ifReserved: true };
  return updateIf(tx, id, ["OPEN", "AWAITING_PAYMENT"], { change: { state: "COMPLETING" }, ...asPaid });
}

/** Assigns all checkouts of a cart to this customer. */
export const assignCheckouts = statement([checkouts.cartId, checkouts.ownerId], (tx: Tx, cartId, ownerId) =>
  tx.update(checkouts).set({ ownerId }).where(eq(checkouts.cartId, cartId)),
);

/** Makes another e-mail address that of the checkouts of a cart that have this one; returns their ids. */
export const setEmailOfCheckouts = statement(
  [checkouts.cartId, checkouts.email, checkouts.email],
  (tx: Tx, cartId, former, corrected) =>
    tx
      .update(checkouts)
      .set({ email: corrected })
      .where(and(eq(checkouts.cartId, cartId), eq(checkouts.email, former)))
      .returning({ id: checkouts.id }),
);

/** Checkouts in `state` whose reservation ended before `before`, without a limit: unanswered ones must not delay the others. */
export const findOverdueCheckouts = statement([checkouts.state, checkouts.reservedUntil], (db: Reader, state, before) =>
  db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.state, state), lt(checkouts.reservedUntil, before)))
    .orderBy(asc(checkouts.reservedUntil)),
);

const isToRelease = and(eq(checkouts.state, "EXPIRED"), isUnreleased);
const unreleased = statement(["number"], (db: Reader, limit) =>
  db.select().from(checkouts).where(isToRelease).limit(limit),
);
const unreleasedOfCart = statement([checkouts.cartId, "number"], (db: Reader, cartId, limit) =>
  db
    .select()
    .from(checkouts)
    .where(and(isToRelease, eq(withoutIndex(checkouts.cartId), cartId)))
    .limit(limit),
);

/** Expired checkouts, of one cart if given, whose reservation is not released yet. */
export function findUnreleasedCheckouts(db: Reader, cartId: string | undefined, limit: number): Promise<CheckoutRow[]> {
  return cartId === undefined ? unreleased(db, limit) : unreleasedOfCart(db, cartId, limit);
}

/** Checkouts with an unfinished reopening, without a limit: unanswered ones must not delay the others. */
export const findReopenings = statement([], (db: Reader) =>
  db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.state, "AWAITING_PAYMENT"), eq(checkouts.reopening, true))),
);

/** A change of a checkout, and the conditions on which it is made. */
type ConditionalChange = {
  change: CheckoutChange;
  versionStep?: 0 | 1;
  ifVersion?: number;
  ifReserved?: boolean;
  ifReopening?: boolean;
  ifOverdueAt?: number;
};

const { version, reserved, reopening, reservedUntil } = checkouts;
const conditions = { ifVersion: version, ifReserved: reserved, ifReopening: reopening, ifOverdueAt: reservedUntil };
const changeIf = statement(
  [
    checkouts.id,
    listOf(checkouts.state),
    given({ ...getTableColumns(checkouts), versionStep: "number", ...conditions }),
  ],
  (tx: Tx, id, from, { versionStep, ifVersion, ifReserved, ifReopening, ifOverdueAt, ...change }) =>
    tx
      .update(checkouts)
      .set({ ...change, ...(versionStep && { version: sql`${version} + ${versionStep}` }) })
      .where(
        and(
          eq(checkouts.id, id),
          isAmong(checkouts.state, from),
          ifVersion && eq(version, ifVersion),
          ifReopening && eq(reopening, ifReopening),
          ifReserved && eq(reserved, ifReserved),
          ifOverdueAt && lt(reservedUntil, ifOverdueAt),
        ),
      )
      .returning(),
);

/**
 * The only function that updates a checkout. When it expires, or its payment ends without a capture, its uses of promotions are
 * released in the same transaction.
 */
async function updateIf(
  tx: Tx,
  id: string,
  from: readonly State[],
  { change, ...only }: ConditionalChange,
): Promise<CheckoutRow | undefined> {
  const ended = isEnded(change) ? { network: null } : undefined;
  const [row] = await changeIf(tx, id, from, { ...change, ...ended, ...only });
  if (row && (change.state === "EXPIRED" || change.state === "OPEN")) await releaseUses(tx, id);
  return row;
}

/** Whether the change ends the checkout. The network of an ended checkout is not needed any more. */
function isEnded({ state }: CheckoutChange): boolean {
  return state === "EXPIRED" || state === "COMPLETED";
}
