/** The page on which an order is refunded. */
import { useRef } from "react";
import { ChangePage } from "../../shop/changes/change-page.tsx";
import { useShownLines } from "../../shop/changes/units.ts";
import { useReading } from "../../shop/graph/use-reading.ts";
import type { PageProps } from "../page.ts";
import { RefundOrderDocument } from "./documents.ts";
import type { RefundOrder } from "./input.ts";
import { RefundForm } from "./refund-form.tsx";
import { texts } from "./texts.ts";

export function RefundPage({ params: { number = "" } }: PageProps) {
  const reading = useReading(RefundOrderDocument, { number }, { main: "order" });
  const order = reading.data?.order;
  return (
    <ChangePage number={number} title={texts.title} reading={reading}>
      {order ? <Refund key={order.id} order={order} /> : null}
    </ChangePage>
  );
}

/** The form stays once it was there: its press says what has changed meanwhile. */
function Refund({ order }: { order: RefundOrder }) {
  const lefts = order.lines.map(({ id, sku, title, refundable }) => ({ id, sku, title, left: refundable }));
  const lines = useShownLines(lefts, false);
  const wasOpen = useRef(false);
  if (order.nextActions.includes("REFUND")) wasOpen.current = true;
  return wasOpen.current ? <RefundForm order={order} lines={lines} /> : <p role="status">{texts.nothing}</p>;
}
