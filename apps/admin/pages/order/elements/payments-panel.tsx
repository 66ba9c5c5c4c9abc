/** The payments of an order with their disputes, which payments has. */
import { buttonClass } from "@hansa/front/elements";
import { formatAmount } from "@hansa/front/format";
import type { OfficeOrderPaymentsQuery } from "../../../generated/graphql.ts";
import { Away } from "../../../shop/elements/away.tsx";
import { Panel } from "../../../shop/elements/panel.tsx";
import { State } from "../../../shop/elements/state.tsx";
import { useReading } from "../../../shop/graph/use-reading.ts";
import { language } from "../../../shop/language.ts";
import { orderAddress } from "../../../shop/places/address.ts";
import { allows, type Viewer } from "../../../shop/session/viewer.ts";
import { PaymentsDocument } from "../documents.ts";
import type { Order } from "../order.ts";
import { disputeStates, paymentStates, texts } from "../texts.ts";

type Payment = NonNullable<NonNullable<OfficeOrderPaymentsQuery["order"]>["payments"]>[number];

type PaymentsPanelProps = { order: Order; viewer: Viewer };

export function PaymentsPanel({ order, viewer }: PaymentsPanelProps) {
  const { data, isAway } = useReading(PaymentsDocument, { number: order.number }, { main: "order" });
  const payments = data?.order?.payments;
  return (
    <Panel title={texts.payments}>
      {isAway ? <Away part="payments" className="px-4 py-3" /> : null}
      {isAway || payments?.length ? null : (
        <p className="px-4 py-3 text-muted">{data ? texts.noPayments : texts.loading}</p>
      )}
      <ul className="divide-y divide-line">
        {payments?.map((payment) => (
          <PaymentItem key={payment.id} payment={payment} />
        ))}
      </ul>
      {order.nextActions.includes("CAPTURE") && allows(viewer, "payments:write") ? (
        <div className="border-t border-line px-4 py-3">
          <a href={orderAddress(order.number, "capture")} className={buttonClass("secondary")}>
            {texts.capture}
          </a>
        </div>
      ) : null}
    </Panel>
  );
}

function PaymentItem({ payment }: { payment: Payment }) {
  const { state, provider, failureCode, method, amount, captured, refunded, refundPending, disputes } = payment;
  const moved = [
    ...(captured.minor === 0 ? [] : [texts.captured(formatAmount(captured, language))]),
    ...(refunded.minor === 0 ? [] : [texts.refundedOf(formatAmount(refunded, language))]),
    ...(refundPending.minor === 0 ? [] : [texts.pendingOf(formatAmount(refundPending, language))]),
  ];
  return (
    <li className="px-4 py-3">
      <p className="flex flex-wrap justify-between gap-x-4">
        <span>
          {method?.label ?? texts.card} <span className="text-muted">· {provider}</span>
        </span>
        <span className="tabular-nums">{formatAmount(amount, language)}</span>
      </p>
      <p className="flex flex-wrap justify-between gap-x-4 text-sm text-muted">
        <span>{paymentStates[state]}</span>
        <span>{moved.join(" · ")}</span>
      </p>
      {failureCode ? <p className="text-sm text-muted wrap-anywhere">{texts.failure(failureCode)}</p> : null}
      {disputes?.map((dispute) => (
        <p key={dispute.id}>
          <State
            text={texts.dispute(formatAmount(dispute.amount, language), disputeStates[dispute.state])}
            needsPerson={dispute.state === "OPEN"}
          />
        </p>
      ))}
    </li>
  );
}
