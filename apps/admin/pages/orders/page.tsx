/** The list of orders: views as links, filters as a form, pages by cursors. All of its state is in the address. */
import { buttonClass } from "@hansa/front/elements";
import { useEffect } from "react";
import type { OfficeOrderCountsQuery } from "../../generated/graphql.ts";
import { ListPage } from "../../lists/list-page.tsx";
import { firstPage } from "../../lists/list-state.ts";
import { SelectionBar, useSelection } from "../../lists/selection.tsx";
import { Views } from "../../lists/views.tsx";
import { PrintLinks } from "../../print/print-links.tsx";
import { Away } from "../../shop/elements/away.tsx";
import { Told } from "../../shop/elements/told.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import { chosenAddress } from "../../shop/places/address.ts";
import { keepList } from "../../shop/places/last-list.ts";
import { allows } from "../../shop/session/viewer.ts";
import type { PageProps } from "../page.ts";
import { OrderCountsDocument, OrderPicturesDocument, OrdersDocument } from "./documents.ts";
import { Filters } from "./elements/filters.tsx";
import { OrderRows } from "./elements/order-rows.tsx";
import {
  addressOfList,
  type countedViews,
  filterOf,
  isFiltered,
  type ListState,
  readListState,
  variablesOf,
  views,
} from "./list-state.ts";
import { texts } from "./texts.ts";

export function OrdersPage({ place, viewer }: PageProps) {
  const state = readListState(place.search);
  const variables = variablesOf(state);
  const orders = useReading(OrdersDocument, variables, { main: "orders" });
  const pictures = useReading(OrderPicturesDocument, variables, { main: "orders" });
  const counts = useReading(OrderCountsDocument, { filter: filterOf(state) }, { main: "shown" });
  const shown = orders.data?.orders;
  const rows = shown?.nodes ?? [];
  const maySend = allows(viewer, "fulfilments:write");
  const ids = rows.map(({ id }) => id);
  const selection = useSelection(addressOfList(state), ids);

  useEffect(() => keepList(addressOfList(state)), [place]);

  return (
    <ListPage
      title={texts.title}
      head={
        <>
          <Views label={texts.views} views={viewsOf(state, counts.data)} count={texts.count} />
          <Filters key={place.search} state={state} />
          <Told at={addressOfList(state)} />
        </>
      }
      reading={orders}
      shown={shown}
      addressOfPage={(page) => addressOfList(firstPage(state, page))}
      empty={<Empty state={state} />}
    >
      {maySend ? (
        <SelectionBar rows={ids} selection={selection}>
          <a href={chosenAddress("/send", selection.ids)} className={buttonClass()}>
            {texts.send}
          </a>
          <PrintLinks orders={selection.ids} look="secondary" />
        </SelectionBar>
      ) : null}
      <OrderRows orders={rows} pictures={pictures.data?.orders.nodes} selection={maySend ? selection : undefined} />
      {pictures.isAway ? <Away part="pictures" className="mt-2" /> : null}
    </ListPage>
  );
}

const names: Readonly<Record<(typeof countedViews)[number], keyof OfficeOrderCountsQuery>> = {
  "to-prepare": "toPrepare",
  "to-pack": "toPack",
  "to-hand-over": "toHandOver",
  "to-send-again": "toSendAgain",
  "on-hold": "onHold",
};

const withoutFilters = firstPage(readListState(""));

/** `counts` is undefined until they are known. */
function viewsOf(state: ListState, counts: OfficeOrderCountsQuery | undefined) {
  return views.map((view) => {
    const isShown = view === state.view;
    const name = isShown ? "shown" : Object.entries(names).find(([counted]) => counted === view)?.[1];
    const total = name && counts?.[name]?.totalCount;
    return { text: texts[view], address: addressOfList({ ...withoutFilters, view }), isShown, total };
  });
}

function Empty({ state }: { state: ListState }) {
  if (!isFiltered(state)) return <p>{texts.empty}</p>;
  return (
    <>
      <p>{texts.emptyFound}</p>
      {state.view === "all" ? null : (
        <p className="mt-2">
          <a href={addressOfList(firstPage(state, { view: "all" }))} className="underline underline-offset-4">
            {texts.inAll}
          </a>
        </p>
      )}
    </>
  );
}
