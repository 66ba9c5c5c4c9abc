/** Queries of line counters. The limits of a counter are checked by the statement that changes it. */
import { isAmong, prepared, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, gte, type SQL, sql } from "drizzle-orm";
import { type LineCountersRow, type LineUnits, lineCounters, orderLines } from "../tables.ts";

/** The counters that change; ordered quantity and charge are fixed. */
type Counter = Exclude<keyof LineCountersRow, "lineId" | "orderId" | "isSent" | "ordered" | "chargedMinor" | "units">;
/** The counters of unit numbers: they change only together with these. */
type UnitCounter = "shipped" | "cancelled" | "givenUp" | "givenUpMinor" | "withdrawn";
/** The increments and decrements of counters. */
export type CounterMove = Partial<Record<Exclude<Counter, UnitCounter>, number>>;
/** A change of the unit numbers of a line, with the resulting changes of counters. */
export type UnitChange = { before: LineUnits; after: LineUnits; move: Record<UnitCounter, number> };

/** Upper limits: the sum of the counters `of` never exceeds the sum of the counters `within`. */
const limits: readonly { of: readonly Counter[]; within: readonly (keyof LineCountersRow)[] }[] = [
  { of: ["setAside", "cancelled", "withdrawn"], within: ["ordered"] },
  { of: ["packed"], within: ["setAside"] },
  { of: ["shipped"], within: ["packed"] },
  { of: ["delivered", "undelivered"], within: ["shipped"] },
  { of: ["returnAsked"], within: ["delivered"] },
  { of: ["returned"], within: ["returnAsked"] },
  { of: ["restocked"], within: ["cancelled", "shipped"] },
  { of: ["givenUp"], within: ["ordered"] },
  { of: ["givenUpMinor"], within: ["chargedMinor"] },
];

const movable: readonly Counter[] = limits.flatMap((limit) => limit.of);

/** SQLite limits a statement to 32,766 values, and a row has 18. */
const rowsPerStatement = 1_000;

export async function insertCounters(tx: Tx, rows: readonly LineCountersRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsPerStatement)
    await tx.insert(lineCounters).values(rows.slice(from, from + rowsPerStatement));
}

const countersByOrders = prepared(["orderIds"], (db: Reader, { orderIds }) =>
  db
    .select({ counters: lineCounters })
    .from(lineCounters)
    .innerJoin(orderLines, eq(orderLines.id, lineCounters.lineId))
    .where(isAmong(lineCounters.orderId, orderIds))
    .orderBy(asc(lineCounters.orderId), asc(orderLines.position)),
);

const countersByLines = rowsBy(lineCounters, lineCounters.lineId);

/** The counters of these orders' lines, each order's in the order of its lines. */
export async function findCountersByOrders(db: Reader, orderIds: readonly string[]): Promise<LineCountersRow[]> {
  const rows = await countersByOrders(db, { orderIds: JSON.stringify(orderIds) });
  return rows.map((row) => row.counters);
}

/** The counters of an existing line. */
export async function findLineCounters(db: Reader, lineId: string): Promise<LineCountersRow> {
  const [row] = await countersByLines(db, [lineId]);
  if (!row) throw new Error(`the line ${lineId} has no counters`);
  return row;
}

/** Changes counters of a line; false and no change if one would exceed its limits. */
export function changeCounters(tx: Tx, lineId: string, move: CounterMove): Promise<boolean> {
  return changeAll(tx, lineId, move);
}

/** Changes unit numbers of a line with their counters; false and no change if one would exceed its limits. */
export function changeUnits(tx: Tx, lineId: string, change: UnitChange, move: CounterMove = {}): Promise<boolean> {
  return changeAll(tx, lineId, { ...move, ...change.move }, change);
}

/** Unit numbers are only changed if they still have the value that was read. */
async function changeAll(
  tx: Tx,
  lineId: string,
  move: Partial<Record<Counter, number>>,
  units?: Pick<UnitChange, "before" | "after">,
): Promise<boolean> {
  const after = (name: keyof LineCountersRow): SQL => {
    const by = movable.find((counter) => counter === name);
    return sql`${lineCounters[name]} + ${(by && move[by]) ?? 0}`;
  };
  const change = {
    ...Object.fromEntries(movable.filter((counter) => move[counter]).map((counter) => [counter, after(counter)])),
    ...(units && { units: units.after }),
  };
  if (Object.keys(change).length === 0) return true;
  const together = (names: readonly (keyof LineCountersRow)[]) => sql.join(names.map(after), sql` + `);
  const kept = limits.map(({ of, within }) => sql`${together(of)} <= ${together(within)}`);
  const notBelow = movable.map((counter) => gte(after(counter), 0));
  const moved = await tx
    .update(lineCounters)
    .set(change)
    .where(and(eq(lineCounters.lineId, lineId), units && eq(lineCounters.units, units.before), ...kept, ...notBelow))
    .returning({ id: lineCounters.lineId });
  return moved.length === 1;
}
