/** The overview of an account: the name, the last orders and the way out. */

import { Button } from "@hansa/front/elements";
import { useChange } from "@hansa/front/islands";
import { graphql } from "../../../generated/index.ts";
import { readAccount, signOut } from "../../../shop/account/account.ts";
import { useReading } from "../../../shop/reading.ts";
import { AccountFrame, Outcome } from "../elements/account-frame.tsx";
import { OrderList } from "../elements/order-list.tsx";
import type { AccountProps } from "../links.ts";
import { accountPageTexts } from "../texts.ts";

const OverviewDocument = graphql(`
  query StorefrontAccount {
    me {
      id
      displayName
      email
      orders(first: 3) { nodes { ...OrderRow } }
    }
  }
`);

export function AccountOverview({ language, links }: AccountProps) {
  const texts = accountPageTexts[language];
  const { shown, setShown, load } = useReading(async () => (await readAccount(OverviewDocument, {}))?.me ?? null);
  const { isBusy, text, send } = useChange(texts.signOutFailed);

  async function leave() {
    if (!(await signOut())) return { text: texts.signOutFailed };
    setShown(null);
    return undefined;
  }

  return (
    <AccountFrame language={language} links={links} current="overview" part={shown} onRetry={load}>
      {({ displayName, email, orders }) => (
        <>
          <Outcome text={text} />
          <div className="flex flex-wrap items-start justify-between gap-4">
            <div className="min-w-0 wrap-anywhere">
              <p className="text-xl">{texts.hello(displayName)}</p>
              <p className="text-muted">{email}</p>
            </div>
            <Button look="secondary" isBusy={isBusy} onClick={() => void send(leave)}>
              {texts.signOut}
            </Button>
          </div>
          <section className="mt-10">
            <h2 className="mb-4 text-2xl">{texts.lastOrders}</h2>
            {orders ? (
              orders.nodes.length > 0 ? (
                <>
                  <OrderList orders={orders.nodes} language={language} links={links} />
                  <a
                    href={links.orders}
                    className="mt-2 inline-flex min-h-11 items-center underline underline-offset-4"
                  >
                    {texts.allOrders}
                  </a>
                </>
              ) : (
                <p>{texts.noOrders}</p>
              )
            ) : (
              <p role="status">{texts.ordersAway}</p>
            )}
          </section>
        </>
      )}
    </AccountFrame>
  );
}
