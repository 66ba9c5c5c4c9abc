/** On phones a bar with the price and a press that adds, while the press of the form is out of the window. It repeats that one for the finger alone. */
import { buttonClass } from "@hansa/front/elements";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Language } from "../../../shop/texts.ts";
import { productTexts } from "../texts.ts";

/** `price`: null for goods that cannot be had, which have no bar. `children`: the row with the press of the form. */
type PressBarProps = { price: string | null; language: Language; children: ReactNode };

export function PressBar({ price, language, children }: PressBarProps) {
  const row = useRef<HTMLDivElement>(null);
  const [isAway, setIsAway] = useState(false);

  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => setIsAway(entry?.isIntersecting === false));
    if (row.current) observer.observe(row.current);
    return () => observer.disconnect();
  }, []);

  return (
    <>
      <div ref={row}>{children}</div>
      {isAway && price !== null ? (
        // Screen readers and the keyboard have the form's own press.
        <div
          aria-hidden="true"
          className="press-bar fixed inset-x-0 bottom-0 z-10 flex items-center gap-4 border-t border-line bg-surface px-4 py-2 md:hidden"
        >
          <span className="text-lg font-semibold">{price}</span>
          <button
            type="button"
            tabIndex={-1}
            // The focus stays where it is.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => row.current?.closest("form")?.requestSubmit()}
            className={buttonClass("primary", "grow cursor-pointer")}
          >
            {productTexts[language].add}
          </button>
        </div>
      ) : null}
    </>
  );
}
