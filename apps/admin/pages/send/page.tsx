/** The page on which goods of an order are sent. */
import { useRef } from "react";
import { ChangePage } from "../../shop/changes/change-page.tsx";
import { useShownLines } from "../../shop/changes/units.ts";
import { useReading } from "../../shop/graph/use-reading.ts";
import { holdReasons } from "../../shop/state-texts.ts";
import type { PageProps } from "../page.ts";
import { SendOrderDocument } from "./documents.ts";
import { SendForm } from "./send-form.tsx";
import { linesOf, maySend, readSending, type Sending, type SendOrder } from "./sending.ts";
import { texts } from "./texts.ts";

export function SendPage({ place, params: { number = "" } }: PageProps) {
  const reading = useReading(SendOrderDocument, { number }, { main: "order" });
  const order = reading.data?.order;
  const sending = readSending(place.search);
  return (
    <ChangePage number={number} title={sending.resend ? texts.titleAgain : texts.title} reading={reading}>
      {order ? <Parcel key={`${order.id} ${place.search}`} order={order} sending={sending} /> : null}
    </ChangePage>
  );
}

type ParcelProps = { order: SendOrder; sending: Sending };

/** The form stays once it was there: its press says what has changed meanwhile. */
function Parcel({ order, sending }: ParcelProps) {
  const lines = useShownLines(linesOf(order, sending), true);
  const wasOpen = useRef(false);
  if (maySend(order, sending) && lines.length > 0) wasOpen.current = true;
  if (wasOpen.current) return <SendForm order={order} sending={sending} lines={lines} />;
  return <p role="status">{order.hold ? texts.onHold(holdReasons[order.hold.reason]) : texts.nothing}</p>;
}
