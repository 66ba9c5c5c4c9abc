/** Scenes of units that are sent once more. */
import {
  FulfilmentCreateDocument,
  OrderHoldReleaseDocument,
  OrderRefundDocument,
  ShipmentCreateDocument,
  ShipmentUpdateDocument,
} from "@hansa/client/documents/orders";
import { requireSuccess } from "@hansa/client/mutation";
import { buy, expected, pass, second, send, sendAsStaff } from "./actors.ts";
import type { Scene } from "./scene.ts";

export const resends: readonly Scene[] = [
  {
    title: "a parcel comes back, one of its units is refunded, and the other is sent once more",
    act: async (cast) => {
      const order = await buy(cast, [{ shelf: 0, quantity: 2 }]);
      const orderId = order.id;
      const shipmentId = await send(cast, order, 2);
      requireSuccess(await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId, status: "RETURNED" }));
      requireSuccess(await sendAsStaff(cast, OrderHoldReleaseDocument, { orderId, note: "Sent once more." }));
      const lineId = expected(order.lines.at(0), "a line").id;
      const again = { orderId, parts: [{ lineId, quantity: 2 }], resend: true, idempotencyKey: `${cast.name}-again` };
      const { fulfilment } = requireSuccess(await sendAsStaff(cast, FulfilmentCreateDocument, again));
      const lines = [{ lineId, quantity: 1, restock: true }];
      const refund = { orderId, lines, reason: "Not wanted.", idempotencyKey: `${cast.name}-refund` };
      requireSuccess(await sendAsStaff(cast, OrderRefundDocument, refund));
      await pass(cast, 10 * second);
      const parcel = { fulfilmentId: fulfilment.id, carrier: "Kogge Parcel", idempotencyKey: `${cast.name}-parcel` };
      const { shipment } = requireSuccess(await sendAsStaff(cast, ShipmentCreateDocument, parcel));
      const arrived = { shipmentId: shipment.id, status: "DELIVERED" as const };
      requireSuccess(await sendAsStaff(cast, ShipmentUpdateDocument, arrived));
      await pass(cast, 10 * second);
    },
  },
];
