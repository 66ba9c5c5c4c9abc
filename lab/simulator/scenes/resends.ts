/** Scenes of units that are sent once more: those of a parcel that came back, and replacements of returned ones. */

import {
  FulfilmentCreateDocument,
  OrderHoldReleaseDocument,
  OrderRefundDocument,
  ShipmentCreateDocument,
  ShipmentUpdateDocument,
} from "@hansa/client/documents/orders";
import { InventoryAdjustManyDocument } from "@hansa/client/documents/products";
import { ReturnCloseDocument, ReturnRequestDocument, ReturnResolveDocument } from "@hansa/client/documents/returns";
import { requireSuccess } from "@hansa/client/mutation";
import { type Actors, buy, expected, pass, second, send, sendAsBuyer, sendAsStaff, variantOf } from "./actors.ts";
import type { Scene } from "./scene.ts";

/** A delivered order of two units, and an approved return of them. */
async function approvedReturn(cast: Actors, shelf: number) {
  const order = await buy(cast, [{ shelf, quantity: 2 }]);
  const shipmentId = await send(cast, order, 2);
  await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId, status: "DELIVERED" });
  const lineId = expected(order.lines.at(0), "a line").id;
  const parts = [{ lineId, quantity: 2 }];
  const input = { orderId: order.id, parts, idempotencyKey: `${cast.name}-return` };
  const returnId = requireSuccess(await sendAsBuyer(cast, ReturnRequestDocument, input)).orderReturn.id;
  await sendAsStaff(cast, ReturnResolveDocument, { returnId, decision: "APPROVE" });
  return { orderId: order.id, returnId, lineId };
}

/** Counts the shelf of a variant. */
async function count(cast: Actors, shelf: number, counted: number): Promise<void> {
  const adjustment = { variantId: variantOf(cast, shelf), counted, reason: "COUNTED" as const };
  const key = `${cast.name}-count-${counted}`;
  await sendAsStaff(cast, InventoryAdjustManyDocument, { adjustments: [adjustment], idempotencyKey: key });
}

export const resends: readonly Scene[] = [
  {
    title: "returned goods are replaced after requests to products were lost, one replacement is refunded and one sent",
    act: async (cast) => {
      const { orderId, returnId, lineId } = await approvedReturn(cast, 0);
      cast.shop.hinder("products /internal/commitReplacement", "lost");
      const close = { returnId, outcome: "REPLACED" as const, idempotencyKey: `${cast.name}-close` };
      const closed = sendAsStaff(cast, ReturnCloseDocument, close);
      await pass(cast, 90 * second);
      cast.shop.mend();
      requireSuccess(await closed);
      const lines = [{ lineId, quantity: 1 }];
      const refund = { orderId, lines, reason: "Not wanted.", idempotencyKey: `${cast.name}-refund` };
      requireSuccess(await sendAsStaff(cast, OrderRefundDocument, refund));
      const again = { orderId, parts: [{ lineId, quantity: 1 }], resend: true, idempotencyKey: `${cast.name}-again` };
      const { fulfilment } = requireSuccess(await sendAsStaff(cast, FulfilmentCreateDocument, again));
      const parcel = { fulfilmentId: fulfilment.id, carrier: "Kogge Parcel", idempotencyKey: `${cast.name}-parcel` };
      const { shipment } = requireSuccess(await sendAsStaff(cast, ShipmentCreateDocument, parcel));
      await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId: shipment.id, status: "DELIVERED" });
      await pass(cast, 70 * second);
    },
  },
  {
    title: "returned goods are not replaced, because too few are in stock",
    act: async (cast) => {
      const { returnId } = await approvedReturn(cast, 1);
      await count(cast, 1, 1);
      const close = { returnId, outcome: "REPLACED" as const, idempotencyKey: `${cast.name}-close` };
      const refused = await sendAsStaff(cast, ReturnCloseDocument, close);
      if (refused.__typename !== "OutOfStockError") throw new Error(`${cast.name}: ${refused.__typename}`);
      await pass(cast, 10 * second);
      await count(cast, 1, 50);
    },
  },
  {
    title: "a parcel comes back, one of its units is refunded, and the other is sent once more",
    act: async (cast) => {
      const order = await buy(cast, [{ shelf: 0, quantity: 2 }]);
      const orderId = order.id;
      const shipmentId = await send(cast, order, 2);
      requireSuccess(await sendAsStaff(cast, ShipmentUpdateDocument, { shipmentId, status: "RETURNED" }));
      // Refused when it is repeated after a lost response: the order is on hold no more.
      await sendAsStaff(cast, OrderHoldReleaseDocument, { orderId, note: "Sent once more." });
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
