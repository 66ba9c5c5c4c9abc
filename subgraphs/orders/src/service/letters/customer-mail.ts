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
  cancelledLetter,
  confirmedLetter,
  type LetterOrder,
  linesCancelledLetter,
  refundedLetter,
  shippedLetter,
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
  return deps.store.read(async (db) => {
    const shop = await findSettings(db);
    if (template === "confirmed")
      return addressed(shop, await findAbout(db, deps, about), (to) => confirmedLetter(shop, to));
    if (template === "cancelled")
      return addressed(shop, await findAbout(db, deps, about), (to) => cancelledLetter(shop, to));
    if (template === "linesCancelled") {
      const cancelled = await findLinesCancelled(db, about);
      return (
        cancelled &&
        addressed(shop, await findAbout(db, deps, cancelled.orderId), (to) => linesCancelledLetter(shop, to, cancelled))
      );
    }
    if (template === "shipped") {
      const parcel = await findParcel(db, about);
      return (
        parcel && addressed(shop, await findAbout(db, deps, parcel.orderId), (to) => shippedLetter(shop, to, parcel))
      );
    }
    if (template === "refunded") {
      const refund = await findGivenBack(db, about);
      return (
        refund && addressed(shop, await findAbout(db, deps, refund.orderId), (to) => refundedLetter(shop, to, refund))
      );
    }
    throw new Error(`there is no letter called ${template}`);
  });
}

async function findAbout(db: Reader, deps: Deps, orderId: string): Promise<LetterOrder | undefined> {
  const [order] = await findOrdersByIds(db, [orderId]);
  if (!order) return undefined;
  const lines = await findLinesByOrders(db, [orderId]);
  const { capturedMinor } = await moneyOf(db, orderId);
  return { order, lines, capturedMinor, waysTo: waysTo(deps, order), receiptUrl: receiptUrl(deps, order) };
}

function addressed(
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
function waysTo({ rules, guestSecret }: Deps, { id, number, customerId }: OrderRow): string[] {
  const token = customerId === null ? guestToken(guestSecret, id) : undefined;
  if (rules.storefrontUrl === undefined)
    return token === undefined ? [] : [`The code that shows your order ${number}:\n${token}`];
  const page = `${rules.storefrontUrl}/orders/${number}`;
  return [`Your order:\n${token === undefined ? page : `${page}#token=${token}`}`];
}
