/** What letters about parcels and refunds are written from: the rows as they are when the letter leaves. */
import type { Reader } from "@hansa/kit/store";
import { findShipment, findShipmentParts } from "../../store/fulfilments.ts";
import { findRefund, findRefundParts } from "../../store/refunds.ts";
import type { GivenBack, Parcel } from "./letters.ts";

/** A parcel that has left; undefined if there is no such parcel. */
export async function findParcel(db: Reader, shipmentId: string): Promise<Parcel | undefined> {
  const shipment = await findShipment(db, shipmentId);
  return shipment && { ...shipment, parts: await findShipmentParts(db, [shipmentId]) };
}

/** Money that went back; undefined if there is no such refund. */
export async function findGivenBack(db: Reader, refundId: string): Promise<GivenBack | undefined> {
  const refund = await findRefund(db, refundId);
  return refund && { ...refund, parts: await findRefundParts(db, [refundId]) };
}
