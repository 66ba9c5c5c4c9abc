/** The orders of an account, in pages whose place is in the address. */
import { buttonClass } from "@hansa/front/elements";
import { graphql } from "../../../generated/index.ts";
import { readAccount } from "../../../shop/account/account.ts";
import { useReading } from "../../../shop/reading.ts";
import { AccountFrame } from "../elements/account-frame.tsx";
import { GuestOrders } from "../elements/guest-orders.tsx";
import { OrderList } from "../elements/order-list.tsx";
import type { AccountProps } from "../links.ts";
import { accountPageTexts } from "../texts.ts";

const OrdersDocument = graphql(`
  query StorefrontAccountOrders($after: String) {
    me {
      id
      guestOrders { ...GuestOrderRow }
      orders(first: 10, after: $after) {
        nodes { ...OrderRow }
        pageInfo { hasNextPage hasPreviousPage endCursor }
      }
    }
  }
`);

export function AccountOrders({ language, links }: AccountProps) {
  const texts = accountPageTexts[language];
  const { shown, load, loadAgain } = useReading(async () => {
    return (await readAccount(OrdersDocument, { after: placeInList() }))?.me ?? null;
  });
  return (
    <AccountFrame language={language} links={links} current="orders" part={shown} onRetry={load}>
      {({ orders, guestOrders }) => {
        const unknown = { hasNextPage: false, hasPreviousPage: placeInList() !== null, endCursor: null };
        const { hasNextPage, hasPreviousPage, endCursor } = orders?.pageInfo ?? unknown;
        return (
          <>
            <GuestOrders orders={guestOrders ?? []} language={language} onAdded={loadAgain} />
            {!orders ? <p role="status">{texts.ordersAway}</p> : null}
            {orders?.nodes.length === 0 ? <p>{texts.noOrders}</p> : null}
            {orders && orders.nodes.length > 0 ? (
              <OrderList orders={orders.nodes} language={language} links={links} />
            ) : null}
            {hasPreviousPage || hasNextPage ? (
              <nav aria-label={texts.orderPages} className="mt-6 flex flex-wrap gap-3">
                {hasPreviousPage ? (
                  <a href={links.orders} className={buttonClass("secondary")}>
                    {texts.newest}
                  </a>
                ) : null}
                {hasNextPage && endCursor ? (
                  <a href={olderHref(links.orders, endCursor)} className={buttonClass("secondary")}>
                    {texts.older}
                  </a>
                ) : null}
              </nav>
            ) : null}
          </>
        );
      }}
    </AccountFrame>
  );
}

/** The cursor that the address has; null for the newest orders. */
function placeInList(): string | null {
  return new URLSearchParams(location.search).get("after");
}

/** The address of the next page; it keeps the currency. */
function olderHref(orders: string, cursor: string): string {
  const [path = "", query = ""] = orders.split("?");
  const search = new URLSearchParams(query);
  search.set("after", cursor);
  return `${path}?${search}`;
}
