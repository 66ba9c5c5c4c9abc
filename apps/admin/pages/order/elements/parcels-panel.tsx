/** The parcels of an order, by the fulfilments that prepared them. */
import { buttonClass } from "@hansa/front/elements";
import { PrintLinks, printTexts, slipsAddress } from "../../../print/print-links.tsx";
import { Panel } from "../../../shop/elements/panel.tsx";
import { State } from "../../../shop/elements/state.tsx";
import { orderAddress } from "../../../shop/places/address.ts";
import { allows, type Viewer } from "../../../shop/session/viewer.ts";
import { showTime } from "../../../shop/times.ts";
import type { Order } from "../order.ts";
import { shipmentStatuses, texts } from "../texts.ts";
import { ParcelActions } from "./parcel-actions.tsx";
import { Parts } from "./parts.tsx";

type Fulfilment = Order["fulfilments"][number];
type Parcel = Fulfilment["shipments"][number];

type ParcelsPanelProps = { order: Order; viewer: Viewer };

export function ParcelsPanel({ order, viewer }: ParcelsPanelProps) {
  const { id, number, fulfilments, nextActions } = order;
  const mayPack = allows(viewer, "fulfilments:write");
  const addressOf = (page: string, { id }: Fulfilment) => orderAddress(number, page, { fulfilment: id });
  return (
    <Panel title={texts.parcels} aside={mayPack && waits(order) ? <PrintLinks orders={[id]} look="quiet" /> : null}>
      {fulfilments.length === 0 ? <p className="px-4 py-3 text-muted">{texts.noParcels}</p> : null}
      <ul className="divide-y divide-line">
        {fulfilments.map((fulfilment) => (
          <FulfilmentItem
            key={fulfilment.id}
            fulfilment={fulfilment}
            sendAddress={mayPack && nextActions.includes("SHIP") ? addressOf("send", fulfilment) : undefined}
            putBackAddress={mayPack ? addressOf("put-back", fulfilment) : undefined}
            slipOf={mayPack ? (parcel) => slipsAddress([id], parcel.id) : undefined}
          />
        ))}
      </ul>
    </Panel>
  );
}

/** Whether something of the order is to be prepared, packed or handed over. */
function waits({ hold, lines, nextActions, fulfilments }: Order): boolean {
  if (hold) return false;
  if (nextActions.includes("FULFIL") && lines.some(({ toPrepare }) => toPrepare > 0)) return true;
  return fulfilments.some(({ toPack, shipments }) => toPack.length > 0 || shipments.some(isReady));
}

function isReady({ status }: Parcel): boolean {
  return status === "READY";
}

/** An address is undefined where the page behind it would be refused. */
type FulfilmentItemProps = {
  fulfilment: Fulfilment;
  sendAddress: string | undefined;
  putBackAddress: string | undefined;
  slipOf: ((parcel: Parcel) => string) | undefined;
};

function FulfilmentItem({ fulfilment, sendAddress, putBackAddress, slipOf }: FulfilmentItemProps) {
  const { state, isResend, createdAt, toPack, toPutBack, shipments } = fulfilment;
  return (
    <li className="space-y-2 px-4 py-3">
      <p className="flex flex-wrap gap-x-3 text-sm text-muted">
        {texts.fulfilment(showTime(createdAt))}
        {isResend ? <span>{texts.resend}</span> : null}
        {state === "CANCELLED" ? <span>{texts.cancelledFulfilment}</span> : null}
      </p>
      {shipments.map((parcel) => (
        <ParcelItem key={parcel.id} parcel={parcel} slipAddress={slipOf?.(parcel)} />
      ))}
      {toPack.length > 0 ? (
        <div>
          <p>{texts.packed}</p>
          <Parts parts={toPack} />
          <NextLink address={sendAddress} text={texts.send} />
        </div>
      ) : null}
      {toPutBack.length > 0 ? (
        <div>
          <State text={texts.putBack} needsPerson />
          <Parts parts={toPutBack} />
          <NextLink address={putBackAddress} text={texts.putBackPress} />
        </div>
      ) : null}
    </li>
  );
}

function NextLink({ address, text }: { address: string | undefined; text: string }) {
  if (address === undefined) return null;
  return (
    <a href={address} className={buttonClass("quiet", "-mx-1 text-sm")}>
      {text}
    </a>
  );
}

function ParcelItem({ parcel, slipAddress }: { parcel: Parcel; slipAddress: string | undefined }) {
  const { status, carrier, trackingNumber, trackingUrl, parts } = parcel;
  return (
    <div>
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
      <Parts parts={parts} />
      <div className="flex flex-wrap gap-x-4">
        <ParcelActions parcel={parcel} />
        <NextLink address={slipAddress} text={printTexts.slip} />
      </div>
    </div>
  );
}
