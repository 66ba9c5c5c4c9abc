/** The list of returns: views by state, and a search by their orders. All of its state is in the address. */
import { useEffect } from "react";
import type { OfficeReturnCountsQuery } from "../../generated/graphql.ts";
import { ListPage } from "../../lists/list-page.tsx";
import { firstPage } from "../../lists/list-state.ts";
import { SearchForm } from "../../lists/search-form.tsx";
import { Views } from "../../lists/views.tsx";
import { Away } from "../../shop/elements/away.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import { keepList } from "../../shop/places/last-list.ts";
import type { PageProps } from "../page.ts";
import { ReturnCountsDocument, ReturnPicturesDocument, ReturnsDocument } from "./documents.ts";
import { ReturnRows } from "./elements/return-rows.tsx";
import { countedViews, filterOf, type ListState, returnList, variablesOf, views } from "./list-state.ts";
import { texts } from "./texts.ts";

export function ReturnsPage({ place }: PageProps) {
  const state = returnList.read(place.search);
  const variables = variablesOf(state);
  const returns = useReading(ReturnsDocument, variables, { main: "returns" });
  const pictures = useReading(ReturnPicturesDocument, variables, { main: "returns" });
  const counts = useReading(ReturnCountsDocument, { filter: filterOf(state) }, { main: "shown" });
  const shown = returns.data?.returns;

  useEffect(() => keepList(returnList.addressOf(state)), [place]);

  return (
    <ListPage
      title={texts.title}
      head={
        <>
          <Views label={texts.views} views={viewsOf(state, counts.data)} count={texts.count} />
          <SearchForm
            key={place.search}
            path="/returns"
            label={texts.find}
            state={state}
            usualView="all"
            cleared={returnList.addressOf(firstPage(state, { find: "" }))}
          />
        </>
      }
      reading={returns}
      shown={shown}
      addressOfPage={(page) => returnList.addressOf(firstPage(state, page))}
      empty={<p>{state.find === "" ? texts.empty : texts.emptyFound}</p>}
    >
      <ReturnRows returns={shown?.nodes ?? []} pictures={pictures.data?.returns.nodes} />
      {pictures.isAway ? <Away part="pictures" className="mt-2" /> : null}
    </ListPage>
  );
}

const withoutFilters = firstPage(returnList.read(""));

/** `counts` is undefined until they are known. */
function viewsOf(state: ListState, counts: OfficeReturnCountsQuery | undefined) {
  return views.map((view) => {
    const isShown = view === state.view;
    const name = isShown ? "shown" : countedViews.find((counted) => counted === view);
    const total = name && counts?.[name]?.totalCount;
    return { text: texts[view], address: returnList.addressOf({ ...withoutFilters, view }), isShown, total };
  });
}
