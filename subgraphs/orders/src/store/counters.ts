/** How much of each line went where. A counter only moves as far as its limits let it, checked by the statement that moves it. */
import { isAmong, prepared, rowsBy } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, gte, type SQL, sql } from "drizzle-orm";
import { type LineCountersRow, type LineUnits, lineCounters, orderLines } from "./tables.ts";

/** The counters that move; what was ordered and charged stays. */
type Counter = Exclude<keyof LineCountersRow, "lineId" | "orderId" | "isSent" | "ordered" | "chargedMinor" | "units">;
/** The counters that count unit numbers: they move with these, and never alone. */
type UnitCounter = "shipped" | "cancelled" | "givenUp" | "givenUpMinor" | "withdrawn";
/** By how much counters move, up or down. */
export type CounterMove = Partial<Record<Exclude<Counter, UnitCounter>, number>>;
/** The unit numbers of a line as they become, with the counters that follow from them. */
export type UnitChange = { before: LineUnits; after: LineUnits; move: Record<UnitCounter, number> };

/** Counters that together stay within others: what is on the shelf again never left, or came back. */
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

/** A statement takes 32,766 values at most, and a row has 18. */
const rowsAtOnce = 1_000;

export async function insertCounters(tx: Tx, rows: readonly LineCountersRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await tx.insert(lineCounters).values(rows.slice(from, from + rowsAtOnce));
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

/** The counters of a line that is there. */
export async function countersOf(db: Reader, lineId: string): Promise<LineCountersRow> {
  const [row] = await countersByLines(db, [lineId]);
  if (!row) throw new Error(`the line ${lineId} has no counters`);
  return row;
}

/** Moves counters of a line; false, and nothing moved, if one would leave its limits. */
export function moveCounters(tx: Tx, lineId: string, move: CounterMove): Promise<boolean> {
  return moveAll(tx, lineId, move);
}

/** Moves unit numbers of a line and the counters with them; false, and nothing moved, if one would leave its limits. */
export function moveUnits(tx: Tx, lineId: string, change: UnitChange, move: CounterMove = {}): Promise<boolean> {
  return moveAll(tx, lineId, { ...move, ...change.move }, change);
}

/** The numbers only move from where they were read. */
async function moveAll(
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
