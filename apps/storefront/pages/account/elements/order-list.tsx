/** Orders of an account in a list; each leads to its page. */
import { formatAmount, formatDate } from "@hansa/front/format";
import { type FragmentType, getFragmentData, graphql } from "../../../generated/index.ts";
import type { Language } from "../../../shop/texts.ts";
import type { AccountLinks } from "../links.ts";
import { accountPageTexts } from "../texts.ts";

const OrderRowFragment = graphql(`
  fragment OrderRow on Order {
    number
    state
    placedAt
    totalQuantity
    totals { total { decimal currency } }
    returns { id state }
  }
`);

type OrderListProps = {
  orders: readonly FragmentType<typeof OrderRowFragment>[];
  language: Language;
  links: AccountLinks;
};

export function OrderList({ orders, language, links }: OrderListProps) {
  const texts = accountPageTexts[language];
  return (
    <ul className="divide-y divide-line border-y border-line">
      {getFragmentData(OrderRowFragment, orders).map((order) => (
        <li key={order.number} className="relative flex justify-between gap-4 py-4">
          <div className="shrink-0">
            <a
              href={links.order.replace("NUMBER", order.number)}
              className="font-medium underline-offset-4 after:absolute after:inset-0 hover:underline"
            >
              {texts.order(order.number)}
            </a>
            <p className="text-sm text-muted">
              {formatDate(order.placedAt, language)} · {texts.items(order.totalQuantity)}
            </p>
          </div>
          <div className="text-end">
            <p>{formatAmount(order.totals.total, language)}</p>
            <p className="text-sm text-muted">
              {[texts[order.state], ...order.returns.map(({ state }) => texts[state])].join(" · ")}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
