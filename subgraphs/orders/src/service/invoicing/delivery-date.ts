/** The delivery date of an invoice: the latest delivery or, until that is known, the latest shipment. Pure function. */
import type { OrderRow, ShipmentRow } from "../../store/tables.ts";

/** Null until a parcel was shipped or the order was handed over. Lost and returned parcels do not count. */
export function deliveredAtOf(
  { deliveredAt }: Pick<OrderRow, "deliveredAt">,
  shipments: readonly Pick<ShipmentRow, "status" | "shippedAt" | "deliveredAt">[],
): number | null {
  const moments = shipments.flatMap((parcel) => {
    if (parcel.status === "LOST" || parcel.status === "RETURNED") return [];
    return parcel.deliveredAt ?? parcel.shippedAt ?? [];
  });
  return moments.length > 0 ? Math.max(...moments) : deliveredAt;
}
