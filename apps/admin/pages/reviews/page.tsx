/** The list of reviews: views by status, and decisions about several. The state of the list is in the address. */
import { useEffect } from "react";
import type { OfficeReviewCountsQuery } from "../../generated/graphql.ts";
import { ListPage } from "../../lists/list-page.tsx";
import { firstPage } from "../../lists/list-state.ts";
import { useSelection } from "../../lists/selection.tsx";
import { Views } from "../../lists/views.tsx";
import { Away } from "../../shop/elements/away.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import { keepList } from "../../shop/places/last-list.ts";
import type { PageProps } from "../page.ts";
import { ReviewAuthorsDocument, ReviewCountsDocument, ReviewsDocument } from "./documents.ts";
import { ModerationBar } from "./elements/moderation-bar.tsx";
import { ReviewRows } from "./elements/review-rows.tsx";
import {
  addressOfList,
  decisionsOf,
  filterOf,
  type ListState,
  readListState,
  variablesOf,
  views,
} from "./list-state.ts";
import { keyOf } from "./moderation.ts";
import { texts, viewTexts } from "./texts.ts";

export function ReviewsPage({ place }: PageProps) {
  const state = readListState(place.search);
  const variables = variablesOf(state);
  const reviews = useReading(ReviewsDocument, variables, { main: "reviews" });
  const authors = useReading(ReviewAuthorsDocument, variables, { main: "reviews" });
  const counts = useReading(ReviewCountsDocument, { filter: filterOf(state) }, { main: "shown" });
  const shown = reviews.data?.reviews;
  const nodes = shown?.nodes ?? [];
  const selection = useSelection(addressOfList(state), nodes.map(keyOf));

  useEffect(() => keepList(addressOfList(state)), [place]);

  return (
    <ListPage
      title={texts.title}
      head={
        <>
          <Views label={texts.views} views={viewsOf(state, counts.data)} count={texts.count} />
          {state.product === "" ? null : <ProductLine state={state} title={nodes[0]?.product.title} />}
          <ModerationBar
            reviews={nodes}
            selection={selection}
            decisions={decisionsOf[state.view]}
            address={addressOfList(state)}
          />
        </>
      }
      service="products"
      reading={reviews}
      shown={shown}
      addressOfPage={(page) => addressOfList(firstPage(state, page))}
      empty={<p>{texts.empty}</p>}
    >
      <ReviewRows
        reviews={nodes}
        selection={selection}
        authors={{ nodes: authors.data?.reviews.nodes, isAway: authors.isAway }}
        addressOfProduct={(product) => addressOfList({ ...everyReview, product })}
      />
      {authors.isAway ? <Away part="people" className="mt-2" /> : null}
    </ListPage>
  );
}

const everyReview = { ...firstPage(readListState("")), view: "all" } as const;

/** `counts` is undefined until they are known. */
function viewsOf(state: ListState, counts: OfficeReviewCountsQuery | undefined) {
  return views.map((view) => {
    const isShown = view === state.view;
    const name = isShown ? "shown" : view === "pending" ? view : undefined;
    const total = name && counts?.[name]?.totalCount;
    return { text: viewTexts[view], address: addressOfList(firstPage(state, { view, product: "" })), isShown, total };
  });
}

/** Says that the reviews of one product are shown alone. `title` is undefined until it is known. */
function ProductLine({ state, title }: { state: ListState; title: string | undefined }) {
  return (
    <p className="mt-4 wrap-anywhere">
      {texts.ofProduct(title ?? "…")}{" "}
      <a href={addressOfList(firstPage(state, { product: "" }))} className="underline underline-offset-4">
        {texts.ofAll}
      </a>
    </p>
  );
}
