/** One change for each of several rows, four at a time, and the rows whose change was not made, each with its reason. */
import type { ChangeOutcome } from "@hansa/front/islands";
import { changeTexts, type KnownOutcome } from "../graph/change.ts";
import { readAgain } from "../graph/use-reading.ts";

/** The most that are under way together: the other requests of the page go on beside them. */
const mostAtOnce = 4;

type Identified = { id: string };
type RowResult<Row> = { row: Row; outcome: KnownOutcome };

/** Makes the change of each row. One that throws leaves its outcome unknown, and the others are made all the same. */
export async function makeSeveral<Row extends Identified>(
  rows: readonly Row[],
  make: (row: Row) => Promise<KnownOutcome>,
): Promise<RowResult<Row>[]> {
  const outcomes = new Map<Row, KnownOutcome>();
  const waiting = [...rows];
  const work = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift())
      outcomes.set(row, await make(row).catch(() => ({ text: changeTexts.unknown })));
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  void readAgain();
  return rows.map((row) => ({ row, outcome: outcomes.get(row) ?? {} }));
}

type ToldBy<Row> = { done(count: number): string; nameOf(row: Row): string };

/** The outcome of all: how many were made, and each of the others by its name. */
export function outcomeOfSeveral<Row extends Identified>(
  results: readonly RowResult<Row>[],
  { done, nameOf }: ToldBy<Row>,
): ChangeOutcome {
  const others = results.filter(({ outcome }) => !outcome.isSuccess);
  const text = done(results.length - others.length);
  if (others.length === 0) return { isSuccess: true, text };
  return {
    text: (
      <>
        <p>{text}</p>
        <ul className="mt-2 space-y-1">
          {others.map(({ row, outcome }) => (
            <li key={row.id}>
              <b>{nameOf(row)}</b>: {outcome.text}
            </li>
          ))}
        </ul>
      </>
    ),
  };
}
