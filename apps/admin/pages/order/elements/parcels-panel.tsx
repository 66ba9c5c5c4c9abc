/** The parcels of an order, by the fulfilments that prepared them. */
import { formatDateTime } from "@hansa/front/format";
import { Panel } from "../../../shop/elements/panel.tsx";
import { State } from "../../../shop/elements/state.tsx";
import { language } from "../../../shop/language.ts";
import type { Order } from "../order.ts";
import { shipmentStatuses, texts } from "../texts.ts";
import { Parts } from "./parts.tsx";

type Fulfilment = Order["fulfilments"][number];

export function ParcelsPanel({ order: { fulfilments } }: { order: Order }) {
  return (
    <Panel title={texts.parcels}>
      {fulfilments.length === 0 ? <p className="px-4 py-3 text-muted">{texts.noParcels}</p> : null}
      <ul className="divide-y divide-line">
        {fulfilments.map((fulfilment) => (
          <FulfilmentItem key={fulfilment.id} fulfilment={fulfilment} />
        ))}
      </ul>
    </Panel>
  );
}

function FulfilmentItem({ fulfilment }: { fulfilment: Fulfilment }) {
  const { state, isResend, createdAt, parts, toPutBack, shipments } = fulfilment;
  return (
    <li className="space-y-2 px-4 py-3">
      <p className="flex flex-wrap gap-x-3 text-sm text-muted">
        {texts.fulfilment(formatDateTime(createdAt, language))}
        {isResend ? <span>{texts.resend}</span> : null}
        {state === "CANCELLED" ? <span>{texts.cancelledFulfilment}</span> : null}
      </p>
      {shipments.map(({ id, status, carrier, trackingNumber, trackingUrl, parts: packed }) => (
        <div key={id}>
          <p className="flex flex-wrap gap-x-3">
            <State text={shipmentStatuses[status]} needsPerson={status === "LOST" || status === "RETURNED"} />
            <span className="wrap-anywhere">
              {carrier} {trackingNumber}
            </span>
            {trackingUrl ? (
              <a href={trackingUrl} target="_blank" rel="noreferrer" className="underline underline-offset-4">
                {texts.track}
              </a>
            ) : null}
          </p>
          <Parts parts={packed} />
        </div>
      ))}
      {shipments.length === 0 && parts.length > 0 ? (
        <div>
          <p>{texts.packed}</p>
          <Parts parts={parts} />
        </div>
      ) : null}
      {toPutBack.length > 0 ? (
        <div>
          <State text={texts.putBack} needsPerson />
          <Parts parts={toPutBack} />
        </div>
      ) : null}
    </li>
  );
}
