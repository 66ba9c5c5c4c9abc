/** What letters about parcels, refunds and cancelled units are written from: the rows as they are when the letter leaves. */
import type { Reader } from "@hansa/kit/store";
import { findRestock } from "../../store/errands.ts";
import { findShipment, findShipmentParts } from "../../store/fulfilments.ts";
import { findRefund, findRefundParts } from "../../store/refunds.ts";
import type { GivenBack, LinesCancelled, Parcel } from "./letters.ts";

/** A parcel that has left; undefined if there is no such parcel. */
export async function findParcel(db: Reader, shipmentId: string): Promise<Parcel | undefined> {
  const shipment = await findShipment(db, shipmentId);
  return shipment && { ...shipment, parts: await findShipmentParts(db, [shipmentId]) };
}

/** Units that were cancelled: they are those that went back on the shelf; undefined if there is no such cancellation. */
export async function findLinesCancelled(db: Reader, cancellationId: string): Promise<LinesCancelled | undefined> {
  const restock = await findRestock(db, cancellationId);
  return restock && { orderId: restock.orderId, parts: restock.lines ?? [] };
}

/** Money that went back; undefined if there is no such refund. */
export async function findGivenBack(db: Reader, refundId: string): Promise<GivenBack | undefined> {
  const refund = await findRefund(db, refundId);
  return refund && { ...refund, parts: await findRefundParts(db, [refundId]) };
}
