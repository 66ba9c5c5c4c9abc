/** The title of a page: that of the document too. A new place begins with the focus on it. */
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { enterPlace } from "../places/places.ts";
import { useShownPlace } from "../places/use-place.ts";

/** `isWhole`: what the place was left with is there again, so that it can be entered as it was. */
type PageTitleProps = { title: string; isWhole: boolean; children?: ReactNode };

export function PageTitle({ title, isWhole, children }: PageTitleProps) {
  const place = useShownPlace();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    document.title = title;
    if (heading.current) enterPlace(place, heading.current, isWhole);
  });
  return (
    <h1 ref={heading} tabIndex={-1} className="text-xl font-bold outline-none">
      {children ?? withWholeNumbers(title)}
    </h1>
  );
}

/** The number of an order stands on one line. */
function withWholeNumbers(title: string): ReactNode {
  return title.split(/(\d+-\d+)/).map((part, index) =>
    index % 2 === 1 ? (
      <span key={part} className="whitespace-nowrap">
        {part}
      </span>
    ) : (
      part
    ),
  );
}
