/** The returns of an order, and the withdrawals from it. */
import { Panel } from "../../../shop/elements/panel.tsx";
import { State } from "../../../shop/elements/state.tsx";
import { addressOf } from "../../../shop/places/address.ts";
import { showTime } from "../../../shop/times.ts";
import type { Order } from "../order.ts";
import { returnStates, texts, withdrawalStates } from "../texts.ts";
import { Parts } from "./parts.tsx";

export function ReturnsPanel({ order: { returns, withdrawals } }: { order: Order }) {
  return (
    <>
      {returns.length > 0 ? (
        <Panel title={texts.returns}>
          <ul className="divide-y divide-line">
            {returns.map(({ id, state, requestedAt, reason, note, parts }) => (
              <li key={id} className="px-4 py-3">
                <p className="flex flex-wrap justify-between gap-x-4">
                  <State text={returnStates[state]} needsPerson={state === "REQUESTED" || state === "RECEIVED"} />
                  <a href={addressOf(`/returns/${id}`)} className="text-sm underline underline-offset-4">
                    {texts.returnOf(showTime(requestedAt))}
                  </a>
                </p>
                <Parts parts={parts} />
                {[reason, note].map((text) =>
                  text ? (
                    <p key={text} className="text-sm whitespace-pre-line wrap-anywhere">
                      {text}
                    </p>
                  ) : null,
                )}
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
      {withdrawals.length > 0 ? (
        <Panel title={texts.withdrawals}>
          <ul className="divide-y divide-line">
            {withdrawals.map(({ id, reference, state, receivedAt, refundDueBy, settledAt, parts }) => (
              <li key={id} className="px-4 py-3">
                <p className="flex flex-wrap justify-between gap-x-4">
                  <State
                    text={withdrawalStates[state]}
                    needsPerson={state === "UNCONFIRMED" || (state === "RECEIVED" && settledAt === null)}
                  />
                  <span className="text-sm text-muted">
                    <a href={addressOf(`/withdrawals/${reference}`)} className="text-text underline underline-offset-4">
                      {reference}
                    </a>{" "}
                    · {showTime(receivedAt)}
                    {refundDueBy && settledAt === null ? ` · ${texts.dueBy(showTime(refundDueBy))}` : null}
                  </span>
                </p>
                <Parts parts={parts} />
              </li>
            ))}
          </ul>
        </Panel>
      ) : null}
    </>
  );
}
