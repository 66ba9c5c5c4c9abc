/** The views of a list, as links: the one that is shown has its count, and so do those on which staff acts. */
import { formatNumber } from "@hansa/front/format";
import { useLayoutEffect, useRef } from "react";
import { language } from "../shop/language.ts";

/** `total`: its count; absent for one without, and until it is known. */
type View = { text: string; address: string; isShown: boolean; total?: number | null | undefined };

/** `count` says a count of what the list has. */
type ViewsProps = { label: string; views: readonly View[]; count(total: string): string };

export function Views({ label, views, count }: ViewsProps) {
  const nav = useRef<HTMLElement>(null);
  // Counts come later, and widen the bar.
  const shown = views.map(({ isShown, address, total }) => (isShown ? address : total)).join(" ");
  useLayoutEffect(() => {
    if (nav.current) revealShown(nav.current);
  }, [shown]);
  return (
    <nav ref={nav} aria-label={label} className="relative mt-4 overflow-x-auto border-b border-line">
      <ul className="flex">
        {views.map((view) => {
          const { text, address, isShown } = view;
          const total = totalOn(view);
          return (
            <li key={address} className="shrink-0">
              <a
                href={address}
                aria-current={isShown ? "page" : undefined}
                className={`flex min-h-(--control) items-center gap-2 border-b-2 px-3 -outline-offset-2 ${isShown ? "border-accent-ink font-medium" : "border-transparent text-muted hover:text-text"}`}
              >
                {text}
                {total !== undefined ? (
                  <span className="rounded-full bg-line px-2 text-xs leading-5 text-text tabular-nums">
                    <span aria-hidden="true">{total}</span>
                    <span className="sr-only">{count(total)}</span>
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

/** Scrolls the bar sideways alone, so that the view that is shown stands in it: the page stays where it is. */
function revealShown(nav: HTMLElement): void {
  const link = nav.querySelector<HTMLElement>("[aria-current]");
  if (link) nav.scrollLeft = link.offsetLeft + (link.offsetWidth - nav.clientWidth) / 2;
}

/** Zero stands only on the one that is shown: nothing waits on others. */
function totalOn({ total, isShown }: View): string | undefined {
  if (typeof total !== "number" || (total === 0 && !isShown)) return undefined;
  return formatNumber(total, language);
}
