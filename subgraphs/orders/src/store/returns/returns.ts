/** Queries of returns and their parts. */

import { among, equals, type FilterValues, filteredList, from, newestFirst, until } from "@hansa/kit/graphql";
import { firstRow, given, hasRow, rowBy, rowInto, rowsBy, rowsInto, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, getTableColumns, gte, type SQL, sql } from "drizzle-orm";
import { wordFilters } from "../order/order-terms.ts";
import { type ReturnPartRow, type ReturnRow, returnParts, returns } from "../tables.ts";

/** Inserts a return with its parts. */
export async function insertReturn(tx: Tx, row: ReturnRow, parts: readonly ReturnPartRow[]): Promise<void> {
  await addReturn(tx, row);
  await addParts(tx, parts);
}

const addReturn = rowInto(returns);
const addParts = rowsInto(returnParts);

export const findReturnsByIds = rowsBy(returns, returns.id);

export const findReturn = rowBy(returns, returns.id);

/** The oldest first. */
export const findReturnsByOrders = rowsBy(
  returns,
  returns.orderId,
  asc(returns.orderId),
  asc(returns.requestedAt),
  asc(returns.id),
);

export const findReturnParts = rowsBy(
  returnParts,
  returnParts.returnId,
  asc(returnParts.returnId),
  asc(returnParts.lineId),
);

/** Updates a return in the state `from`; undefined and no change otherwise. */
export const changeReturn = firstRow(
  statement([returns.id, returns.state, given(getTableColumns(returns))], (tx: Tx, id, from, change) =>
    tx
      .update(returns)
      .set(change)
      .where(and(eq(returns.id, id), eq(returns.state, from)))
      .returning(),
  ),
);

/** The key of a part. */
const { returnId, lineId } = returnParts;
const isPart = (part: Readonly<Record<"returnId" | "lineId", SQL>>) =>
  and(eq(returnId, part.returnId), eq(lineId, part.lineId));

/** Adds received units to a part, and of them the restocked ones; false and no change if they exceed the announced quantity. */
export const receivePart = hasRow(
  statement([{ returnId, lineId }, returnParts.received, returnParts.restocked], (tx: Tx, part, units, restocked) => {
    const received = sql`${returnParts.received} + ${units}`;
    return tx
      .update(returnParts)
      .set({ received, restocked: sql`${returnParts.restocked} + ${restocked}` })
      .where(and(isPart(part), gte(returnParts.quantity, received)))
      .returning({ lineId });
  }),
);

/** Adds received units to a part that no arrival has judged; false and no change if they exceed the announced quantity. */
export const receiveUnjudged = hasRow(
  statement([{ returnId, lineId }, returnParts.received], (tx: Tx, part, units) => {
    const received = sql`${returnParts.received} + ${units}`;
    return tx
      .update(returnParts)
      .set({ received, unjudged: sql`${returnParts.unjudged} + ${units}` })
      .where(and(isPart(part), gte(returnParts.quantity, received)))
      .returning({ lineId });
  }),
);

/** Records that unjudged units of a part are sound, and restocked. */
export const restockUnjudged = statement([{ returnId, lineId }, returnParts.restocked], (tx: Tx, part, units) =>
  tx
    .update(returnParts)
    .set({
      restocked: sql`${returnParts.restocked} + ${units}`,
      unjudged: sql`${returnParts.unjudged} - ${units}`,
    })
    .where(isPart(part)),
);

/** Takes units out of a part: of them, `received` had arrived, and `restocked` were restocked. False and no change if it has fewer. */
export const releaseUnits = hasRow(
  statement(
    [
      { returnId, lineId },
      { quantity: returnParts.quantity, received: returnParts.received, restocked: returnParts.restocked },
    ],
    (tx: Tx, part, units) =>
      tx
        .update(returnParts)
        .set({
          quantity: sql`${returnParts.quantity} - ${units.quantity}`,
          released: sql`${returnParts.released} + ${units.quantity}`,
          received: sql`${returnParts.received} - ${units.received}`,
          restocked: sql`${returnParts.restocked} - ${units.restocked}`,
        })
        .where(
          and(
            isPart(part),
            gte(sql`${returnParts.quantity} - ${returnParts.received} + ${units.received}`, units.quantity),
            gte(returnParts.received, units.received),
            gte(returnParts.restocked, units.restocked),
          ),
        )
        .returning({ lineId }),
  ),
);

/** Records how many of the released units of a part are replaced. */
export const replaceUnits = statement([{ returnId, lineId }, returnParts.replaced], (tx: Tx, part, replaced) =>
  tx.update(returnParts).set({ replaced }).where(isPart(part)),
);

/** Adds units to a part of a return, or adds the part. */
export const announceUnits = statement([{ returnId, lineId }, returnParts.quantity], (tx: Tx, part, units) =>
  tx
    .insert(returnParts)
    .values({ ...part, quantity: units, released: 0, replaced: 0, received: 0, restocked: 0, unjudged: 0 })
    .onConflictDoUpdate({
      target: [returnId, lineId],
      set: { quantity: sql`${returnParts.quantity} + ${units}` },
    }),
);

const filters = {
  state: equals(returns.state),
  states: among(returns.state, returns.state.enumValues.length),
  orderId: equals(returns.orderId),
  from: from(returns.requestedAt),
  to: until(returns.requestedAt),
  ...wordFilters(returns.orderId),
};

export type ReturnFilter = FilterValues<typeof filters>;

/** Returns, the newest first. */
export const { findPage: findReturnsPage, count: countReturns } = filteredList(
  returns,
  newestFirst(returns.requestedAt, returns.id),
  filters,
);
