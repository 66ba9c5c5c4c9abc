/** The delivery date of an invoice: when the last of the goods arrived or, as long as that is not known, left. Pure. */
import type { OrderRow, ShipmentRow } from "../../store/tables.ts";

/** Null until a parcel has left or the order was handed over. Parcels that were lost or came back deliver nothing. */
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
