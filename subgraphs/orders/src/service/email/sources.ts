/** Source rows of e-mails about parcels, refunds and cancelled units, read when the e-mail is sent. */
import type { Reader } from "@hansa/kit/store/store";
import { findShipment, findShipmentParts } from "../../store/fulfilment/fulfilments.ts";
import { findRefund, findRefundParts } from "../../store/payment/refunds.ts";
import { findRestock } from "../../store/processing/order-tasks.ts";
import type { EmailCancellation, EmailParcel, EmailRefund } from "./email-data.ts";

/** A shipped parcel; undefined if there is no such parcel. */
export async function findEmailParcel(db: Reader, shipmentId: string): Promise<EmailParcel | undefined> {
  const shipment = await findShipment(db, shipmentId);
  return shipment && { ...shipment, parts: await findShipmentParts(db, [shipmentId]) };
}

/** Cancelled units, which are the restocked ones; undefined if there is no such cancellation. */
export async function findEmailCancellation(
  db: Reader,
  cancellationId: string,
): Promise<EmailCancellation | undefined> {
  const restock = await findRestock(db, cancellationId);
  return restock && { orderId: restock.orderId, parts: restock.lines ?? [] };
}

/** A refund with its parts; undefined if there is no such refund. */
export async function findEmailRefund(db: Reader, refundId: string): Promise<EmailRefund | undefined> {
  const refund = await findRefund(db, refundId);
  return refund && { ...refund, parts: await findRefundParts(db, [refundId]) };
}
