/** The withdrawals of a page of the list. */
import type { OfficeWithdrawalsQuery } from "../../../generated/graphql.ts";
import { withdrawalStates } from "../../../lists/return-states.ts";
import { Cell, Person, Row, RowLink, Rows } from "../../../lists/rows.tsx";
import { State } from "../../../shop/elements/state.tsx";
import { addressOf } from "../../../shop/places/address.ts";
import { showShortTime } from "../../../shop/times.ts";
import { texts } from "../texts.ts";

type Withdrawal = OfficeWithdrawalsQuery["withdrawals"]["nodes"][number];

const columns = [
  { text: texts.reference },
  { text: texts.order },
  { text: texts.customer },
  { text: texts.goods },
  { text: texts.state },
  { text: texts.dueBy, isEnd: true },
  { text: texts.receivedAt, isEnd: true },
];

export function WithdrawalRows({ withdrawals }: { withdrawals: readonly Withdrawal[] }) {
  return (
    <Rows columns={columns}>
      {withdrawals.map((one) => (
        <WithdrawalRow key={one.id} of={one} />
      ))}
    </Rows>
  );
}

function WithdrawalRow({ of }: { of: Withdrawal }) {
  const { reference, state, receivedAt, refundDueBy, parts, order } = of;
  const address = order?.shippingAddress;
  const isOpen = state === "RECEIVED" || state === "UNCONFIRMED";
  return (
    <Row>
      <Cell className="whitespace-nowrap">
        <RowLink href={addressOf(`/withdrawals/${reference}`)}>
          <b>{reference}</b>
        </RowLink>
      </Cell>
      <Cell className="tabular-nums max-lg:order-3 max-lg:col-span-2">{order?.number ?? of.enteredOrderNumber}</Cell>
      <Cell className="max-lg:order-4 max-lg:col-span-2">
        <Person
          name={address?.name ?? of.enteredLastName}
          place={[address?.city, address?.country].filter(Boolean).join(", ")}
        />
      </Cell>
      <Cell className="max-lg:order-5 max-lg:col-span-2">
        <ul>
          {parts.map(({ line, quantity }) => (
            <li key={line.id} className="wrap-anywhere">
              {quantity} × {line.title}
            </li>
          ))}
        </ul>
        {of.furtherDeclarations ? <span className="text-sm">{texts.further(of.furtherDeclarations)}</span> : null}
      </Cell>
      <Cell className="whitespace-nowrap max-lg:order-2 max-lg:text-end">
        <State text={withdrawalStates[state]} needsPerson={isOpen} />
      </Cell>
      <Cell className="whitespace-nowrap max-lg:order-6 lg:text-end">
        {refundDueBy && isOpen ? <time dateTime={refundDueBy}>{showShortTime(refundDueBy)}</time> : null}
      </Cell>
      <Cell className="text-sm whitespace-nowrap text-muted max-lg:order-7 max-lg:text-end lg:text-end">
        <time dateTime={receivedAt}>{showShortTime(receivedAt)}</time>
      </Cell>
    </Row>
  );
}
