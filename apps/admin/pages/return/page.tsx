/** The page of a return: what is to come back and has, what was refunded for it, and what can be done next. */
import { formatAmount } from "@hansa/front/format";
import { refundStates, returnKinds, returnOutcomes, returnStates } from "../../lists/return-states.ts";
import { OrderNumber } from "../../lists/rows.tsx";
import { Away } from "../../shop/elements/away.tsx";
import { Fact } from "../../shop/elements/fact.tsx";
import { PageTitle } from "../../shop/elements/page-title.tsx";
import { Panel } from "../../shop/elements/panel.tsx";
import { State } from "../../shop/elements/state.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import { language } from "../../shop/language.ts";
import { addressOf } from "../../shop/places/address.ts";
import { lastList } from "../../shop/places/last-list.ts";
import { allows } from "../../shop/session/viewer.ts";
import { showTime } from "../../shop/times.ts";
import type { PageProps } from "../page.ts";
import { ReturnDocument, ReturnGoodsDocument } from "./documents.ts";
import { ReturnActions } from "./elements/return-actions.tsx";
import { ReturnedGoods } from "./elements/returned-goods.tsx";
import { goodsOf, type Return, returnOf } from "./return.ts";
import { texts } from "./texts.ts";

export function ReturnPage({ params, viewer }: PageProps) {
  const { id = "" } = params;
  const withStock = allows(viewer, "inventory:read");
  const reading = useReading(ReturnDocument, { id }, { main: "node" });
  const goods = useReading(ReturnGoodsDocument, { id, withStock }, { main: "node" });
  const found = returnOf(reading.data);

  return (
    <>
      <a href={lastList(addressOf("/returns"))} className="text-muted hover:text-text">
        ‹ {texts.back}
      </a>
      <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-2">
        <PageTitle
          title={found ? texts.title(found.order.number) : texts.titleWithout}
          isWhole={reading.data !== undefined}
        />
        {found ? (
          <>
            <State
              text={returnStates[found.state]}
              needsPerson={found.state === "REQUESTED" || found.state === "RECEIVED"}
            />
            <ReturnActions of={found} />
          </>
        ) : null}
      </div>
      {reading.isAway ? <Away part={found ? "ordersKept" : "orders"} className="mt-4" /> : null}
      {found ? (
        <div className="mt-4 grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_19rem]">
          <div className="grid min-w-0 gap-4">
            <ReturnedGoods of={found} goods={goodsOf(goods.data)} isAway={goods.isAway} />
            <Refunds of={found} />
          </div>
          <Facts of={found} />
        </div>
      ) : reading.isRefused || found === null ? (
        <p role="status" className="mt-4">
          {texts.absent}
        </p>
      ) : reading.isAway ? null : (
        <p role="status" className="mt-4 min-h-dvh text-muted">
          {texts.loading}
        </p>
      )}
    </>
  );
}

function Refunds({ of: { refunds } }: { of: Return }) {
  if (refunds.length === 0) return null;
  return (
    <Panel title={texts.refunds}>
      <ul className="divide-y divide-line">
        {refunds.map(({ id, state, amount, reason, createdAt }) => (
          <li key={id} className="px-4 py-3">
            <p className="flex flex-wrap gap-x-4">
              <span className="tabular-nums">{formatAmount(amount, language)}</span>
              <State text={refundStates[state]} needsPerson={state === "FAILED"} />
              <time dateTime={createdAt} className="ms-auto text-muted">
                {showTime(createdAt)}
              </time>
            </p>
            <p className="text-sm text-muted wrap-anywhere">{reason}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Facts({ of }: { of: Return }) {
  const { kind, order, reason, note, requestedAt, resolvedAt, receivedAt, closedAt, outcome } = of;
  const { name, city, country } = order.shippingAddress ?? {};
  return (
    <Panel title={texts.facts}>
      <dl className="space-y-3 px-4 py-3">
        <Fact label={texts.order}>
          <a href={addressOf(`/orders/${order.number}`)} className="underline underline-offset-4 tabular-nums">
            <OrderNumber number={order.number} />
          </a>
          {name ? (
            <span className="block wrap-anywhere">{[name, city, country].filter(Boolean).join(", ")}</span>
          ) : null}
        </Fact>
        <Fact label={texts.kind}>{returnKinds[kind]}</Fact>
        {reason ? <Fact label={texts.reason}>{reason}</Fact> : null}
        {note ? <Fact label={texts.note}>{note}</Fact> : null}
        <Time label={texts.requestedAt} at={requestedAt} />
        <Time label={texts.resolvedAt} at={resolvedAt} />
        <Time label={texts.receivedAt} at={receivedAt} />
        <Time label={texts.closedAt} at={closedAt} />
        {outcome ? <Fact label={texts.outcome}>{returnOutcomes[outcome]}</Fact> : null}
      </dl>
    </Panel>
  );
}

function Time({ label, at }: { label: string; at: string | null | undefined }) {
  return at ? (
    <Fact label={label}>
      <time dateTime={at}>{showTime(at)}</time>
    </Fact>
  ) : null;
}
