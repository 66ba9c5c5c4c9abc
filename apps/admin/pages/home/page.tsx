/** The first page: what waits for this person, as counts by service that lead to their lists. */
import { formatNumber } from "@hansa/front/format";
import type { ReactNode } from "react";
import { Away } from "../../shop/elements/away.tsx";
import { PageTitle } from "../../shop/elements/page-title.tsx";
import { Panel } from "../../shop/elements/panel.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import { language } from "../../shop/language.ts";
import { addressOf } from "../../shop/places/address.ts";
import { allows } from "../../shop/session/viewer.ts";
import type { PageProps } from "../page.ts";
import { OrderWorkDocument, PaymentWorkDocument, ProductWorkDocument } from "./documents.ts";
import { texts } from "./texts.ts";

export function HomePage({ viewer }: PageProps) {
  const seesOrders = allows(viewer, "orders:read");
  const seesPayments = allows(viewer, "payments:read");
  const moderates = allows(viewer, "reviews:moderate");
  const seesStock = allows(viewer, "inventory:read");
  const rights = { writes: allows(viewer, "orders:write"), refunds: allows(viewer, "refunds:write") };
  const orders = useReading(OrderWorkDocument, rights, { main: "onHold", isAsked: seesOrders });
  const payments = useReading(PaymentWorkDocument, {}, { main: "disputes", isAsked: seesPayments });
  const seen = { moderates, seesStock };
  const main = moderates ? "reviews" : "lowStock";
  const products = useReading(ProductWorkDocument, seen, { main, isAsked: moderates || seesStock });

  const { data } = orders;
  const atOrders = (view: string) => addressOf("/orders", { view });
  const atReturns = (view: string) => addressOf("/returns", { view });
  const atWithdrawals = (view: string) => addressOf("/withdrawals", { view });
  return (
    <>
      <PageTitle title={texts.title} isWhole />
      <div className="mt-4 grid items-start gap-4 md:grid-cols-2 xl:grid-cols-4">
        {seesOrders ? (
          <>
            <Counts title={texts.orders} away={orders.isAway ? <Away part="orders" /> : null}>
              {rights.writes ? (
                <>
                  <Count text={texts.toPrepare} of={data?.toPrepare} address={atOrders("to-prepare")} />
                  <Count text={texts.toPack} of={data?.toPack} address={atOrders("to-pack")} />
                  <Count text={texts.toHandOver} of={data?.toHandOver} address={atOrders("to-hand-over")} />
                  <Count text={texts.toSendAgain} of={data?.toSendAgain} address={atOrders("to-send-again")} />
                </>
              ) : null}
              <Count text={texts.onHold} of={data?.onHold} address={atOrders("on-hold")} needsPerson />
              {rights.refunds ? (
                <Count
                  text={texts.refundFailed}
                  of={data?.refundFailed}
                  address={atOrders("refund-failed")}
                  needsPerson
                />
              ) : null}
            </Counts>
            <Counts title={texts.returns} away={orders.isAway ? <Away part="orders" /> : null}>
              {rights.writes ? (
                <>
                  <Count text={texts.requested} of={data?.requested} address={atReturns("requested")} />
                  <Count text={texts.approved} of={data?.approved} address={atReturns("approved")} />
                </>
              ) : null}
              <Count text={texts.received} of={data?.received} address={atReturns("received")} />
              <Count text={texts.due} of={data?.due} address={atWithdrawals("due")} needsPerson />
              {rights.writes ? (
                <>
                  <Count text={texts.unconfirmed} of={data?.unconfirmed} address={atWithdrawals("unconfirmed")} />
                  <Count text={texts.unmatched} of={data?.unmatched} address={atWithdrawals("unmatched")} />
                </>
              ) : null}
            </Counts>
          </>
        ) : null}
        {seesPayments ? (
          <Counts title={texts.money} away={payments.isAway ? <Away part="payments" /> : null}>
            <Count text={texts.disputes} of={payments.data?.disputes} needsPerson />
          </Counts>
        ) : null}
        {moderates || seesStock ? (
          <Counts title={texts.goods} away={products.isAway ? <Away part="products" /> : null}>
            {moderates ? (
              <Count text={texts.reviews} of={products.data?.reviews} address={addressOf("/reviews")} />
            ) : null}
            {seesStock ? <Count text={texts.lowStock} of={products.data?.lowStock} /> : null}
          </Counts>
        ) : null}
      </div>
    </>
  );
}

type CountsProps = { title: string; away: ReactNode; children: ReactNode };

function Counts({ title, away, children }: CountsProps) {
  return (
    <Panel title={title}>
      <ul className="divide-y divide-line">{children}</ul>
      {away ? <div className="border-t border-line px-4 py-2">{away}</div> : null}
    </Panel>
  );
}

type CountProps = {
  text: string;
  of: { totalCount?: number | null } | undefined;
  /** The list that has them; absent while no page has it. */
  address?: string;
  needsPerson?: boolean;
};

function Count({ text, of, address, needsPerson = false }: CountProps) {
  const total = of?.totalCount ?? undefined;
  const isMarked = needsPerson && total !== undefined && total > 0;
  return (
    <li className="relative flex items-baseline justify-between gap-4 px-4 py-2.5">
      {address ? (
        <a href={address} className="underline-offset-4 after:absolute after:inset-0 hover:underline">
          {text}
        </a>
      ) : (
        <span>{text}</span>
      )}
      <span
        className={`whitespace-nowrap text-lg font-bold tabular-nums ${isMarked ? "text-fault" : total ? "" : "text-muted"}`}
      >
        {isMarked ? <span aria-hidden="true">▲ </span> : null}
        {total === undefined ? "–" : formatNumber(total, language)}
      </span>
    </li>
  );
}
