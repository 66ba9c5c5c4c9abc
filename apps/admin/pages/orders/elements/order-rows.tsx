/** The orders of a page of the list. */
import { formatAmount } from "@hansa/front/format";
import type { OfficeOrderPicturesQuery, OfficeOrdersQuery } from "../../../generated/graphql.ts";
import { Cell, GoodsText, OrderNumber, Person, Row, RowLink, Rows } from "../../../lists/rows.tsx";
import { type Selection, SelectRow } from "../../../lists/selection.tsx";
import { GoodsPicture } from "../../../shop/elements/goods-picture.tsx";
import { State } from "../../../shop/elements/state.tsx";
import { language } from "../../../shop/language.ts";
import { addressOf } from "../../../shop/places/address.ts";
import { holdReasons, orderStates, settlementStates } from "../../../shop/state-texts.ts";
import { showShortTime } from "../../../shop/times.ts";
import { texts } from "../texts.ts";

type Order = OfficeOrdersQuery["orders"]["nodes"][number];
type Pictures = OfficeOrderPicturesQuery["orders"]["nodes"];

/** `pictures` is undefined until products have answered, `selection` where nothing is done with several orders. */
type OrderRowsProps = {
  orders: readonly Order[];
  pictures: Pictures | undefined;
  selection?: Selection | undefined;
};

const columns = [
  { text: texts.order },
  { text: texts.customer },
  { text: texts.goods },
  { text: texts.state },
  { text: texts.money },
  { text: texts.total, isEnd: true },
  { text: texts.placed, isEnd: true },
];

export function OrderRows({ orders, ...rest }: OrderRowsProps) {
  return (
    <Rows columns={columns}>
      {orders.map((order) => (
        <OrderRow key={order.id} order={order} {...rest} />
      ))}
    </Rows>
  );
}

type OrderRowProps = Omit<OrderRowsProps, "orders"> & { order: Order };

function OrderRow({ order, pictures, selection }: OrderRowProps) {
  const { id, number, settlement, placedAt, totals } = order;
  const address = order.shippingAddress ?? order.billingAddress;
  return (
    <Row>
      <Cell className="whitespace-nowrap">
        <span className="flex items-center gap-3">
          {selection ? <SelectRow id={id} label={texts.select(number)} selection={selection} /> : null}
          <RowLink href={addressOf(`/orders/${number}`)}>
            <OrderNumber number={number} />
          </RowLink>
        </span>
      </Cell>
      <Cell className="max-lg:order-3 max-lg:col-span-2">
        <Person name={address?.name} place={[address?.city, address?.country].filter(Boolean).join(", ")} />
      </Cell>
      <Cell className="max-lg:order-4 max-lg:col-span-2">
        <Goods order={order} pictures={pictures} />
      </Cell>
      <Cell className="max-lg:order-5">
        <OrderState order={order} />
      </Cell>
      <Cell className="max-lg:order-6 max-lg:text-end">
        <State text={settlementStates[settlement]} needsPerson={settlement === "REFUND_DUE"} />
      </Cell>
      <Cell className="text-end whitespace-nowrap tabular-nums max-lg:order-2">
        {formatAmount(totals.total, language)}
      </Cell>
      <Cell className="text-sm whitespace-nowrap text-muted max-lg:order-7 max-lg:col-span-2 lg:text-end">
        <time dateTime={placedAt}>{showShortTime(placedAt)}</time>
      </Cell>
    </Row>
  );
}

function Goods({ order, pictures }: { order: Order; pictures: Pictures | undefined }) {
  const lines = pictures?.find(({ id }) => id === order.id)?.lines;
  const variant = lines?.find(({ id }) => id === order.lines[0]?.id)?.variant;
  return (
    <div className="flex items-center gap-3">
      <GoodsPicture url={variant?.image?.url ?? variant?.product.media[0]?.url} />
      <GoodsText lines={order.lines} units={order.totalQuantity} />
    </div>
  );
}

function OrderState({ order: { state, hold } }: { order: Order }) {
  return hold ? <State text={holdReasons[hold.reason]} needsPerson /> : <State text={orderStates[state]} />;
}
