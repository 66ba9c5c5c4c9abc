/** The list of withdrawals, those first whose refund is due first, and those that fit no order. All of its state is in the address. */
import { buttonClass } from "@hansa/front/elements";
import { useEffect } from "react";
import type { OfficeWithdrawalCountsQuery } from "../../generated/graphql.ts";
import { ListPage } from "../../lists/list-page.tsx";
import { firstPage } from "../../lists/list-state.ts";
import { SearchForm } from "../../lists/search-form.tsx";
import { Views } from "../../lists/views.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import { addressOf } from "../../shop/places/address.ts";
import { keepList } from "../../shop/places/last-list.ts";
import { allows } from "../../shop/session/viewer.ts";
import type { PageProps } from "../page.ts";
import { WithdrawalCountsDocument, WithdrawalsDocument } from "./documents.ts";
import { WithdrawalRows } from "./elements/withdrawal-rows.tsx";
import { countedViews, filterOf, type ListState, variablesOf, views, withdrawalList } from "./list-state.ts";
import { texts } from "./texts.ts";

export function WithdrawalsPage({ place, viewer }: PageProps) {
  const state = withdrawalList.read(place.search);
  const withdrawals = useReading(WithdrawalsDocument, variablesOf(state), { main: "withdrawals" });
  const counts = useReading(WithdrawalCountsDocument, { filter: filterOf(state) }, { main: "shown" });
  const shown = withdrawals.data?.withdrawals;

  useEffect(() => keepList(withdrawalList.addressOf(state)), [place]);

  return (
    <ListPage
      title={texts.title}
      action={
        allows(viewer, "orders:write") ? (
          <a href={addressOf("/withdrawals/record")} className={buttonClass("secondary")}>
            {texts.record}
          </a>
        ) : null
      }
      head={
        <>
          <Views label={texts.views} views={viewsOf(state, counts.data)} count={texts.count} />
          <SearchForm
            key={place.search}
            path="/withdrawals"
            label={texts.find}
            state={state}
            usualView="due"
            cleared={withdrawalList.addressOf(firstPage(state, { find: "" }))}
          />
        </>
      }
      reading={withdrawals}
      shown={shown}
      addressOfPage={(page) => withdrawalList.addressOf(firstPage(state, page))}
      empty={<Empty state={state} />}
    >
      <WithdrawalRows withdrawals={shown?.nodes ?? []} />
    </ListPage>
  );
}

const withoutFilters = firstPage(withdrawalList.read(""));

/** `counts` is undefined until they are known. */
function viewsOf(state: ListState, counts: OfficeWithdrawalCountsQuery | undefined) {
  return views.map((view) => {
    const isShown = view === state.view;
    const name = isShown ? "shown" : countedViews.find((counted) => counted === view);
    const total = name && counts?.[name]?.totalCount;
    return { text: texts[view], address: withdrawalList.addressOf({ ...withoutFilters, view }), isShown, total };
  });
}

function Empty({ state }: { state: ListState }) {
  if (state.find === "") return <p>{texts.empty}</p>;
  return (
    <>
      <p>{texts.emptyFound}</p>
      {state.view === "all" ? null : (
        <p className="mt-2">
          <a
            href={withdrawalList.addressOf(firstPage(state, { view: "all" }))}
            className="underline underline-offset-4"
          >
            {texts.inAll}
          </a>
        </p>
      )}
    </>
  );
}
