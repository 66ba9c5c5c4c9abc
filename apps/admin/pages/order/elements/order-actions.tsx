/** The next steps of an order: pages on which it is sent, refunded and cancelled, and its hold. Each as the graph and the role allow it. */
import { buttonClass } from "@hansa/front/elements";
import { orderAddress } from "../../../shop/places/address.ts";
import { allows, type Viewer } from "../../../shop/session/viewer.ts";
import type { Order } from "../order.ts";
import { texts } from "../texts.ts";
import { HoldActions } from "./hold-actions.tsx";

type OrderActionsProps = { order: Order; viewer: Viewer };

export function OrderActions({ order, viewer }: OrderActionsProps) {
  return (
    <div className="flex flex-wrap gap-2 sm:ms-auto">
      {allows(viewer, "orders:write") ? <HoldActions order={order} /> : null}
      {linksOf(order, viewer).map(({ text, address, isDue }) => (
        <a key={address} href={address} className={buttonClass(isDue ? "primary" : "secondary")}>
          {text}
        </a>
      ))}
    </div>
  );
}

/** `isDue`: the work of the day; the others are exceptions. */
type StepLink = { text: string; address: string; isDue?: boolean };

function linksOf({ number, nextActions, lines, settlement }: Order, viewer: Viewer): StepLink[] {
  const next = new Set(nextActions);
  const maySend = next.has("FULFIL") && allows(viewer, "fulfilments:write");
  const mayCancel = (next.has("CANCEL") || next.has("CANCEL_LINES")) && allows(viewer, "orders:write");
  const mayRefund = next.has("REFUND") && allows(viewer, "refunds:write");
  const maySendAgain = maySend && lines.some(({ resendable }) => resendable > 0);
  return [
    ...(mayCancel ? [{ text: texts.cancelOrder, address: orderAddress(number, "cancel") }] : []),
    ...(mayRefund
      ? [{ text: texts.refund, address: orderAddress(number, "refund"), isDue: settlement === "REFUND_DUE" }]
      : []),
    ...(maySendAgain
      ? [{ text: texts.sendAgain, address: orderAddress(number, "send", { again: "yes" }), isDue: true }]
      : []),
    ...(maySend && lines.some(({ toPrepare }) => toPrepare > 0)
      ? [{ text: texts.send, address: orderAddress(number, "send"), isDue: true }]
      : []),
  ];
}
