/** The page on which authorised money is captured by hand. */
import { useState } from "react";
import { ChangePage } from "../../shop/changes/change-page.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import type { PageProps } from "../page.ts";
import { CaptureForm, type CaptureOrder } from "./capture-form.tsx";
import { CaptureOrderDocument } from "./documents.ts";
import { texts } from "./texts.ts";

export function CapturePage({ params: { number = "" } }: PageProps) {
  const reading = useReading(CaptureOrderDocument, { number }, { main: "order" });
  const order = reading.data?.order;
  return (
    <ChangePage number={number} title={texts.title} reading={reading}>
      {order ? <Capture key={order.id} order={order} /> : null}
    </ChangePage>
  );
}

/** The form stays once it was there: its press says what has changed meanwhile. */
function Capture({ order }: { order: CaptureOrder }) {
  const [isOpen] = useState(order.nextActions.includes("CAPTURE"));
  return isOpen ? <CaptureForm order={order} /> : <p role="status">{texts.nothing}</p>;
}
