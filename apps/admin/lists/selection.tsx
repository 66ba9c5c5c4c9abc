/** The rows of a list that are selected, and the bar that says what can be done with all of them. */
import { type ReactNode, useState } from "react";
import { language } from "../shop/language.ts";
import { textsOf } from "../shop/texts.ts";

const texts = textsOf("selection")[language];

/** Those that were selected last, with the address of their list: a way back finds them. */
let last: { address: string; ids: readonly string[] } = { address: "", ids: [] };

export type Selection = {
  /** In the order of the list. */
  ids: readonly string[];
  choose(ids: readonly string[]): void;
};

/** The selection among the rows of the list at this address, by their ids. One that has left the list is selected no more. */
export function useSelection(address: string, rows: readonly string[]): Selection {
  const [chosen, setChosen] = useState(last);
  const wanted = new Set(chosen.address === address ? chosen.ids : []);
  return {
    ids: rows.filter((id) => wanted.has(id)),
    choose: (ids) => {
      last = { address, ids };
      setChosen(last);
    },
  };
}

const box = "size-[1.65rem] shrink-0 cursor-pointer";

type SelectRowProps = { id: string; label: string; selection: Selection };

/** The box of a row, above the link that the row is. */
export function SelectRow({ id, label, selection: { ids, choose } }: SelectRowProps) {
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={ids.includes(id)}
      onChange={({ currentTarget: { checked } }) =>
        choose(checked ? [...ids, id] : ids.filter((other) => other !== id))
      }
      className={`relative z-1 ${box}`}
    />
  );
}

/** `children`: what can be done, shown once a row is selected. */
type SelectionBarProps = { rows: readonly string[]; selection: Selection; children: ReactNode };

export function SelectionBar({ rows, selection: { ids, choose }, children }: SelectionBarProps) {
  return (
    <div className="sticky top-0 z-10 mt-4 -mb-2 flex min-h-(--control) flex-wrap items-center gap-x-4 gap-y-2 bg-ground px-3">
      <label className="flex items-center gap-3">
        <input
          type="checkbox"
          checked={ids.length === rows.length}
          onChange={({ currentTarget: { checked } }) => choose(checked ? rows : [])}
          className={box}
        />
        {texts.all}
      </label>
      <span role="status" className="text-muted">
        {ids.length > 0 ? texts.count(ids.length) : null}
      </span>
      {ids.length > 0 ? children : null}
    </div>
  );
}
