/** The scenario of each past order. The first few have one of each, so that the smallest shop has all of them. */
import type { PlannedOrder } from "./planned-order.ts";

export type Scenario =
  | "oneParcel"
  | "twoParcels"
  | "cancelled"
  | "unitCancelled"
  | "returned"
  | "returnRejected"
  | "shippingBack"
  | "gesture"
  | "refundFails";

/** The demo customer's, the oldest first. */
const own: readonly Scenario[] = [
  "returned",
  "twoParcels",
  "oneParcel",
  "gesture",
  "unitCancelled",
  "oneParcel",
  "cancelled",
  "shippingBack",
  "returned",
  "twoParcels",
];

/** `units` is how many of its pieces need a parcel. */
export function scenarioOf({ index, buyer, course }: PlannedOrder, units: number): Scenario {
  const wanted = buyer.kind === "demo" ? own[Math.floor(index / 30) % own.length] : usual(index);
  if (course === "closedLater") return "refundFails";
  const isPossible = units > 1 || (wanted !== "twoParcels" && wanted !== "unitCancelled");
  return wanted !== undefined && isPossible ? wanted : "oneParcel";
}

function usual(index: number): Scenario {
  if (index % 40 === 9) return "cancelled";
  if (index % 40 === 19) return "unitCancelled";
  if (index % 25 === 8) return "returned";
  if (index % 75 === 12) return "returnRejected";
  if (index % 30 === 14) return "shippingBack";
  if (index % 45 === 16) return "gesture";
  return index % 7 === 0 ? "twoParcels" : "oneParcel";
}
