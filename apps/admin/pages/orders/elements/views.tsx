/** The views of the list, as links: the one that is shown has its count, and so do those on which staff acts. */
import { formatNumber } from "@hansa/front/format";
import type { OfficeOrderCountsQuery } from "../../../generated/graphql.ts";
import { language } from "../../../shop/language.ts";
import { addressOfList, type countedViews, firstPage, type ListState, readListState, views } from "../list-state.ts";
import { texts } from "../texts.ts";

/** `counts` is undefined until they are known. */
type ViewsProps = { state: ListState; counts: OfficeOrderCountsQuery | undefined };

const first = firstPage(readListState(""));

const names: Readonly<Record<(typeof countedViews)[number], keyof OfficeOrderCountsQuery>> = {
  "to-prepare": "toPrepare",
  "to-pack": "toPack",
  "to-hand-over": "toHandOver",
  "to-send-again": "toSendAgain",
  "on-hold": "onHold",
};

/** The count on a tab; undefined for one without, and for zero on a tab that is not shown: nothing waits there. */
function countOn(view: (typeof views)[number], isShown: boolean, counts: ViewsProps["counts"]): string | undefined {
  const name = isShown ? "shown" : Object.entries(names).find(([counted]) => counted === view)?.[1];
  const total = name && counts?.[name]?.totalCount;
  if (typeof total !== "number" || (total === 0 && !isShown)) return undefined;
  return formatNumber(total, language);
}

export function Views({ state, counts }: ViewsProps) {
  return (
    <nav aria-label={texts.views} className="relative mt-4 overflow-x-auto border-b border-line">
      <ul className="flex">
        {views.map((view) => {
          const isShown = view === state.view;
          const count = countOn(view, isShown, counts);
          return (
            <li key={view} className="shrink-0">
              <a
                href={addressOfList({ ...first, view })}
                aria-current={isShown ? "page" : undefined}
                className={`flex min-h-(--control) items-center gap-2 border-b-2 px-3 -outline-offset-2 ${isShown ? "border-accent-ink font-medium" : "border-transparent text-muted hover:text-text"}`}
              >
                {texts[view]}
                {count !== undefined ? (
                  <span className="rounded-full bg-line px-2 text-xs leading-5 text-text tabular-nums">
                    <span aria-hidden="true">{count}</span>
                    <span className="sr-only">{texts.count(count)}</span>
                  </span>
                ) : null}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
