/** The page of an order: its main part from orders, and beside it what products, payments and accounts have. */
import { lateForm } from "../../shop/changes/late-form.tsx";
import { Away } from "../../shop/elements/away.tsx";
import { NoOrder } from "../../shop/elements/no-order.tsx";
import { PageTitle } from "../../shop/elements/page-title.tsx";
import { State } from "../../shop/elements/state.tsx";
import { Told } from "../../shop/elements/told.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import { addressOf, orderAddress } from "../../shop/places/address.ts";
import { lastList } from "../../shop/places/last-list.ts";
import { allows } from "../../shop/session/viewer.ts";
import { holdReasons, orderStates, settlementStates } from "../../shop/state-texts.ts";
import { showTime } from "../../shop/times.ts";
import type { PageProps } from "../page.ts";
import { GoodsDocument, OrderDocument, PeopleDocument } from "./documents.ts";
import { Customer } from "./elements/customer.tsx";
import { GoodsPanel } from "./elements/goods-panel.tsx";
import { MoneyPanel } from "./elements/money-panel.tsx";
import { NotesPanel } from "./elements/notes-panel.tsx";
import { OrderActions } from "./elements/order-actions.tsx";
import { ParcelsPanel } from "./elements/parcels-panel.tsx";
import { PaymentsPanel } from "./elements/payments-panel.tsx";
import { ReturnsPanel } from "./elements/returns-panel.tsx";
import type { Order } from "./order.ts";
import { cancelReasons, texts } from "./texts.ts";

// Long texts at the end of the page.
const HistoryPanel = lateForm(async () => (await import("./elements/history-panel.tsx")).HistoryPanel);
const MailsPanel = lateForm(async () => (await import("./elements/mails-panel.tsx")).MailsPanel);

export function OrderPage({ params, viewer }: PageProps) {
  const { number = "" } = params;
  const withStock = allows(viewer, "inventory:read");
  const reading = useReading(OrderDocument, { number }, { main: "order" });
  const goods = useReading(GoodsDocument, { number, withStock }, { main: "order" });
  const people = useReading(PeopleDocument, { number }, { main: "order" });
  const order = reading.data?.order;

  return (
    <>
      <a href={lastList(addressOf("/orders"))} className="text-muted hover:text-text">
        ‹ {texts.back}
      </a>
      <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-2">
        <PageTitle title={texts.title(order?.number ?? number)} isWhole={reading.data !== undefined}>
          {order?.number ?? number}
        </PageTitle>
        {order ? <States order={order} /> : null}
        {order ? <OrderActions order={order} viewer={viewer} /> : null}
      </div>
      <Told at={orderAddress(number)} />
      {reading.isAway ? <Away part={order ? "ordersKept" : "orders"} className="mt-4" /> : null}
      {order ? (
        <>
          <Facts order={order} />
          <div className="mt-4 grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_19rem]">
            <div className="grid min-w-0 gap-4">
              <GoodsPanel order={order} goods={goods.data?.order ?? undefined} isAway={goods.isAway} />
              <ParcelsPanel order={order} viewer={viewer} />
              <MoneyPanel order={order} />
              {allows(viewer, "payments:read") ? <PaymentsPanel order={order} viewer={viewer} /> : null}
              <ReturnsPanel order={order} />
              <MailsPanel order={order} maySend={allows(viewer, "orders:write")} />
              <HistoryPanel order={order} people={people.data?.order ?? undefined} />
            </div>
            <div className="grid min-w-0 gap-4">
              <Customer order={order} people={people.data?.order ?? undefined} isAway={people.isAway} viewer={viewer} />
              <NotesPanel
                order={order}
                people={people.data?.order ?? undefined}
                mayWrite={allows(viewer, "orders:write")}
              />
            </div>
          </div>
        </>
      ) : (
        <NoOrder reading={reading} />
      )}
    </>
  );
}

function States({ order: { state, settlement } }: { order: Order }) {
  return (
    <>
      <State text={orderStates[state]} />
      <State text={settlementStates[settlement]} needsPerson={settlement === "REFUND_DUE"} />
    </>
  );
}

function Facts({ order }: { order: Order }) {
  const { placedAt, invoiceNumber, receiptUrl, hold, cancelReason, cancelNote } = order;
  return (
    <>
      <p className="mt-2 text-muted">
        {texts.placed(showTime(placedAt))} ·{" "}
        <a
          href={new URL(receiptUrl, location.origin).pathname}
          target="_blank"
          rel="noreferrer"
          className="whitespace-nowrap text-text underline underline-offset-4"
        >
          {invoiceNumber ? texts.invoice(invoiceNumber) : texts.receipt}
        </a>
      </p>
      {cancelReason ? (
        <p className="mt-2 wrap-anywhere">
          {cancelReasons[cancelReason]}
          {cancelNote ? `: ${cancelNote}` : null}
        </p>
      ) : null}
      {hold ? (
        <p className="mt-2 text-fault">
          <span aria-hidden="true">▲ </span>
          {texts.onHold(holdReasons[hold.reason], showTime(hold.since))}
        </p>
      ) : null}
    </>
  );
}
