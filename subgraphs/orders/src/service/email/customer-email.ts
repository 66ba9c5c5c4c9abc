/** Customer e-mail: queued once per cause in the transaction of the cause, and rendered from the rows when it is sent. */
import { type MailSender, type QueuedMail, queueMail } from "@hansa/kit/mail/mail-queue";
import type { Runtime } from "@hansa/kit/runtime/runtime";
import type { Reader, Tx } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import { findLinesByOrders, findOrdersByIds } from "../../store/order/orders.ts";
import { findBalance } from "../../store/payment/balances.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { OrderRow, SettingsRow } from "../../store/tables.ts";
import { deriveGuestToken } from "../access.ts";
import { createReceiptUrl } from "../invoicing/receipts.ts";
import {
  cancelledData,
  confirmedData,
  type EmailContent,
  type EmailOrder,
  linesCancelledData,
  refundedData,
  shippedData,
} from "./email-data.ts";
import { findEmailCancellation, findEmailParcel, findEmailRefund } from "./sources.ts";

/** Queues the e-mail about a confirmed order. */
export function queueConfirmed(runtime: Runtime, tx: Tx, orderId: string): Promise<void> {
  return queueMail(runtime, tx, { event: orderId, template: "confirmed", about: orderId });
}

/** Queues the e-mail about an order that failed or was cancelled as a whole. */
export function queueCancelled(runtime: Runtime, tx: Tx, orderId: string): Promise<void> {
  return queueMail(runtime, tx, { event: orderId, template: "cancelled", about: orderId });
}

/** Queues the e-mail about cancelled units of an order that is not cancelled as a whole. */
export function queueLinesCancelled(runtime: Runtime, tx: Tx, cancellationId: string): Promise<void> {
  return queueMail(runtime, tx, { event: cancellationId, template: "linesCancelled", about: cancellationId });
}

/** Queues the e-mail about a shipped parcel. */
export function queueShipped(runtime: Runtime, tx: Tx, shipmentId: string): Promise<void> {
  return queueMail(runtime, tx, { event: shipmentId, template: "shipped", about: shipmentId });
}

/** Queues the e-mail about a refund. */
export function queueRefunded(runtime: Runtime, tx: Tx, refundId: string): Promise<void> {
  return queueMail(runtime, tx, { event: refundId, template: "refunded", about: refundId });
}

/** The mail sender of this service. */
export function createMailSender(deps: Deps): MailSender {
  return { ...deps, send: deps.sendMail, write: (mail) => writeEmail(deps, mail) };
}

/** Renders a queued e-mail; undefined if the order has no e-mail address any more because its customer was erased. */
function writeEmail(deps: Deps, { template, about }: QueuedMail) {
  const { templates } = deps;
  return deps.store.read(async (db) => {
    const shop = await findSettings(db);
    const addressed = async (orderId: string, write: (about: EmailOrder) => EmailContent) =>
      addressEmail(shop, await findEmailOrder(deps, db, orderId), write);
    if (template === "confirmed")
      return addressed(about, (to) => templates.renderMail("mail/confirmed", confirmedData(shop, to)));
    if (template === "cancelled")
      return addressed(about, (to) => templates.renderMail("mail/cancelled", cancelledData(shop, to)));
    if (template === "linesCancelled") {
      const cancelled = await findEmailCancellation(db, about);
      if (!cancelled) return undefined;
      const write = (to: EmailOrder) =>
        templates.renderMail("mail/lines-cancelled", linesCancelledData(shop, to, cancelled));
      return addressed(cancelled.orderId, write);
    }
    if (template === "shipped") {
      const parcel = await findEmailParcel(db, about);
      if (!parcel) return undefined;
      return addressed(parcel.orderId, (to) => templates.renderMail("mail/shipped", shippedData(shop, to, parcel)));
    }
    if (template === "refunded") {
      const refund = await findEmailRefund(db, about);
      if (!refund) return undefined;
      return addressed(refund.orderId, (to) => templates.renderMail("mail/refunded", refundedData(shop, to, refund)));
    }
    throw new Error(`there is no e-mail template ${template}`);
  });
}

async function findEmailOrder(deps: Deps, db: Reader, orderId: string): Promise<EmailOrder | undefined> {
  const [order] = await findOrdersByIds(db, [orderId]);
  if (!order) return undefined;
  const lines = await findLinesByOrders(db, [orderId]);
  const { capturedMinor } = await findBalance(db, orderId);
  return {
    order,
    lines,
    capturedMinor,
    ...createCustomerLinks(deps, order),
    receiptUrl: createReceiptUrl(deps, order),
  };
}

function addressEmail(
  { name, senderEmail }: SettingsRow,
  about: EmailOrder | undefined,
  write: (about: EmailOrder) => EmailContent,
) {
  const to = about?.order.email;
  return about && to ? { from: { name, address: senderEmail }, to, ...write(about) } : undefined;
}

/**
 * The link to the order's page of the storefront. Without a storefront, guests get their token as a code, and customers find the order in
 * their account. A guest's token is in the URL fragment, which browsers neither send to a server nor include in the referrer.
 */
function createCustomerLinks(
  { rules, guestSecret }: Deps,
  { id, number, customerId }: OrderRow,
): Pick<EmailOrder, "orderUrl" | "guestCode"> {
  const guestCode = customerId === null ? deriveGuestToken(guestSecret, id) : null;
  if (rules.storefrontUrl === undefined) return { orderUrl: null, guestCode };
  const page = `${rules.storefrontUrl}/orders/${number}`;
  return { orderUrl: guestCode === null ? page : `${page}#token=${guestCode}`, guestCode: null };
}
