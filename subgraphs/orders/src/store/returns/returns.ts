/** Queries of returns and their parts. */

import { beyondCursor, type Keyset, limitOfPage, newestFirst, orderOfPage } from "@hansa/kit/graphql/keyset";
import type { Page } from "@hansa/kit/graphql/pages";
import { rowBy, rowInto, rowsBy, rowsInto } from "@hansa/kit/store/prepared";
import { given, statement } from "@hansa/kit/store/statement";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, getTableColumns, gte, lt, type SQL, sql } from "drizzle-orm";
import { type ReturnPartRow, type ReturnRow, returnParts, returns } from "../tables.ts";

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
export async function changeReturn(
  tx: Tx,
  id: string,
  from: ReturnRow["state"],
  change: Partial<Omit<ReturnRow, "id" | "orderId">>,
): Promise<ReturnRow | undefined> {
  const [row] = await updateReturn(tx, id, from, change);
  return row;
}

const updateReturn = statement(
  [returns.id, returns.state, given(getTableColumns(returns))],
  (tx: Tx, id, from, change) =>
    tx
      .update(returns)
      .set(change)
      .where(and(eq(returns.id, id), eq(returns.state, from)))
      .returning(),
);

/** The key of a part. */
const { returnId, lineId } = returnParts;
const isPart = (part: Readonly<Record<"returnId" | "lineId", SQL>>) =>
  and(eq(returnId, part.returnId), eq(lineId, part.lineId));

/** Records the received units of a part; false and no change if they exceed the announced quantity. */
export async function receivePart(
  tx: Tx,
  part: Pick<ReturnPartRow, "returnId" | "lineId">,
  received: number,
  restocked: number,
): Promise<boolean> {
  return (await setReceived(tx, part, received, restocked)).length === 1;
}

const setReceived = statement(
  [{ returnId, lineId }, returnParts.received, returnParts.restocked],
  (tx: Tx, part, received, restocked) =>
    tx
      .update(returnParts)
      .set({ received, restocked })
      .where(and(isPart(part), gte(returnParts.quantity, received)))
      .returning({ lineId }),
);

/** Restocks received units that were not restocked on arrival; false and no change if there are fewer. */
export async function restockLater(
  tx: Tx,
  part: Pick<ReturnPartRow, "returnId" | "lineId">,
  units: number,
): Promise<boolean> {
  return (await addRestocked(tx, part, units)).length === 1;
}

const addRestocked = statement([{ returnId, lineId }, "number"], (tx: Tx, part, units) => {
  const restocked = sql`${returnParts.restocked} + ${units}`;
  return tx
    .update(returnParts)
    .set({ restocked })
    .where(and(isPart(part), gte(returnParts.received, restocked)))
    .returning({ lineId });
});

export type ReturnFilter = {
  state?: ReturnRow["state"] | null | undefined;
  orderId?: string | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
};

/** Returns, the newest first; one more than the page, to detect a next page. */
export function findReturnsPage(db: Reader, filter: ReturnFilter, page: Page): Promise<ReturnRow[]> {
  return db
    .select()
    .from(returns)
    .where(and(matching(filter), beyondCursor(byRequest, page)))
    .orderBy(...orderOfPage(byRequest, page))
    .limit(limitOfPage(page));
}

const byRequest: Keyset = newestFirst(returns.requestedAt, returns.id);

export function countReturns(db: Reader, filter: ReturnFilter): Promise<number> {
  return db.$count(returns, matching(filter));
}

function matching({ state, orderId, from, to }: ReturnFilter) {
  return and(
    state ? eq(returns.state, state) : undefined,
    orderId ? eq(returns.orderId, orderId) : undefined,
    typeof from === "number" ? gte(returns.requestedAt, from) : undefined,
    typeof to === "number" ? lt(returns.requestedAt, to) : undefined,
  );
}
