/** Customer mail: queued in the transaction of its cause, once for each cause, and written from the rows when it leaves. */
import { type PostOffice, type QueuedMail, queueMail } from "@hansa/kit/mail-queue";
import type { Reader, Tx } from "@hansa/kit/store";
import type { World } from "@hansa/kit/world";
import type { Deps } from "../../context.ts";
import { moneyOf } from "../../store/money.ts";
import { findLinesByOrders, findOrdersByIds } from "../../store/orders.ts";
import { findSettings } from "../../store/settings.ts";
import type { OrderRow, SettingsRow } from "../../store/tables.ts";
import { guestToken } from "../access.ts";
import {
  type Content,
  cancelledData,
  confirmedData,
  type LetterOrder,
  linesCancelledData,
  refundedData,
  shippedData,
} from "./letters.ts";
import { receiptUrl } from "./receipts.ts";
import { findGivenBack, findLinesCancelled, findParcel } from "./sources.ts";

/** Tells the customer that their order is certain. */
export function queueConfirmed(tx: Tx, world: World, orderId: string): Promise<void> {
  return queueMail(tx, world, { event: orderId, template: "confirmed", about: orderId });
}

/** Tells the customer that their order did not come about, or was called off as a whole. */
export function queueCancelled(tx: Tx, world: World, orderId: string): Promise<void> {
  return queueMail(tx, world, { event: orderId, template: "cancelled", about: orderId });
}

/** Tells the customer that a part of an order that goes on was cancelled. */
export function queueLinesCancelled(tx: Tx, world: World, cancellationId: string): Promise<void> {
  return queueMail(tx, world, { event: cancellationId, template: "linesCancelled", about: cancellationId });
}

/** Tells the customer that a parcel has left. */
export function queueShipped(tx: Tx, world: World, shipmentId: string): Promise<void> {
  return queueMail(tx, world, { event: shipmentId, template: "shipped", about: shipmentId });
}

/** Tells the customer that money is on its way back. */
export function queueRefunded(tx: Tx, world: World, refundId: string): Promise<void> {
  return queueMail(tx, world, { event: refundId, template: "refunded", about: refundId });
}

/** What sends our mail. */
export function postOffice(deps: Deps): PostOffice {
  const { store, world, log, sendMail } = deps;
  return { store, world, log, send: sendMail, write: (mail) => writeLetter(deps, mail) };
}

/** Nobody is written to whose address is not kept: they were erased. */
function writeLetter(deps: Deps, { template, about }: QueuedMail) {
  const { templates } = deps;
  return deps.store.read(async (db) => {
    const shop = await findSettings(db);
    const addressed = async (orderId: string, write: (about: LetterOrder) => Content) =>
      addressTo(shop, await findAbout(db, deps, orderId), write);
    if (template === "confirmed")
      return addressed(about, (to) => templates.renderMail("mail/confirmed", confirmedData(shop, to)));
    if (template === "cancelled")
      return addressed(about, (to) => templates.renderMail("mail/cancelled", cancelledData(shop, to)));
    if (template === "linesCancelled") {
      const cancelled = await findLinesCancelled(db, about);
      if (!cancelled) return undefined;
      const write = (to: LetterOrder) =>
        templates.renderMail("mail/lines-cancelled", linesCancelledData(shop, to, cancelled));
      return addressed(cancelled.orderId, write);
    }
    if (template === "shipped") {
      const parcel = await findParcel(db, about);
      if (!parcel) return undefined;
      return addressed(parcel.orderId, (to) => templates.renderMail("mail/shipped", shippedData(shop, to, parcel)));
    }
    if (template === "refunded") {
      const refund = await findGivenBack(db, about);
      if (!refund) return undefined;
      return addressed(refund.orderId, (to) => templates.renderMail("mail/refunded", refundedData(shop, to, refund)));
    }
    throw new Error(`there is no e-mail template ${template}`);
  });
}

async function findAbout(db: Reader, deps: Deps, orderId: string): Promise<LetterOrder | undefined> {
  const [order] = await findOrdersByIds(db, [orderId]);
  if (!order) return undefined;
  const lines = await findLinesByOrders(db, [orderId]);
  const { capturedMinor } = await moneyOf(db, orderId);
  return { order, lines, capturedMinor, ...linkTo(deps, order), receiptUrl: receiptUrl(deps, order) };
}

function addressTo(
  { name, senderEmail }: SettingsRow,
  about: LetterOrder | undefined,
  write: (about: LetterOrder) => Content,
) {
  const to = about?.order.email;
  return about && to ? { from: { name, address: senderEmail }, to, ...write(about) } : undefined;
}

/**
 * How the customer comes to the order: the link to its page of the storefront. Without a storefront, guests get their token as a code, and
 * customers find the order in their account. A guest's token stands behind #, which browsers send to no server and write into no referrer.
 */
function linkTo(
  { rules, guestSecret }: Deps,
  { id, number, customerId }: OrderRow,
): Pick<LetterOrder, "orderUrl" | "guestCode"> {
  const guestCode = customerId === null ? guestToken(guestSecret, id) : null;
  if (rules.storefrontUrl === undefined) return { orderUrl: null, guestCode };
  const page = `${rules.storefrontUrl}/orders/${number}`;
  return { orderUrl: guestCode === null ? page : `${page}#token=${guestCode}`, guestCode: null };
}
