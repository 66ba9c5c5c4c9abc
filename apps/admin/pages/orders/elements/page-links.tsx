/** Links to the pages before and after the one that is shown. */
import { buttonClass } from "@hansa/front/elements";
import type { OfficeOrdersQuery } from "../../../generated/graphql.ts";
import { addressOfList, firstPage, type ListState } from "../list-state.ts";
import { texts } from "../texts.ts";

type PageLinksProps = { state: ListState; info: OfficeOrdersQuery["orders"]["pageInfo"] };

export function PageLinks({ state, info }: PageLinksProps) {
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = info;
  const before = hasPreviousPage && startCursor ? firstPage(state, { before: startCursor }) : undefined;
  const after = hasNextPage && endCursor ? firstPage(state, { after: endCursor }) : undefined;
  if (!before && !after) return null;
  return (
    <nav aria-label={texts.furtherPages} className="mt-4 flex justify-between gap-3">
      {before ? (
        <a href={addressOfList(before)} className={buttonClass("secondary")}>
          ‹ {texts.newer}
        </a>
      ) : null}
      {after ? (
        <a href={addressOfList(after)} className={buttonClass("secondary", "ms-auto")}>
          {texts.older} ›
        </a>
      ) : null}
    </nav>
  );
}
