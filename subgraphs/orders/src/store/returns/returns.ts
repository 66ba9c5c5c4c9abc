/** Queries of returns and their parts. */
import { beyondCursor, type Keyset, limitOfPage, newestFirst, orderOfPage } from "@hansa/kit/graphql/keyset";
import type { Page } from "@hansa/kit/graphql/pages";
import { rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, gte, lt, sql } from "drizzle-orm";
import { type ReturnPartRow, type ReturnRow, returnParts, returns } from "../tables.ts";

export async function insertReturn(tx: Tx, row: ReturnRow, parts: readonly ReturnPartRow[]): Promise<void> {
  await tx.insert(returns).values(row);
  await tx.insert(returnParts).values([...parts]);
}

export const findReturnsByIds = rowsBy(returns, returns.id);

export async function findReturn(db: Reader, id: string): Promise<ReturnRow | undefined> {
  const [row] = await findReturnsByIds(db, [id]);
  return row;
}

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
  const [row] = await tx
    .update(returns)
    .set(change)
    .where(and(eq(returns.id, id), eq(returns.state, from)))
    .returning();
  return row;
}

/** Records the received units of a part; false and no change if they exceed the announced quantity. */
export async function receivePart(
  tx: Tx,
  { returnId, lineId }: Pick<ReturnPartRow, "returnId" | "lineId">,
  received: number,
  restocked: number,
): Promise<boolean> {
  const changed = await tx
    .update(returnParts)
    .set({ received, restocked })
    .where(
      and(
        eq(returnParts.returnId, returnId),
        eq(returnParts.lineId, lineId),
        sql`${returnParts.quantity} >= ${received}`,
      ),
    )
    .returning({ lineId: returnParts.lineId });
  return changed.length === 1;
}

/** Restocks received units that were not restocked on arrival; false and no change if there are fewer. */
export async function restockLater(
  tx: Tx,
  { returnId, lineId }: Pick<ReturnPartRow, "returnId" | "lineId">,
  units: number,
): Promise<boolean> {
  const changed = await tx
    .update(returnParts)
    .set({ restocked: sql`${returnParts.restocked} + ${units}` })
    .where(
      and(
        eq(returnParts.returnId, returnId),
        eq(returnParts.lineId, lineId),
        sql`${returnParts.received} >= ${returnParts.restocked} + ${units}`,
      ),
    )
    .returning({ lineId: returnParts.lineId });
  return changed.length === 1;
}

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
