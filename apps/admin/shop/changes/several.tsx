/** One change for each of several rows, four at a time, and the rows whose change was not made, each with its reason. */
import type { ChangeOutcome } from "@hansa/front/islands";
import type { ReactNode } from "react";
import { changeTexts, type KnownOutcome } from "../graph/change.ts";
import { readAgain } from "../graph/use-reading.ts";

/** The most that are under way together: the other requests of the page go on beside them. */
const mostAtOnce = 4;

type Identified = { id: string };
type RowResult<Row> = { row: Row; outcome: KnownOutcome };

/** Makes the change of each row. One that throws leaves its outcome unknown, which `lost` says, and the others are made all the same. */
export async function makeSeveral<Row extends Identified>(
  rows: readonly Row[],
  make: (row: Row) => Promise<KnownOutcome>,
  lost: string = changeTexts.unknown,
): Promise<RowResult<Row>[]> {
  const outcomes = new Map<Row, KnownOutcome>();
  const waiting = [...rows];
  const work = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift())
      outcomes.set(row, await make(row).catch(() => ({ text: lost })));
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  void readAgain();
  return rows.map((row) => ({ row, outcome: outcomes.get(row) ?? {} }));
}

/** `addressOf`: where one that was not made is looked at alone. */
type ToldBy<Row> = { done(count: number): string; nameOf(row: Row): string; addressOf?(row: Row): string };

/** The outcome of all: how many were made, if any is known to be, and each of the others by its name, with its faults. */
export function outcomeOfSeveral<Row extends Identified>(
  results: readonly RowResult<Row>[],
  { done, nameOf, addressOf }: ToldBy<Row>,
): ChangeOutcome {
  const others = results.filter(({ outcome }) => !outcome.isSuccess);
  const made = results.length - others.length;
  if (others.length === 0) return { isSuccess: true, text: done(made) };
  return {
    faults: new Map(others.flatMap(({ outcome }) => [...(outcome.faults ?? [])])),
    text: (
      <>
        {made > 0 ? <p>{done(made)}</p> : null}
        <ul className="mt-2 space-y-1">
          {others.map(({ row, outcome }) => (
            <li key={row.id}>
              <Name text={nameOf(row)} address={addressOf?.(row)} />: {reasonOf(outcome)}
            </li>
          ))}
        </ul>
      </>
    ),
  };
}

function Name({ text, address }: { text: string; address: string | undefined }) {
  if (address === undefined) return <b>{text}</b>;
  return (
    <a href={address} className="font-bold underline underline-offset-4">
      {text}
    </a>
  );
}

/** The faults of its fields stand here too: a row may have no field for them. */
function reasonOf({ text, faults = new Map() }: KnownOutcome): ReactNode {
  return faults.size === 0 ? text : [...faults.values(), ...(text === changeTexts.marked ? [] : [text])].join(" ");
}
