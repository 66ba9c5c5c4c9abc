/** Queries of retained buyers: stored when their person is erased, and deleted at the end of the retention. */

import { rowsBy } from "@hansa/kit/store/prepared";
import { statement } from "@hansa/kit/store/statement";
import type { Tx } from "@hansa/kit/store/store";
import { getTableColumns, inArray, lt, max } from "drizzle-orm";
import { retainedBuyers, taxDocuments } from "../tables.ts";

/** Stores the buyer of an invoice, unless it is stored already. */
export const retainBuyer = statement([getTableColumns(retainedBuyers)], (tx: Tx, buyer) =>
  tx.insert(retainedBuyers).values(buyer).onConflictDoNothing(),
);

export const findRetainedBuyers = rowsBy(retainedBuyers, retainedBuyers.orderId);

/** Deletes buyers whose last document was issued before this day, and returns their number. */
export async function purgeRetainedBuyers(tx: Tx, beforeDay: number): Promise<number> {
  return (await purge(tx, beforeDay)).length;
}

const purge = statement([taxDocuments.day], (tx: Tx, beforeDay) => {
  const ended = tx
    .select({ orderId: taxDocuments.orderId })
    .from(taxDocuments)
    .groupBy(taxDocuments.orderId)
    .having(lt(max(taxDocuments.day), beforeDay));
  return tx
    .delete(retainedBuyers)
    .where(inArray(retainedBuyers.orderId, ended))
    .returning({ orderId: retainedBuyers.orderId });
});
