/** The views of the list, as links: the one that is shown has its count. */
import { addressOfList, firstPage, type ListState, readListState, views } from "../list-state.ts";
import { texts } from "../texts.ts";

/** `count` is undefined until it is known. */
type ViewsProps = { state: ListState; count: string | undefined };

const first = firstPage(readListState(""));

export function Views({ state, count }: ViewsProps) {
  return (
    <nav aria-label={texts.views} className="mt-4 overflow-x-auto border-b border-line">
      <ul className="flex">
        {views.map((view) => {
          const isShown = view === state.view;
          return (
            <li key={view} className="shrink-0">
              <a
                href={addressOfList({ ...first, view })}
                aria-current={isShown ? "page" : undefined}
                className={`flex min-h-(--control) items-center gap-2 border-b-2 px-3 -outline-offset-2 ${isShown ? "border-accent-ink font-medium" : "border-transparent text-muted hover:text-text"}`}
              >
                {texts[view]}
                {isShown && count !== undefined ? (
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
