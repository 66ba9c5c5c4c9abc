/** The page of a reference: its declarations, the newest first, each with what has become of it and what can be done next. */
import { formatAmount } from "@hansa/front/format";
import { returnStates, withdrawalStates } from "../../lists/return-states.ts";
import { OrderNumber } from "../../lists/rows.tsx";
import { Away } from "../../shop/elements/away.tsx";
import { Fact } from "../../shop/elements/fact.tsx";
import { PageTitle } from "../../shop/elements/page-title.tsx";
import { Panel } from "../../shop/elements/panel.tsx";
import { State } from "../../shop/elements/state.tsx";
import { Told } from "../../shop/elements/told.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import { language } from "../../shop/language.ts";
import { addressOf } from "../../shop/places/address.ts";
import { lastList } from "../../shop/places/last-list.ts";
import { showDay, showTime } from "../../shop/times.ts";
import type { PageProps } from "../page.ts";
import { WithdrawalDocument } from "./documents.ts";
import { WithdrawalActions } from "./elements/withdrawal-actions.tsx";
import { channels, texts } from "./texts.ts";
import type { Withdrawal } from "./withdrawal.ts";

export function WithdrawalPage({ params }: PageProps) {
  const { reference = "" } = params;
  const reading = useReading(WithdrawalDocument, { reference }, { main: "withdrawals" });
  const found = reading.data?.withdrawals.nodes;

  return (
    <>
      <a href={lastList(addressOf("/withdrawals"))} className="text-muted hover:text-text">
        ‹ {texts.back}
      </a>
      <div className="mt-1">
        <PageTitle title={texts.title(reference)} isWhole={found !== undefined} />
      </div>
      <Told at={addressOf(`/withdrawals/${reference}`)} />
      {reading.isAway ? <Away part={found ? "ordersKept" : "orders"} className="mt-4" /> : null}
      {found && found.length > 0 ? (
        <div className="mt-4 grid gap-4">
          {found.map((one) => (
            <Declaration key={one.id} of={one} />
          ))}
        </div>
      ) : reading.isRefused || found ? (
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

function Declaration({ of }: { of: Withdrawal }) {
  const { state, receivedAt, parts, returns } = of;
  return (
    <Panel
      title={texts.declaredAt(showTime(receivedAt))}
      aside={<State text={withdrawalStates[state]} needsPerson={state === "UNCONFIRMED" || state === "RECEIVED"} />}
    >
      <div className="space-y-4 px-4 py-3">
        <WithdrawalActions of={of} />
        {parts.length > 0 ? (
          <ul>
            {parts.map((part) => (
              <li key={part.line.id} className="wrap-anywhere">
                {part.quantity} × {part.line.title}{" "}
                <span className="text-sm text-muted">{fatesOf(part).join(" · ")}</span>
              </li>
            ))}
          </ul>
        ) : null}
        {returns.map((one) => (
          <p key={one.id}>
            <a href={addressOf(`/returns/${one.id}`)} className="underline underline-offset-4">
              {texts.itsReturn}
            </a>{" "}
            <State text={returnStates[one.state]} needsPerson={one.state === "RECEIVED"} />
          </p>
        ))}
        <Facts of={of} />
      </div>
    </Panel>
  );
}

function fatesOf({ cancelled, returned }: Withdrawal["parts"][number]): string[] {
  return [...(cancelled > 0 ? [texts.cancelled(cancelled)] : []), ...(returned > 0 ? [texts.returned(returned)] : [])];
}

function Facts({ of }: { of: Withdrawal }) {
  const { order, channel, sentOn, note, refundDueBy, settledAt, proofRecordedAt, contestNote, shippingDue } = of;
  const { enteredOrderNumber, enteredEmail, enteredLastName, furtherDeclarations } = of;
  const { name, city, country } = order?.shippingAddress ?? {};
  const entered = [enteredOrderNumber, enteredEmail, enteredLastName].filter(Boolean).join(" · ");
  return (
    <dl className="grid gap-3 sm:grid-cols-2">
      {order ? (
        <Fact label={texts.order}>
          <a href={addressOf(`/orders/${order.number}`)} className="underline underline-offset-4 tabular-nums">
            <OrderNumber number={order.number} />
          </a>
          {name ? <span className="block">{[name, city, country].filter(Boolean).join(", ")}</span> : null}
        </Fact>
      ) : null}
      <Fact label={texts.entered}>{entered || texts.erased}</Fact>
      <Fact label={texts.channel}>
        {channels[channel]}
        {sentOn ? ` · ${texts.sentOn(showDay(sentOn, "UTC"))}` : null}
      </Fact>
      {refundDueBy && !settledAt ? <Fact label={texts.dueBy}>{showTime(refundDueBy)}</Fact> : null}
      {shippingDue && shippingDue.minor !== 0 ? (
        <Fact label={texts.shippingDue}>{formatAmount(shippingDue, language)}</Fact>
      ) : null}
      {proofRecordedAt ? <Fact label={texts.proofAt}>{showTime(proofRecordedAt)}</Fact> : null}
      {settledAt ? <Fact label={texts.settledAt}>{showTime(settledAt)}</Fact> : null}
      {note ? <Fact label={texts.note}>{note}</Fact> : null}
      {contestNote ? <Fact label={texts.contested}>{contestNote}</Fact> : null}
      {furtherDeclarations ? <Fact label={texts.further}>{furtherDeclarations}</Fact> : null}
    </dl>
  );
}
