/** The life of a parcel as a table: what may follow what. Staying where it is, is never an error. */
import type { ShipmentRow } from "../../store/tables.ts";

type Status = ShipmentRow["status"];

/** Carriers skip steps, and find what was lost. What has arrived, is back, or was unpacked, stays so. */
const mayFollow = {
  READY: ["SHIPPED", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED", "UNPACKED"],
  SHIPPED: ["IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED", "LOST", "RETURNED"],
  IN_TRANSIT: ["OUT_FOR_DELIVERY", "DELIVERED", "LOST", "RETURNED"],
  OUT_FOR_DELIVERY: ["IN_TRANSIT", "DELIVERED", "LOST", "RETURNED"],
  LOST: ["DELIVERED", "RETURNED"],
  DELIVERED: [],
  RETURNED: [],
  UNPACKED: [],
} as const satisfies Record<Status, readonly Status[]>;

/** What may follow this status. */
export function statusesAfter(from: Status): readonly Status[] {
  return mayFollow[from];
}

/** Whether a parcel in this status has come to its end without having arrived. */
export function isUndelivered(status: Status): boolean {
  return status === "LOST" || status === "RETURNED";
}
