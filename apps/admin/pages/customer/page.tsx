/** The page of a customer: the account, which accounts have, and the orders placed with it, each by itself. */
import { ListBody } from "../../lists/list-body.tsx";
import { firstPage, listAt, pageOf } from "../../lists/list-state.ts";
import { Away } from "../../shop/elements/away.tsx";
import { PageTitle } from "../../shop/elements/page-title.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import { addressOf, customerPath } from "../../shop/places/address.ts";
import { lastList } from "../../shop/places/last-list.ts";
import { allows } from "../../shop/session/viewer.ts";
import { OrderPicturesDocument, OrdersDocument } from "../orders/documents.ts";
import { OrderRows } from "../orders/elements/order-rows.tsx";
import type { PageProps } from "../page.ts";
import { Account } from "./account.tsx";
import { CustomerDocument } from "./documents.ts";
import { texts } from "./texts.ts";

export function CustomerPage({ place, params: { id = "" }, viewer }: PageProps) {
  const { data, isAway, isRefused } = useReading(CustomerDocument, { id }, { main: "user" });
  const customer = data?.user;
  const isAbsent = isRefused || customer === null;
  return (
    <>
      <a href={lastList(addressOf("/orders"))} className="text-muted hover:text-text">
        ‹ {texts.back}
      </a>
      <div className="mt-1">
        <PageTitle title={customer?.displayName ?? texts.title} isWhole={data !== undefined} />
      </div>
      {isAway ? <Away part="accounts" className="mt-4" /> : null}
      {customer ? (
        <Account customer={customer} />
      ) : isAway && !isAbsent ? null : (
        <p role="status" className={isAbsent ? "mt-4" : "mt-4 text-muted"}>
          {isAbsent ? texts.absent : texts.loading}
        </p>
      )}
      {allows(viewer, "orders:read") ? <Orders id={id} search={place.search} /> : null}
    </>
  );
}

/** The newest first. The page of the list is in the address. */
function Orders({ id, search }: { id: string; search: string }) {
  const list = listAt(customerPath(id), ["orders"], "orders");
  const state = list.read(search);
  const variables = { ...pageOf(state), filter: { customerId: id }, sort: "NEWEST" } as const;
  const orders = useReading(OrdersDocument, variables, { main: "orders" });
  const pictures = useReading(OrderPicturesDocument, variables, { main: "orders" });
  const shown = orders.data?.orders;
  return (
    <section aria-label={texts.orders} className="mt-6">
      <h2 className="text-sm font-bold">{texts.orders}</h2>
      <ListBody
        reading={orders}
        shown={shown}
        addressOfPage={(page) => list.addressOf(firstPage(state, page))}
        empty={<p>{texts.noOrders}</p>}
      >
        <OrderRows orders={shown?.nodes ?? []} pictures={pictures.data?.orders.nodes} />
        {pictures.isAway ? <Away part="pictures" className="mt-2" /> : null}
      </ListBody>
    </section>
  );
}
