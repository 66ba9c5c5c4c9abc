/** Transitions of a parcel's status. Keeping the current status is never an error. */
import type { OrderRow, ShipmentRow } from "../../store/tables.ts";

type Status = ShipmentRow["status"];

/** Carriers skip statuses, and find lost parcels. DELIVERED, RETURNED and UNPACKED are final. */
const transitions = {
  READY: ["SHIPPED", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED", "UNPACKED"],
  SHIPPED: ["IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED", "LOST", "RETURNED"],
  IN_TRANSIT: ["OUT_FOR_DELIVERY", "DELIVERED", "LOST", "RETURNED"],
  OUT_FOR_DELIVERY: ["IN_TRANSIT", "DELIVERED", "LOST", "RETURNED"],
  LOST: ["DELIVERED", "RETURNED"],
  DELIVERED: [],
  RETURNED: [],
  UNPACKED: [],
} as const satisfies Record<Status, readonly Status[]>;

/** The allowed next statuses. While the order is on hold no parcel leaves. */
export function nextStatuses(from: Status, { holdReason }: Pick<OrderRow, "holdReason">): Status[] {
  return transitions[from].filter((next) => holdReason === null || next !== "SHIPPED");
}

/** Whether this status ends a parcel's transport without delivery. */
export function isUndelivered(status: Status): boolean {
  return status === "LOST" || status === "RETURNED";
}
