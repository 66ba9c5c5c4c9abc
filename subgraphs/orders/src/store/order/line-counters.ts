/** Queries of line counters. The limits of a counter are checked by the statement that changes it. */
import { given, isAmong, listOf, type Reader, rowBy, rowsInto, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, getTableColumns, gte, type SQL, sql } from "drizzle-orm";
import { type LineCountersRow, type LineUnits, lineCounters, orderLines } from "../tables.ts";

/** The counters that change; ordered quantity and charge are fixed. */
type Counter = Exclude<keyof LineCountersRow, "lineId" | "orderId" | "isSent" | "ordered" | "chargedMinor" | "units">;
/** The counters of unit numbers: they change only together with these. */
type UnitCounter = "shipped" | "cancelled" | "credited" | "creditedMinor" | "withdrawn" | "resendable";
/** The increments and decrements of counters. */
export type CounterMove = Partial<Record<Exclude<Counter, UnitCounter>, number>>;
/** A change of the unit numbers of a line, with the resulting changes of counters. */
export type UnitChange = { before: LineUnits; after: LineUnits; move: Record<UnitCounter, number> };

/** Upper limits: the sum of the counters `of` never exceeds the sum of the counters `within`. */
const limits: readonly { of: readonly Counter[]; within: readonly (keyof LineCountersRow)[] }[] = [
  { of: ["allocated", "cancelled", "withdrawn"], within: ["ordered"] },
  { of: ["packed"], within: ["allocated"] },
  { of: ["shipped"], within: ["packed"] },
  { of: ["delivered", "undelivered"], within: ["shipped"] },
  { of: ["resendPacked"], within: ["resendAllocated"] },
  { of: ["resendAllocated"], within: ["resendable"] },
  { of: ["resendable"], within: ["shipped"] },
  { of: ["replacing"], within: ["replaced"] },
  // A withdrawal also announces the return of units that are under way.
  { of: ["returnRequested", "returnRejected"], within: ["shipped"] },
  { of: ["returned"], within: ["returnRequested"] },
  { of: ["restocked"], within: ["cancelled", "shipped", "replaced"] },
  { of: ["credited"], within: ["ordered"] },
  { of: ["creditedMinor"], within: ["chargedMinor"] },
];

const movable: readonly Counter[] = [...limits.flatMap((limit) => limit.of), "replaced"];

export const insertCounters = rowsInto(lineCounters);

const countersByOrders = statement([listOf(lineCounters.orderId)], (db: Reader, orderIds) =>
  db
    .select({ counters: lineCounters })
    .from(lineCounters)
    .innerJoin(orderLines, eq(orderLines.id, lineCounters.lineId))
    .where(isAmong(lineCounters.orderId, orderIds))
    .orderBy(asc(lineCounters.orderId), asc(orderLines.position)),
);

const countersOfLine = rowBy(lineCounters, lineCounters.lineId);

/** The counters of these orders' lines, each order's in the order of its lines. */
export async function findCountersByOrders(db: Reader, orderIds: readonly string[]): Promise<LineCountersRow[]> {
  const rows = await countersByOrders(db, orderIds);
  return rows.map((row) => row.counters);
}

/** The counters of an existing line. */
export async function findLineCounters(db: Reader, lineId: string): Promise<LineCountersRow> {
  const row = await countersOfLine(db, lineId);
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
  const moves = Object.fromEntries(Object.entries(move).filter(([, by]) => by));
  if (Object.keys(moves).length === 0 && !units) return true;
  return (await moveCounters(tx, lineId, moves, { ...units })).length === 1;
}

const { units } = lineCounters;
const moveCounters = statement(
  [lineCounters.lineId, given(getTableColumns(lineCounters)), given({ before: units, after: units })],
  (tx: Tx, lineId, move, { before, after: changed }) => {
    const after = (name: keyof LineCountersRow): SQL => {
      const by = movable.find((counter) => counter === name);
      return sql`${lineCounters[name]} + ${(by && move[by]) ?? 0}`;
    };
    const moved = movable.filter((counter) => move[counter]).map((counter) => [counter, after(counter)]);
    const together = (names: readonly (keyof LineCountersRow)[]) => sql.join(names.map(after), sql` + `);
    const withinLimits = limits.map(({ of, within }) => sql`${together(of)} <= ${together(within)}`);
    const notBelow = movable.map((counter) => gte(after(counter), 0));
    return tx
      .update(lineCounters)
      .set({ ...Object.fromEntries(moved), ...(changed && { units: changed }) })
      .where(and(eq(lineCounters.lineId, lineId), before && eq(units, before), ...withinLimits, ...notBelow))
      .returning({ id: lineCounters.lineId });
  },
);
