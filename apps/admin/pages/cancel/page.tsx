/** The page on which an order is cancelled, whole or in parts. */
import { useState } from "react";
import { ChangePage } from "../../shop/changes/change-page.tsx";
import { useShownLines } from "../../shop/changes/units.ts";
import { useReading } from "../../shop/graph/use-reading.ts";
import type { PageProps } from "../page.ts";
import { CancelForm } from "./cancel-form.tsx";
import { type CancelOrder, scopesOf } from "./cancellation.ts";
import { CancelOrderDocument } from "./documents.ts";
import { texts } from "./texts.ts";

export function CancelPage({ params: { number = "" } }: PageProps) {
  const reading = useReading(CancelOrderDocument, { number }, { main: "order" });
  const order = reading.data?.order;
  return (
    <ChangePage number={number} title={texts.title} reading={reading}>
      {order ? <Cancel key={order.id} order={order} /> : null}
    </ChangePage>
  );
}

/** The form stays once it was there: its press says what has changed meanwhile. */
function Cancel({ order }: { order: CancelOrder }) {
  const lefts = order.lines.map(({ id, sku, title, cancellable }) => ({ id, sku, title, left: cancellable }));
  const lines = useShownLines(lefts, false);
  const [offered] = useState(() => scopesOf(order));
  if (offered.length === 0) return <p role="status">{texts.nothing}</p>;
  return <CancelForm order={order} lines={lines} offered={offered} />;
}
