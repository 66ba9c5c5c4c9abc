/** Queries of withdrawals and their parts. */

import { equals, type FilterValues, filteredList, newestFirst, until } from "@hansa/kit/graphql";
import {
  firstRow,
  given,
  hasRow,
  isAmong,
  listOf,
  nullsFirst,
  type Reader,
  rowBy,
  rowInto,
  rowsBy,
  rowsInto,
  statement,
  type Tx,
} from "@hansa/kit/store";
import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, lt, sql } from "drizzle-orm";
import { withdrawalParts, withdrawals } from "../tables.ts";

/** Inserts a withdrawal. */
export const addWithdrawal = rowInto(withdrawals);
/** Inserts the parts of a withdrawal. */
export const addParts = rowsInto(withdrawalParts);

/** Inserts a withdrawal that fits no order; does nothing if its reference has one already. */
export const insertUnmatched = statement([getTableColumns(withdrawals)], (tx: Tx, row) =>
  tx.insert(withdrawals).values(row).onConflictDoNothing(),
);

/** Counts a declaration at the newest one with this address that fits no order; false if there is none. */
export const countFurther = hasRow(
  statement([withdrawals.email], (tx: Tx, address) => {
    const newest = tx
      .select({ id: withdrawals.id })
      .from(withdrawals)
      .where(and(eq(withdrawals.email, address), eq(withdrawals.state, "UNMATCHED")))
      .orderBy(desc(withdrawals.receivedAt), desc(withdrawals.id))
      .limit(1);
    return tx
      .update(withdrawals)
      .set({ further: sql`${withdrawals.further} + 1` })
      .where(inArray(withdrawals.id, newest))
      .returning({ id: withdrawals.id });
  }),
);

export const findWithdrawal = rowBy(withdrawals, withdrawals.id);

/** The oldest first. */
export const findWithdrawalsByOrders = rowsBy(
  withdrawals,
  withdrawals.orderId,
  nullsFirst(asc(withdrawals.orderId)),
  asc(withdrawals.receivedAt),
  asc(withdrawals.id),
);

export const findWithdrawalParts = rowsBy(
  withdrawalParts,
  withdrawalParts.withdrawalId,
  asc(withdrawalParts.withdrawalId),
  asc(withdrawalParts.lineId),
);

/** Updates a withdrawal in one of the states `from`; undefined and no change otherwise. */
export const changeWithdrawal = firstRow(
  statement(
    [withdrawals.id, listOf(withdrawals.state), given(getTableColumns(withdrawals))],
    (tx: Tx, id, from, change) =>
      tx
        .update(withdrawals)
        .set(change)
        .where(and(eq(withdrawals.id, id), isAmong(withdrawals.state, from)))
        .returning(),
  ),
);

/** Makes another e-mail address that of the withdrawals from an order. Those of an erased person have none. */
export const setEmailOfWithdrawals = statement([withdrawals.orderId, withdrawals.email], (tx: Tx, id, corrected) =>
  tx
    .update(withdrawals)
    .set({ email: corrected })
    .where(and(eq(withdrawals.orderId, id), isNotNull(withdrawals.email))),
);

const { withdrawalId, lineId, cancelled, returned } = withdrawalParts;

/** Records the numbers of the cancelled and the returned units of a part; false if there is no such part. */
export const numberPart = hasRow(
  statement(
    [
      { withdrawalId, lineId },
      { cancelled, returned },
    ],
    (tx: Tx, part, numbers) =>
      tx
        .update(withdrawalParts)
        .set(numbers)
        .where(and(eq(withdrawalId, part.withdrawalId), eq(lineId, part.lineId)))
        .returning({ lineId }),
  ),
);

/** Deletes withdrawals that fit no order and were received before `before`. */
export const dropUnmatched = statement([withdrawals.receivedAt], (tx: Tx, before) =>
  tx.delete(withdrawals).where(and(eq(withdrawals.state, "UNMATCHED"), lt(withdrawals.receivedAt, before))),
);

/** The oldest declaration that waits for its confirmation. */
export const findOldestUnconfirmed = firstRow(
  statement([], (db: Reader) =>
    db
      .select({ receivedAt: withdrawals.receivedAt })
      .from(withdrawals)
      .where(eq(withdrawals.state, "UNCONFIRMED"))
      .orderBy(asc(withdrawals.receivedAt))
      .limit(1),
  ),
);

const filters = {
  state: equals(withdrawals.state),
  dueBefore: until(withdrawals.refundDueBy),
  matched: equals(withdrawals.matched),
  orderId: equals(withdrawals.orderId),
  reference: equals(withdrawals.reference),
};

export type WithdrawalFilter = FilterValues<typeof filters>;

/** Withdrawals, the newest first. */
export const { findPage: findWithdrawalsPage, count: countWithdrawals } = filteredList(
  withdrawals,
  newestFirst(withdrawals.receivedAt, withdrawals.id),
  filters,
);
