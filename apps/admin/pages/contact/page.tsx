/** The page on which the e-mail address and the shipping address of an order are corrected. */
import { useRef } from "react";
import type { OfficeContactOrderQuery } from "../../generated/graphql.ts";
import { getFragmentData } from "../../generated/index.ts";
import { ChangePage } from "../../shop/changes/change-page.tsx";
import { Away } from "../../shop/elements/away.tsx";
import { useReading } from "../../shop/graph/use-reading.ts";
import { language } from "../../shop/language.ts";
import { isContactOpen } from "../../shop/order-contact.ts";
import type { PageProps } from "../page.ts";
import { ContactForm } from "./contact-form.tsx";
import { AddressFormatDocument, ContactFragment, ContactOrderDocument } from "./documents.ts";
import { texts } from "./texts.ts";

export function ContactPage({ params: { number = "" } }: PageProps) {
  const reading = useReading(ContactOrderDocument, { number }, { main: "order" });
  const order = reading.data?.order;
  return (
    <ChangePage number={number} title={texts.title} reading={reading}>
      {order ? <Correction key={order.id} order={order} /> : null}
    </ChangePage>
  );
}

type CorrectionProps = { order: NonNullable<OfficeContactOrderQuery["order"]> };

/** The form stays once it was there: its press says what has changed meanwhile. */
function Correction({ order }: CorrectionProps) {
  const contact = getFragmentData(ContactFragment, order);
  const country = contact.shippingAddress?.country;
  const isSent = country !== undefined;
  const format = useReading(
    AddressFormatDocument,
    { country: country ?? "", language },
    { main: "addressFormat", isAsked: isSent },
  );
  const wasOpen = useRef(false);
  if (isContactOpen(order)) wasOpen.current = true;
  if (!wasOpen.current) return <p role="status">{texts.nothing}</p>;
  const form = format.data?.addressFormat ?? undefined;
  if (isSent && form === undefined)
    return format.isAway ? <Away part="orders" /> : <p role="status">{texts.loading}</p>;
  return <ContactForm number={order.number} contact={contact} form={form} />;
}
