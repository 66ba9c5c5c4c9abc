/** Movements of stock: recorded once for each cause and line, listed, and summed. */
import { equals, type FilterValues, filteredList, from, newestFirst, type Page, until } from "@hansa/kit/graphql";
import { hasRow, type Reader, rowsBy, rowsInto, statement, type Tx } from "@hansa/kit/store";
import { and, eq, getTableColumns, gt, inArray, max, not, sql, sum } from "drizzle-orm";
import { pageIn } from "../cursors.ts";
import { type NewMovement, type StockMovementRow, stockLedger } from "./tables.ts";

const { insertion: _insertion, ...columns } = getTableColumns(stockLedger);
/** Writes are serial. */
const nextInsertion = sql`(SELECT coalesce(max(insertion), 0) + 1 FROM stock_ledger)`;

/** Inserts a movement; false if this cause has already moved this line. */
export const insertMovement = hasRow(
  statement([columns], (tx: Tx, movement) =>
    tx
      .insert(stockLedger)
      .values({ ...movement, insertion: nextInsertion })
      .onConflictDoNothing()
      .returning({ id: stockLedger.id }),
  ),
);

const lastMovement = statement([], (db: Reader) =>
  db.select({ insertion: max(stockLedger.insertion) }).from(stockLedger),
);
const addMovements = rowsInto(stockLedger);

/** Inserts movements in their order. Throws if a cause has already moved a line. */
export async function insertMovements(tx: Tx, movements: readonly NewMovement[]): Promise<void> {
  const [last] = await lastMovement(tx);
  const first = (last?.insertion ?? 0) + 1;
  await addMovements(
    tx,
    movements.map((movement, at) => ({ ...movement, insertion: first + at })),
  );
}

export const findMovementsByIds = rowsBy(stockLedger, stockLedger.id);

/** Whether this cause has already moved this line. */
export const hasMovement = hasRow(
  statement(
    [stockLedger.reason, stockLedger.causeId, stockLedger.causeLine],
    (db: Reader, reason, causeId, causeLine) =>
      db
        .select({ id: stockLedger.id })
        .from(stockLedger)
        .where(
          and(eq(stockLedger.reason, reason), eq(stockLedger.causeId, causeId), eq(stockLedger.causeLine, causeLine)),
        ),
  ),
);

const filters = {
  variantId: equals(stockLedger.variantId),
  reason: equals(stockLedger.reason),
  from: from(stockLedger.at),
  to: until(stockLedger.at),
};

export type MovementFilter = FilterValues<typeof filters>;

/** The name of this list in its cursors. */
export const movementList = "movements";
const movements = filteredList(stockLedger, newestFirst(stockLedger.at, stockLedger.id), filters);
export const countMovements = movements.count;

/** Returns a page of movements, newest first, with one extra row. */
export function findMovements(db: Reader, filter: MovementFilter, page: Page): Promise<StockMovementRow[]> {
  return movements.findPage(db, filter, pageIn(movementList, page));
}

/** The units that came to the shelf after a time, less those that left it. Counts and upgrades correct the books and move nothing. */
export async function findUnitsMovedAfter(db: Reader, variantId: string, at: number): Promise<number> {
  const [row] = await sumMovementsAfter(db, variantId, at);
  return row?.units ?? 0;
}

const sumMovementsAfter = statement([stockLedger.variantId, stockLedger.at], (db: Reader, variantId, at) =>
  db
    .select({ units: sum(stockLedger.delta).mapWith(Number) })
    .from(stockLedger)
    .where(
      and(
        eq(stockLedger.variantId, variantId),
        gt(stockLedger.at, at),
        not(inArray(stockLedger.reason, ["COUNTED", "UPGRADED"])),
      ),
    ),
);
