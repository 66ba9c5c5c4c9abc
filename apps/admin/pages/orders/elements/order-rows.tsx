/** The orders of a page of the list: rows of a table, and in narrow windows cards. */
import { formatAmount, formatDateTime } from "@hansa/front/format";
import type { OfficeOrderPicturesQuery, OfficeOrdersQuery } from "../../../generated/graphql.ts";
import { GoodsPicture } from "../../../shop/elements/goods-picture.tsx";
import { State } from "../../../shop/elements/state.tsx";
import { language } from "../../../shop/language.ts";
import { addressOf } from "../../../shop/places/address.ts";
import { holdReasons, orderStates, settlementStates } from "../../../shop/state-texts.ts";
import { texts } from "../texts.ts";

type Order = OfficeOrdersQuery["orders"]["nodes"][number];
type Pictures = OfficeOrderPicturesQuery["orders"]["nodes"];

/** `pictures` is undefined until products have answered. */
type OrderRowsProps = { orders: readonly Order[]; pictures: Pictures | undefined };

const columns = ["order", "customer", "goods", "state", "money", "total", "placed"] as const;

export function OrderRows({ orders, pictures }: OrderRowsProps) {
  return (
    <div className="mt-4 rounded-xl border border-line bg-surface">
      <table className="w-full max-lg:block">
        <thead className="max-lg:sr-only">
          <tr className="text-xs text-muted">
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                className={`px-3 py-2 font-normal ${column === "total" || column === "placed" ? "text-end" : "text-start"}`}
              >
                {texts[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-lg:block">
          {orders.map((order) => (
            <Row key={order.id} order={order} pictures={pictures} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const cell = "lg:px-3 lg:py-2 lg:align-middle";

function Row({ order, pictures }: { order: Order; pictures: Pictures | undefined }) {
  const { number, settlement, placedAt, totals } = order;
  const [sequence, digits] = number.split("-");
  return (
    <tr className="relative border-t border-line hover:bg-ground max-lg:grid max-lg:grid-cols-[minmax(0,1fr)_auto] max-lg:gap-x-4 max-lg:gap-y-1 max-lg:px-4 max-lg:py-3 max-lg:first:border-t-0">
      <td className={`${cell} whitespace-nowrap`}>
        <a
          href={addressOf(`/orders/${number}`)}
          className="tabular-nums after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent-ink"
        >
          <b>{sequence}</b>
          {digits === undefined ? null : <span className="text-muted">-{digits}</span>}
        </a>
      </td>
      <td className={`${cell} max-lg:order-3 max-lg:col-span-2`}>
        <Customer order={order} />
      </td>
      <td className={`${cell} max-lg:order-4 max-lg:col-span-2`}>
        <Goods order={order} pictures={pictures} />
      </td>
      <td className={`${cell} max-lg:order-5`}>
        <OrderState order={order} />
      </td>
      <td className={`${cell} max-lg:order-6 max-lg:text-end`}>
        <State text={settlementStates[settlement]} needsPerson={settlement === "REFUND_DUE"} />
      </td>
      <td className={`${cell} text-end whitespace-nowrap tabular-nums max-lg:order-2`}>
        {formatAmount(totals.total, language)}
      </td>
      <td className={`${cell} text-sm whitespace-nowrap text-muted max-lg:order-7 max-lg:col-span-2 lg:text-end`}>
        <time dateTime={placedAt}>{formatDateTime(placedAt, language)}</time>
      </td>
    </tr>
  );
}

function Customer({ order: { shippingAddress, billingAddress } }: { order: Order }) {
  const address = shippingAddress ?? billingAddress;
  const place = [address?.city, address?.country].filter(Boolean).join(", ");
  return (
    <>
      <span className="block lg:min-w-36">{address?.name ?? texts.erased}</span>
      <span className="block text-xs text-muted wrap-anywhere">{place}</span>
    </>
  );
}

function Goods({ order, pictures }: { order: Order; pictures: Pictures | undefined }) {
  const [first, ...others] = order.lines;
  const lines = pictures?.find(({ id }) => id === order.id)?.lines;
  const variant = lines?.find(({ id }) => id === first?.id)?.variant;
  return (
    <div className="flex items-center gap-3">
      <GoodsPicture url={variant?.image?.url ?? variant?.product.media[0]?.url} />
      <div className="min-w-0">
        <span className="flex gap-1">
          <span className="line-clamp-1 wrap-anywhere">{first?.title}</span>
          {others.length > 0 ? <span className="shrink-0">{texts.others(others.length)}</span> : null}
        </span>
        <span className="block text-xs text-muted">{texts.units(order.totalQuantity)}</span>
      </div>
    </div>
  );
}

function OrderState({ order: { state, hold } }: { order: Order }) {
  return hold ? <State text={holdReasons[hold.reason]} needsPerson /> : <State text={orderStates[state]} />;
}
