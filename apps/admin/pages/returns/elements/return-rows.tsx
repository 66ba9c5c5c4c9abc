/** The returns of a page of the list. */
import type { OfficeReturnPicturesQuery, OfficeReturnsQuery } from "../../../generated/graphql.ts";
import { returnKinds, returnStates } from "../../../lists/return-states.ts";
import { Cell, OrderNumber, Person, Row, RowLink, Rows } from "../../../lists/rows.tsx";
import { GoodsPicture } from "../../../shop/elements/goods-picture.tsx";
import { State } from "../../../shop/elements/state.tsx";
import { addressOf } from "../../../shop/places/address.ts";
import { showShortTime } from "../../../shop/times.ts";
import { texts } from "../texts.ts";

type Return = OfficeReturnsQuery["returns"]["nodes"][number];
type Pictures = OfficeReturnPicturesQuery["returns"]["nodes"];

/** `pictures` is undefined until products have answered. */
type ReturnRowsProps = { returns: readonly Return[]; pictures: Pictures | undefined };

const columns = [
  { text: texts.order },
  { text: texts.customer },
  { text: texts.goods },
  { text: texts.state },
  { text: texts.kind },
  { text: texts.requestedAt, isEnd: true },
];

export function ReturnRows({ returns, pictures }: ReturnRowsProps) {
  return (
    <Rows columns={columns}>
      {returns.map((one) => (
        <ReturnRow key={one.id} of={one} pictures={pictures?.find(({ id }) => id === one.id)} />
      ))}
    </Rows>
  );
}

function ReturnRow({ of, pictures }: { of: Return; pictures: Pictures[number] | undefined }) {
  const { id, state, kind, requestedAt, parts, order } = of;
  const address = order.shippingAddress;
  const variant = pictures?.parts[0]?.line.variant;
  return (
    <Row>
      <Cell className="whitespace-nowrap">
        <RowLink href={addressOf(`/returns/${id}`)}>
          <OrderNumber number={order.number} />
        </RowLink>
      </Cell>
      <Cell className="max-lg:order-3 max-lg:col-span-2">
        <Person name={address?.name} place={[address?.city, address?.country].filter(Boolean).join(", ")} />
      </Cell>
      <Cell className="max-lg:order-4 max-lg:col-span-2">
        <div className="flex items-center gap-3">
          <GoodsPicture url={variant?.image?.url ?? variant?.product.media[0]?.url} />
          <ul className="min-w-0">
            {parts.map(({ line, quantity, released }) => (
              <li key={line.id} className="wrap-anywhere">
                {quantity === 0 ? released : quantity} × {line.title}
              </li>
            ))}
          </ul>
        </div>
      </Cell>
      <Cell className="whitespace-nowrap max-lg:order-2 max-lg:text-end">
        <State text={returnStates[state]} needsPerson={state === "REQUESTED" || state === "RECEIVED"} />
      </Cell>
      <Cell className="max-lg:order-5">{returnKinds[kind]}</Cell>
      <Cell className="text-sm whitespace-nowrap text-muted max-lg:order-6 max-lg:text-end lg:text-end">
        <time dateTime={requestedAt}>{showShortTime(requestedAt)}</time>
      </Cell>
    </Row>
  );
}
