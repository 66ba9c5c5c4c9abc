/** The list of orders: views as links, filters as a form, pages by cursors. All of its state is in the address. */
import { useEffect } from "react";
import { Away } from "../../shop/elements/away.tsx";
import { PageTitle } from "../../shop/elements/page-title.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import { keepList } from "../../shop/places/last-list.ts";
import type { PageProps } from "../page.ts";
import { OrderCountsDocument, OrderPicturesDocument, OrdersDocument } from "./documents.ts";
import { Filters } from "./elements/filters.tsx";
import { OrderRows } from "./elements/order-rows.tsx";
import { PageLinks } from "./elements/page-links.tsx";
import { Views } from "./elements/views.tsx";
import {
  addressOfList,
  filterOf,
  firstPage,
  isFiltered,
  type ListState,
  readListState,
  variablesOf,
} from "./list-state.ts";
import { texts } from "./texts.ts";

export function OrdersPage({ place }: PageProps) {
  const state = readListState(place.search);
  const variables = variablesOf(state);
  const orders = useReading(OrdersDocument, variables, { main: "orders" });
  const pictures = useReading(OrderPicturesDocument, variables, { main: "orders" });
  const counts = useReading(OrderCountsDocument, { filter: filterOf(state) }, { main: "shown" });
  const shown = orders.data?.orders;

  useEffect(() => keepList(addressOfList(state)), [place]);

  return (
    <>
      <PageTitle title={texts.title} isWhole={shown !== undefined} />
      <Views state={state} counts={counts.data} />
      <Filters key={place.search} state={state} />
      {orders.isAway ? <Away part={shown ? "ordersKept" : "orders"} className="mt-4" /> : null}
      {orders.isRefused ? (
        <Nothing text={texts.refused} link={{ text: texts.toFirst, state: firstPage(state) }} />
      ) : shown === undefined ? (
        orders.isAway ? null : (
          <Loading />
        )
      ) : shown.nodes.length === 0 ? (
        <Empty state={state} />
      ) : (
        <>
          <OrderRows orders={shown.nodes} pictures={pictures.data?.orders.nodes} />
          {pictures.isAway ? <Away part="pictures" className="mt-2" /> : null}
          <PageLinks state={state} info={shown.pageInfo} />
        </>
      )}
    </>
  );
}

function Empty({ state }: { state: ListState }) {
  if (!isFiltered(state)) return <Nothing text={texts.empty} />;
  const inAll = state.view === "all" ? undefined : { text: texts.inAll, state: firstPage(state, { view: "all" }) };
  return <Nothing text={texts.emptyFound} link={inAll} />;
}

type NothingProps = { text: string; link?: { text: string; state: ListState } | undefined };

function Nothing({ text, link }: NothingProps) {
  return (
    <div role="status" className="mt-4 rounded-xl border border-line bg-surface p-6">
      <p>{text}</p>
      {link ? (
        <p className="mt-2">
          <a href={addressOfList(link.state)} className="underline underline-offset-4">
            {link.text}
          </a>
        </p>
      ) : null}
    </div>
  );
}

/** Room for the rows, so that nothing moves when they come. */
function Loading() {
  return (
    <div role="status" className="mt-4 min-h-dvh rounded-xl border border-line bg-surface p-4 text-muted">
      {texts.loading}
    </div>
  );
}
