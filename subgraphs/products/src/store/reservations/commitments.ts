/** Committed units of reservation lines: sold, and neither sent nor cancelled. Their ends, and those that an older version has not counted. */
import { hasRow, isAmong, listOf, type Reader, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, getTableColumns, gt, isNull, notExists, sql, sum } from "drizzle-orm";
import { findStockLevels } from "./stock.ts";
import { commitmentEnds, reservationLines, type StockLevelRow, stockLedger } from "./tables.ts";

const { checkoutId, variantId, committed } = reservationLines;

/** Stores the committed units of a line. */
export const saveCommitted = statement([checkoutId, variantId, committed], (tx: Tx, ofCheckout, ofVariant, units) =>
  tx
    .update(reservationLines)
    .set({ committed: units })
    .where(and(eq(checkoutId, ofCheckout), eq(variantId, ofVariant))),
);

/** Records the end of a commitment; false if this cause has already ended this line. */
export const insertCommitmentEnd = hasRow(
  statement([getTableColumns(commitmentEnds)], (tx: Tx, end) =>
    tx.insert(commitmentEnds).values(end).onConflictDoNothing().returning({ causeId: commitmentEnds.causeId }),
  ),
);

const committedUnits = statement([listOf(variantId)], (db: Reader, variantIds) =>
  db
    .select({ variantId, units: sum(committed).mapWith(Number) })
    .from(reservationLines)
    .where(and(isAmong(variantId, variantIds), gt(committed, sql`0`)))
    .groupBy(variantId),
);

/** The committed units of variants, counted or not. Variants without any are absent. */
export async function findCommittedUnits(db: Reader, variantIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await committedUnits(db, variantIds);
  return new Map(rows.map((row) => [row.variantId, row.units]));
}

/** The levels of variants. One that is not counted but has committed units has the level with which its counting would start. */
export async function findLevelsOrCommitted(
  db: Reader,
  variantIds: readonly string[],
): Promise<Map<string, StockLevelRow>> {
  const units = await findCommittedUnits(db, variantIds);
  const uncounted = [...units].map(([id, count]) => ({ variantId: id, onHand: count, committed: count, reserved: 0 }));
  const counted = await findStockLevels(db, variantIds);
  return new Map([...uncounted, ...counted].map((level) => [level.variantId, level]));
}

const isUnknown = isNull(committed);

/** Whether an older version committed units of which orders has not told yet what was sent or cancelled. */
export const hasUnknownCommitments = hasRow(
  statement([], (db: Reader) => db.select({ checkoutId }).from(reservationLines).where(isUnknown).limit(1)),
);

/** The lines with unknown commitments, without those of orders that an older version restocked as a whole. */
export const findUnknownCommitments = statement([], (db: Reader) =>
  db
    .select(getTableColumns(reservationLines))
    .from(reservationLines)
    .where(and(isUnknown, notExists(restockOf(db))))
    .orderBy(asc(variantId)),
);

/** The movement with which an older version restocked the units of a line. */
const restockOf = (db: Reader) =>
  db
    .select({ id: stockLedger.id })
    .from(stockLedger)
    .where(
      and(
        eq(stockLedger.reason, "RESTOCKED"),
        eq(stockLedger.causeId, checkoutId),
        eq(stockLedger.variantId, variantId),
      ),
    );

/** Takes the lines whose commitments are still unknown as ended. */
export const endUnknownCommitments = statement([], (tx: Tx) =>
  tx.update(reservationLines).set({ committed: 0 }).where(isUnknown),
);
