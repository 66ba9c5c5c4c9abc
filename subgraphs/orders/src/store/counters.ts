/** How much of each line went where. A counter only moves as far as its limits let it, checked by the statement that moves it. */
import { isAmong, prepared } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, gte, type SQL, sql } from "drizzle-orm";
import { type LineCountersRow, lineCounters, orderLines } from "./tables.ts";

/** The counters that move; what was ordered and charged stays. */
type Counter = Exclude<keyof LineCountersRow, "lineId" | "orderId" | "isSent" | "ordered" | "chargedMinor">;
/** By how much counters move, up or down. */
export type CounterMove = Partial<Record<Counter, number>>;

/** Counters that together stay within others: what is on the shelf again never left, or came back. */
const limits: readonly { of: readonly Counter[]; within: readonly (keyof LineCountersRow)[] }[] = [
  { of: ["setAside", "cancelled"], within: ["ordered"] },
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

export async function insertCounters(tx: Tx, rows: readonly LineCountersRow[]): Promise<void> {
  await tx.insert(lineCounters).values([...rows]);
}

const countersByOrders = prepared(["orderIds"], (db: Reader, { orderIds }) =>
  db
    .select({ counters: lineCounters })
    .from(lineCounters)
    .innerJoin(orderLines, eq(orderLines.id, lineCounters.lineId))
    .where(isAmong(lineCounters.orderId, orderIds))
    .orderBy(asc(lineCounters.orderId), asc(orderLines.position)),
);

/** The counters of these orders' lines, each order's in the order of its lines. */
export async function findCountersByOrders(db: Reader, orderIds: readonly string[]): Promise<LineCountersRow[]> {
  const rows = await countersByOrders(db, { orderIds: JSON.stringify(orderIds) });
  return rows.map((row) => row.counters);
}

/** Moves counters of a line; false, and nothing moved, if one would leave its limits. */
export async function moveCounters(tx: Tx, lineId: string, move: CounterMove): Promise<boolean> {
  const after = (name: keyof LineCountersRow): SQL => {
    const by = movable.find((counter) => counter === name);
    return sql`${lineCounters[name]} + ${(by && move[by]) ?? 0}`;
  };
  const change = Object.fromEntries(
    movable.filter((counter) => move[counter]).map((counter) => [counter, after(counter)]),
  );
  if (Object.keys(change).length === 0) return true;
  const together = (names: readonly (keyof LineCountersRow)[]) => sql.join(names.map(after), sql` + `);
  const kept = limits.map(({ of, within }) => sql`${together(of)} <= ${together(within)}`);
  const notBelow = movable.map((counter) => gte(after(counter), 0));
  const moved = await tx
    .update(lineCounters)
    .set(change)
    .where(and(eq(lineCounters.lineId, lineId), ...kept, ...notBelow))
    .returning({ id: lineCounters.lineId });
  return moved.length === 1;
}

/** Of an order that did not come about, everything is cancelled. */
export async function cancelAll(tx: Tx, orderId: string): Promise<void> {
  await tx
    .update(lineCounters)
    .set({
      cancelled: sql`${lineCounters.ordered}`,
      restocked: sql`${lineCounters.ordered}`,
      givenUp: sql`${lineCounters.ordered}`,
      givenUpMinor: sql`${lineCounters.chargedMinor}`,
    })
    .where(and(eq(lineCounters.orderId, orderId), eq(lineCounters.setAside, 0)));
}
